package hearth.workshop.export;

import hearth.format.safetensors.ElementType;
import hearth.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A safetensors file whose tensors are known before their data, which may come in any order. */
final class SafetensorsWriter implements AutoCloseable {
    private static final int ALIGNMENT = 8;

    private final FileChannel channel;
    private final Map<String, Long> places;
    private final Map<String, Long> sizes = new LinkedHashMap<>();
    private final Set<String> missing;
    private final long dataStart;

    /** What is known of a tensor. */
    record Entry(ElementType type, List<Long> shape) {
        long byteSize() {
            return shape.stream().reduce(1L, Math::multiplyExact) * type.bits() / 8;
        }
    }

    SafetensorsWriter(Path file, Map<String, Entry> tensors) throws IOException {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("__metadata__", Map.of("format", "pt"));
        places = new LinkedHashMap<>();
        long offset = 0;
        for (Map.Entry<String, Entry> tensor : tensors.entrySet()) {
            long size = tensor.getValue().byteSize();
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("dtype", tensor.getValue().type().name());
            entry.put("shape", List.copyOf(tensor.getValue().shape()));
            entry.put("data_offsets", List.of(offset, offset + size));
            header.put(tensor.getKey(), entry);
            places.put(tensor.getKey(), offset);
            sizes.put(tensor.getKey(), size);
            offset += size;
        }
        missing = new TreeSet<>(tensors.keySet());
        missing.removeIf(name -> sizes.get(name) == 0);
        byte[] text = padded(Json.write(header));
        dataStart = Long.BYTES + text.length;
        channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            write(ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(text.length).flip(), 0);
            write(ByteBuffer.wrap(text), Long.BYTES);
        } catch (IOException | RuntimeException | Error e) {
            channel.close();
            throw e;
        }
    }

    private static byte[] padded(String json) {
        byte[] text = json.getBytes(StandardCharsets.UTF_8);
        byte[] padded = Arrays.copyOf(text, Math.ceilDiv(text.length, ALIGNMENT) * ALIGNMENT);
        Arrays.fill(padded, text.length, padded.length, (byte) ' ');
        return padded;
    }

    /** Bytes that a tensor takes here. */
    long byteSize(String tensor) {
        return sizes.get(tensor);
    }

    /** Writes a piece of a tensor's data; the last one counts it as written. */
    void write(String tensor, long offset, byte[] bytes, int count) throws IOException {
        if (offset + count > sizes.get(tensor)) {
            throw new IllegalArgumentException("tensor " + tensor + " has " + sizes.get(tensor) + " bytes, not " + (offset + count));
        }
        write(ByteBuffer.wrap(bytes, 0, count), dataStart + places.get(tensor) + offset);
        if (offset + count == sizes.get(tensor)) {
            missing.remove(tensor);
        }
    }

    private void write(ByteBuffer bytes, long at) throws IOException {
        long next = at;
        while (bytes.hasRemaining()) {
            next += channel.write(bytes, next);
        }
    }

    /** Makes the file durable; all tensors must have come. */
    void finish() throws IOException {
        if (!missing.isEmpty()) {
            throw new IllegalStateException("nothing was written for " + missing);
        }
        channel.force(true);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
