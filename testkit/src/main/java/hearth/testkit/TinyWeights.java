package hearth.testkit;

import hearth.format.TensorType;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Weights that are a formula of tensor name and index (FNV-1a of the name, then the mix of SplitMix64), so that a script in
 * another language can make the same ones.
 */
final class TinyWeights {
    private static final double TWO_POW_24 = 0x1p24;
    private static final int Q8_BLOCK = 32;

    private TinyWeights() {}

    /** Value {@code index} of a tensor, in [-0.5, 0.5), a multiple of 2^-24. */
    static double uniform(String name, int index) {
        return (mix(hash(name) ^ index) >>> 40) / TWO_POW_24 - 0.5;
    }

    /** About as large as trained weights, so that activations neither fade nor explode. */
    static float[] matrix(String name, int rows, int columns) {
        return fill(name, rows * columns, 0, 4.0 / Math.sqrt(columns));
    }

    /** offset + scale · uniform. */
    static float[] fill(String name, int count, double offset, double scale) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (offset + uniform(name, i) * scale);
        }
        return values;
    }

    /** The bytes of a tensor; F32, F16 and Q8_0 only. */
    static MemorySegment encode(TensorType type, float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate((int) type.byteSize(values.length)).order(ByteOrder.LITTLE_ENDIAN);
        switch (type) {
            case F32 -> {
                for (float value : values) {
                    bytes.putFloat(value);
                }
            }
            case F16 -> {
                for (float value : values) {
                    bytes.putShort(Float.floatToFloat16(value));
                }
            }
            case Q8_0 -> {
                for (int start = 0; start < values.length; start += Q8_BLOCK) {
                    encodeQ8Block(values, start, bytes);
                }
            }
            default -> throw new IllegalArgumentException("tiny models can't be of type " + type);
        }
        return MemorySegment.ofArray(bytes.array());
    }

    private static void encodeQ8Block(float[] values, int start, ByteBuffer target) {
        float largest = 0;
        for (int i = start; i < start + Q8_BLOCK; i++) {
            largest = Math.max(largest, Math.abs(values[i]));
        }
        float scale = largest / Byte.MAX_VALUE;
        target.putShort(Float.floatToFloat16(scale));
        for (int i = start; i < start + Q8_BLOCK; i++) {
            target.put((byte) (scale == 0 ? 0 : Math.round(values[i] / scale)));
        }
    }

    private static long hash(String name) {
        long hash = 0xCBF2_9CE4_8422_2325L;
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xFF)) * 0x100_0000_01B3L;
        }
        return hash;
    }

    private static long mix(long seed) {
        long z = seed + 0x9E37_79B9_7F4A_7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return z ^ (z >>> 31);
    }
}
