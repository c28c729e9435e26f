package hearth.workshop.quantize;

import hearth.format.gguf.GgufFile;
import hearth.format.gguf.GgufLayout;
import hearth.format.gguf.TensorInfo;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** A digest of all that decides the bytes of the result, so that only the same work is gone on with. */
final class PlanIdentity {
    /** To be raised when an encoder gives other bytes than before. */
    private static final int ENCODERS = 1;
    private static final int SAMPLE_BYTES = 4096;

    private PlanIdentity() {}

    /** 32 bytes: the result's header, the importance, the method, and the beginning of each tensor's weights. */
    static byte[] of(GgufFile source, QuantizationPlan plan, GgufLayout layout, QuantizationOptions options, byte[] method) {
        MessageDigest digest = sha256();
        digest.update(ByteBuffer.allocate(12).putInt(ENCODERS).putLong(source.byteSize()).flip());
        digest.update(layout.header());
        digest.update(method);
        for (PlannedTensor planned : plan.tensors()) {
            TensorInfo tensor = planned.source();
            digest.update((byte) tensor.type().ggmlId());
            byte[] sample = new byte[(int) Math.min(SAMPLE_BYTES, tensor.byteSize())];
            source.read(tensor, 0, MemorySegment.ofArray(sample));
            digest.update(sample);
            if (planned.weighted()) {
                float[] importance = options.importance().flatMap(matrix -> matrix.of(tensor)).orElseThrow();
                ByteBuffer bytes = ByteBuffer.allocate(importance.length * 4).order(ByteOrder.LITTLE_ENDIAN);
                bytes.asFloatBuffer().put(importance);
                digest.update(bytes);
            }
        }
        return digest.digest();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
