package hearth.testkit;

import hearth.compute.MatrixSource;
import hearth.format.BlockDecoder;
import hearth.format.TensorType;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/** Stored weights made of random bytes, with scales of about a sixteenth, so that any quant appears in any place. */
public record RandomWeights(TensorType type, int rows, int columns, byte[] bytes) implements MatrixSource {
    /** The types that a backend must compute with. */
    public static final List<TensorType> TYPES = List.of(
            TensorType.F32, TensorType.F16, TensorType.BF16, TensorType.Q4_0, TensorType.Q4_1, TensorType.Q5_0,
            TensorType.Q5_1, TensorType.Q8_0, TensorType.Q2_K, TensorType.Q3_K, TensorType.Q4_K, TensorType.Q5_K,
            TensorType.Q6_K);

    /** Random weights of a shape. */
    public static RandomWeights of(TensorType type, int rows, int columns, long seed) {
        Random random = new Random(seed);
        byte[] bytes = new byte[Math.toIntExact(rows * type.byteSize(columns))];
        random.nextBytes(bytes);
        for (int block = 0; block < bytes.length; block += type.blockBytes()) {
            for (int offset : scaleOffsets(type)) {
                float value = (random.nextFloat() + 0.5f) * (random.nextBoolean() ? 0.0625f : -0.0625f);
                putScale(type, bytes, block + offset, value);
            }
        }
        return new RandomWeights(type, rows, columns, bytes);
    }

    /** Weights whose bytes are all {@code value} but for scales of one: the ends of the quants' range. */
    public static RandomWeights filled(TensorType type, int rows, int columns, byte value) {
        byte[] bytes = new byte[Math.toIntExact(rows * type.byteSize(columns))];
        java.util.Arrays.fill(bytes, value);
        for (int block = 0; block < bytes.length; block += type.blockBytes()) {
            for (int offset : scaleOffsets(type)) {
                putScale(type, bytes, block + offset, 1);
            }
        }
        return new RandomWeights(type, rows, columns, bytes);
    }

    /** Where a block keeps floats; for plain types the value itself. */
    private static int[] scaleOffsets(TensorType type) {
        return switch (type) {
            case F32, F16, BF16, Q4_0, Q5_0, Q8_0 -> new int[] {0};
            case Q4_1, Q5_1, Q4_K, Q5_K -> new int[] {0, 2};
            case Q2_K -> new int[] {80, 82};
            case Q3_K -> new int[] {108};
            case Q6_K -> new int[] {208};
            default -> throw new IllegalArgumentException("no random weights of type " + type);
        };
    }

    private static void putScale(TensorType type, byte[] bytes, int offset, float value) {
        int bits = Float.floatToRawIntBits(value);
        int stored = switch (type) {
            case F32 -> bits;
            case BF16 -> bits >>> 16;
            default -> Float.floatToFloat16(value);
        };
        for (int i = 0; i < (type == TensorType.F32 ? 4 : 2); i++) {
            bytes[offset + i] = (byte) (stored >> 8 * i);
        }
    }

    /** The same bytes, called another type. */
    RandomWeights as(TensorType other) {
        return new RandomWeights(other, rows, columns, bytes);
    }

    /** Row {@code row} as floats. */
    public float[] decodeRow(int row) {
        float[] values = new float[columns];
        BlockDecoder.decode(type, MemorySegment.ofArray(bytes), row * type.byteSize(columns), values, 0, columns);
        return values;
    }

    @Override
    public void read(long byteOffset, MemorySegment target) {
        Objects.checkFromIndexSize(byteOffset, target.byteSize(), bytes.length);
        target.copyFrom(MemorySegment.ofArray(bytes).asSlice(byteOffset, target.byteSize()));
    }
}
