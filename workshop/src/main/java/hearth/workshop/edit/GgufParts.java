package hearth.workshop.edit;

import hearth.format.gguf.GgufFile;
import hearth.format.gguf.GgufWriter;
import hearth.format.gguf.MetadataKeys.Split;
import hearth.format.gguf.MetadataType;
import hearth.format.gguf.MetadataValue;
import hearth.format.gguf.TensorData;
import hearth.format.gguf.TensorInfo;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongConsumer;

/** Cuts a model into files of a size that can be moved, and makes one file of them again. Weights are copied as they are. */
public final class GgufParts {
    private static final int MAX_PARTS = 65_535;

    private GgufParts() {}

    /** Which tensors would be in which part, in file order. */
    public static List<List<TensorInfo>> plan(GgufFile file, SplitLimit limit) {
        List<List<TensorInfo>> parts = new ArrayList<>();
        List<TensorInfo> part = new ArrayList<>();
        long bytes = 0;
        for (TensorInfo tensor : file.tensors().values()) {
            long size = tensor.byteSize();
            if (!part.isEmpty() && (part.size() == limit.tensorCount() || size > limit.byteCount() - bytes)) {
                parts.add(part);
                part = new ArrayList<>();
                bytes = 0;
            }
            part.add(tensor);
            bytes += size;
        }
        parts.add(part);
        if (parts.size() > MAX_PARTS) {
            throw new IllegalArgumentException(parts.size() + " parts are too many; at most " + MAX_PARTS);
        }
        return parts;
    }

    /**
     * Writes {@code prefix-00001-of-0000N.gguf} and so on, the first part last, so that a model whose first part is there is
     * complete.
     *
     * @param copied hears how many bytes were copied
     * @throws FileAlreadyExistsException if one of the files is there; nothing is written then
     * @throws IOException if writing fails; what this call wrote is removed
     */
    public static List<Path> split(GgufFile file, Path prefix, SplitLimit limit, LongConsumer copied) throws IOException {
        List<List<TensorInfo>> parts = plan(file, limit);
        List<Path> paths = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            Path path = prefix.resolveSibling(
                    String.format(Locale.ROOT, "%s-%05d-of-%05d.gguf", prefix.getFileName(), i + 1, parts.size()));
            if (Files.exists(path)) {
                throw new FileAlreadyExistsException(path.toString());
            }
            paths.add(path);
        }
        CopyCounter counter = new CopyCounter(copied);
        try {
            for (int i = parts.size() - 1; i >= 0; i--) {
                writer(file, parts, i, counter).write(paths.get(i));
            }
        } catch (IOException | RuntimeException | Error e) {
            for (Path path : paths) {
                Files.deleteIfExists(path);
            }
            throw e;
        }
        return paths;
    }

    private static GgufWriter writer(GgufFile file, List<List<TensorInfo>> parts, int index, CopyCounter counter) {
        GgufWriter writer = new GgufWriter();
        if (index == 0) {
            writer.putAll(file.metadata().values());
        } else {
            // Each part has its own padding, so each must know it.
            file.metadata().find(hearth.format.gguf.MetadataKeys.General.ALIGNMENT)
                    .ifPresent(value -> writer.put(hearth.format.gguf.MetadataKeys.General.ALIGNMENT, value));
        }
        writer.put(Split.NUMBER, new MetadataValue.Whole(MetadataType.UINT16, index));
        writer.put(Split.COUNT, new MetadataValue.Whole(MetadataType.UINT16, parts.size()));
        writer.put(Split.TENSOR_COUNT, new MetadataValue.Whole(MetadataType.INT32, file.tensors().size()));
        add(writer, file, parts.get(index), counter);
        return writer;
    }

    /** Writes all parts of a model as one file, whole or not at all. */
    public static void merge(GgufFile file, Path target, LongConsumer copied) throws IOException {
        GgufWriter writer = new GgufWriter().putAll(file.metadata().values());
        writer.remove(Split.NUMBER).remove(Split.COUNT).remove(Split.TENSOR_COUNT);
        add(writer, file, file.tensors().values(), new CopyCounter(copied));
        writer.write(target);
    }

    /** Adds tensors whose data is copied from the file while it is written. */
    static void add(GgufWriter writer, GgufFile file, Iterable<TensorInfo> tensors, CopyCounter counter) {
        for (TensorInfo tensor : tensors) {
            TensorData data = TensorData.copyOf(file, tensor);
            writer.tensor(tensor.name(), tensor.type(), tensor.shape(), channel -> {
                data.writeTo(channel);
                counter.add(tensor.byteSize());
            });
        }
    }
}
