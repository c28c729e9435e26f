package hearth.format.gguf;

import hearth.format.AtomicFile;
import hearth.format.TensorType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects metadata and tensors and writes them as a GGUF file of version 3. It accepts nothing that {@link GgufFile} would
 * refuse. Keys and tensors keep their order; tensor data is asked for only while writing.
 */
public final class GgufWriter {
    private final Map<String, MetadataValue> values = new LinkedHashMap<>();
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();

    private record Tensor(TensorInfo info, TensorData data) {}

    /** Starts with no keys and no tensors. */
    public GgufWriter() {}

    /** Adds all values, for example those of another file; same keys are replaced. */
    public GgufWriter putAll(Map<String, MetadataValue> values) {
        values.forEach(this::put);
        return this;
    }

    /**
     * Sets a value of any type.
     *
     * @throws IllegalArgumentException if key or value could not be read back
     */
    public GgufWriter put(String key, MetadataValue value) {
        int keyBytes = key.getBytes(StandardCharsets.UTF_8).length;
        if (keyBytes == 0 || keyBytes > GgufLimits.DEFAULT.keyBytes()) {
            throw new IllegalArgumentException("a key has " + keyBytes + " bytes");
        }
        if (key.equals(MetadataKeys.General.ALIGNMENT)) {
            checkAlignment(value);
        }
        checkSize(key, value);
        values.put(key, value);
        return this;
    }

    public GgufWriter put(String key, String value) {
        return put(key, new MetadataValue.Text(value));
    }

    /** Sets a UINT32, as nearly all integers of the format are. */
    public GgufWriter put(String key, int value) {
        return put(key, new MetadataValue.Whole(MetadataType.UINT32, value));
    }

    public GgufWriter put(String key, float value) {
        return put(key, new MetadataValue.Real(MetadataType.FLOAT32, value));
    }

    public GgufWriter put(String key, boolean value) {
        return put(key, new MetadataValue.Flag(value));
    }

    public GgufWriter putStrings(String key, Collection<String> values) {
        return put(key, TextArray.of(values));
    }

    /** Removes a key if it is there. */
    public GgufWriter remove(String key) {
        values.remove(key);
        return this;
    }

    /**
     * Adds a tensor.
     *
     * @param shape contiguous dimension first, at most four sizes
     * @throws IllegalArgumentException if name or shape could not be read back, or the name is taken
     */
    public GgufWriter tensor(String name, TensorType type, List<Long> shape, TensorData data) {
        int nameBytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (nameBytes == 0 || nameBytes > TensorInfoReader.MAX_NAME_BYTES) {
            throw new IllegalArgumentException("tensor name " + Quoted.of(name) + " has " + nameBytes + " bytes");
        }
        String problem = Shapes.problem(shape, type);
        if (problem != null) {
            throw new IllegalArgumentException("tensor " + name + " " + problem);
        }
        TensorInfo info = new TensorInfo(name, type, shape, 0, 0, type.byteSize(Shapes.elementCount(shape)));
        if (tensors.putIfAbsent(name, new Tensor(info, data)) != null) {
            throw new IllegalArgumentException("tensor " + name + " is added twice");
        }
        return this;
    }

    /** Adds a tensor whose bytes are in memory; they are read only when the file is written. */
    public GgufWriter tensor(String name, TensorType type, List<Long> shape, MemorySegment bytes) {
        return tensor(name, type, shape, TensorData.of(bytes));
    }

    /**
     * Writes a file that appears whole and durable, or not at all.
     *
     * @throws IOException if writing fails or a tensor's data has another size than its shape says
     */
    public void write(Path target) throws IOException {
        AtomicFile.write(target, this::write);
    }

    /** What precedes the tensor data, and where each tensor would lie: enough to offer the file without writing it. */
    public GgufLayout layout() {
        checkCounts();
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        List<TensorInfo> relative = infos();
        try {
            GgufOutput out = new GgufOutput(Channels.newChannel(header));
            out.header(values, relative, alignment());
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("memory can't fail", e);
        }
        List<TensorInfo> placed = new ArrayList<>();
        long offset = header.size();
        for (TensorInfo info : relative) {
            placed.add(new TensorInfo(info.name(), info.type(), info.shape(), 0, offset, info.byteSize()));
            offset = Shapes.roundUp(Math.addExact(offset, info.byteSize()), alignment());
        }
        return new GgufLayout(header.toByteArray(), placed, offset);
    }

    /** Writes to any channel from its current place. */
    public void write(WritableByteChannel channel) throws IOException {
        checkCounts();
        GgufOutput out = new GgufOutput(channel);
        out.header(values, infos(), alignment());
        for (Tensor tensor : tensors.values()) {
            out.tensor(tensor.info(), tensor.data(), alignment());
        }
        out.flush();
    }

    private List<TensorInfo> infos() {
        return tensors.values().stream().map(Tensor::info).toList();
    }

    private int alignment() {
        MetadataValue value = values.get(MetadataKeys.General.ALIGNMENT);
        return value instanceof MetadataValue.Whole whole ? (int) whole.value() : GgufFile.DEFAULT_ALIGNMENT;
    }

    private static void checkSize(String key, MetadataValue value) {
        int size = switch (value) {
            case MetadataValue.Text text -> text.value().getBytes(StandardCharsets.UTF_8).length;
            case MetadataValue.Array array -> array.length();
            default -> 0;
        };
        int limit = value instanceof MetadataValue.Array ? GgufLimits.DEFAULT.arrayLength() : GgufLimits.DEFAULT.textBytes();
        if (size > limit) {
            throw new IllegalArgumentException("value of key " + Quoted.of(key) + " has size " + size + ", above " + limit);
        }
    }

    private static void checkAlignment(MetadataValue value) {
        boolean good = value instanceof MetadataValue.Whole whole
                && whole.type() == MetadataType.UINT32
                && Long.bitCount(whole.value()) == 1
                && whole.value() <= GgufLimits.DEFAULT.alignment();
        if (!good) {
            throw new IllegalArgumentException("alignment " + value + " is not a UINT32 power of two up to "
                    + GgufLimits.DEFAULT.alignment());
        }
    }

    private void checkCounts() {
        if (values.size() > GgufLimits.DEFAULT.keyCount() || tensors.size() > GgufLimits.DEFAULT.tensorCount()) {
            throw new IllegalArgumentException(values.size() + " keys and " + tensors.size() + " tensors are too many");
        }
    }
}
