package hearth.workshop.evaluate;

import hearth.format.gguf.GgufFile;
import hearth.format.gguf.TensorInfo;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Tells model files apart without reading them whole: SHA-256 of names, types, shapes and the first bytes of all tensors. */
public final class ModelFingerprint {
    private static final int SAMPLE_BYTES = 4096;

    private ModelFingerprint() {}

    /** In hexadecimal. Files that differ in later bytes only look the same; no quantization does that. */
    public static String of(GgufFile file) {
        MessageDigest digest = BaseHeader.sha256();
        for (TensorInfo tensor : file.tensors().values()) {
            String head = tensor.name() + " " + tensor.type() + " " + tensor.shape() + "\n";
            digest.update(head.getBytes(StandardCharsets.UTF_8));
            byte[] sample = new byte[(int) Math.min(SAMPLE_BYTES, tensor.byteSize())];
            file.read(tensor, 0, MemorySegment.ofArray(sample));
            digest.update(sample);
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
