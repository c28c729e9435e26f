package hearth.workshop.edit;

import hearth.format.gguf.GgufFile;
import hearth.format.gguf.TensorInfo;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/**
 * SHA-256 of the weights.
 *
 * @param tensors of the bytes of each tensor, by name
 * @param all of names, types, shapes and digests of all tensors in the order of their names: the same for two files that hold the
 *     same weights, whatever their metadata, order and parts
 */
public record GgufDigests(Map<String, String> tensors, String all) {
    private static final int BUFFER_BYTES = 1 << 20;

    /** Reads a whole model. */
    public static GgufDigests of(GgufFile file, LongConsumer bytesRead) {
        Map<String, String> tensors = new TreeMap<>();
        MessageDigest all = sha256();
        byte[] buffer = new byte[BUFFER_BYTES];
        long done = 0;
        for (TensorInfo tensor : new TreeMap<>(file.tensors()).values()) {
            MessageDigest digest = sha256();
            for (long offset = 0; offset < tensor.byteSize(); ) {
                int count = (int) Math.min(buffer.length, tensor.byteSize() - offset);
                file.read(tensor, offset, MemorySegment.ofArray(buffer).asSlice(0, count));
                digest.update(buffer, 0, count);
                offset += count;
                done += count;
                bytesRead.accept(done);
            }
            byte[] bytes = digest.digest();
            tensors.put(tensor.name(), HexFormat.of().formatHex(bytes));
            all.update((tensor.name() + "\n" + tensor.type() + "\n" + tensor.shape() + "\n").getBytes(StandardCharsets.UTF_8));
            all.update(bytes);
        }
        return new GgufDigests(tensors, HexFormat.of().formatHex(all.digest()));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
