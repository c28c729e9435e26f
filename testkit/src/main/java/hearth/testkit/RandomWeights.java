package hearth.testkit;

import hearth.compute.MatrixSource;
import hearth.format.BlockDecoder;
import hearth.format.TensorType;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.IntToDoubleFunction;

/** Stored weights made of random bytes, with scales of about a sixteenth, so that any quant appears in any place. */
public record RandomWeights(TensorType type, int rows, int columns, byte[] bytes) implements MatrixSource {
    /** The types that a backend must compute with. */
    public static final List<TensorType> TYPES = List.of(
            TensorType.F32, TensorType.F16, TensorType.BF16, TensorType.Q4_0, TensorType.Q4_1, TensorType.Q5_0,
            TensorType.Q5_1, TensorType.Q8_0, TensorType.Q2_K, TensorType.Q3_K, TensorType.Q4_K, TensorType.Q5_K,
            TensorType.Q6_K, TensorType.IQ1_S, TensorType.IQ1_M, TensorType.IQ2_XXS, TensorType.IQ2_XS, TensorType.IQ2_S,
            TensorType.IQ3_XXS, TensorType.IQ3_S, TensorType.IQ4_NL, TensorType.IQ4_XS, TensorType.MXFP4, TensorType.NVFP4,
            TensorType.TQ1_0, TensorType.TQ2_0, TensorType.Q1_0, TensorType.Q2_0);

    /** Those whose scales, or weights themselves, are binary16 numbers. */
    static final List<TensorType> TYPES_OF_HALVES = TYPES.stream()
            .filter(type -> !List.of(TensorType.F32, TensorType.BF16, TensorType.MXFP4, TensorType.NVFP4).contains(type))
            .toList();

    /** Random weights of a shape. */
    public static RandomWeights of(TensorType type, int rows, int columns, long seed) {
        return of(type, rows, columns, seed, row -> 0.0625);
    }

    /** Random weights whose scales are about {@code scaleOfRow}, with either sign. */
    public static RandomWeights of(
            TensorType type, int rows, int columns, long seed, IntToDoubleFunction scaleOfRow) {
        Random random = new Random(seed);
        int rowBytes = Math.toIntExact(type.byteSize(columns));
        byte[] bytes = new byte[Math.multiplyExact(rows, rowBytes)];
        random.nextBytes(bytes);
        for (int block = 0; block < bytes.length; block += type.blockBytes()) {
            float scale = (float) scaleOfRow.applyAsDouble(block / rowBytes);
            for (int offset : scaleOffsets(type)) {
                float value = (random.nextFloat() + 0.5f) * (random.nextBoolean() ? scale : -scale);
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

    /** Where a block keeps its scales; for plain types the value itself. */
    private static int[] scaleOffsets(TensorType type) {
        return switch (type) {
            case F32, F16, BF16, Q4_0, Q5_0, Q8_0, IQ1_S, IQ2_XXS, IQ2_XS, IQ2_S, IQ3_XXS, IQ3_S, IQ4_NL, IQ4_XS, MXFP4, Q1_0, Q2_0 ->
                    new int[] {0};
            case Q4_1, Q5_1, Q4_K, Q5_K -> new int[] {0, 2};
            case Q2_K -> new int[] {80, 82};
            case Q3_K -> new int[] {108};
            case Q6_K -> new int[] {208};
            case IQ1_M -> new int[] {48};
            case NVFP4 -> new int[] {0, 1, 2, 3};
            case TQ1_0 -> new int[] {52};
            case TQ2_0 -> new int[] {64};
            case Q8_1, Q8_K, I8, I16, I32, I64, F64 ->
                    throw new IllegalArgumentException("no random weights of type " + type);
        };
    }

    private static void putScale(TensorType type, byte[] bytes, int offset, float value) {
        int bits = Float.floatToRawIntBits(value);
        switch (type) {
            case F32 -> put(bytes, offset, bits, 4);
            case BF16 -> put(bytes, offset, bits >>> 16, 2);
            // A power of two whose bias is one more.
            case MXFP4 -> put(bytes, offset, (bits >>> 23 & 0xff) + 1, 1);
            // Half a number of 4 exponent bits, of bias 7, and 3 mantissa bits.
            case NVFP4 -> put(bytes, offset, ((bits >>> 20) - (127 - 8 << 3)) & 0x7f, 1);
            // The nibbles of a binary16 on top of four u16.
            case IQ1_M -> {
                for (int i = 0; i < 4; i++) {
                    int at = offset + 2 * i + 1;
                    bytes[at] = (byte) (bytes[at] & 15 | (Float.floatToFloat16(value) >> 4 * i & 15) << 4);
                }
            }
            default -> put(bytes, offset, Float.floatToFloat16(value), 2);
        }
    }

    private static void put(byte[] bytes, int offset, int bits, int count) {
        for (int i = 0; i < count; i++) {
            bytes[offset + i] = (byte) (bits >> 8 * i);
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
