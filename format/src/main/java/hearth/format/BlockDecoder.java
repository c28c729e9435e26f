package hearth.format;

import java.lang.foreign.MemorySegment;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * Scalar decoding of tensor data to float32, bit for bit equal to the reference decoder of the {@code gguf} Python package.
 * To add a type: write its {@link BlockFormat} and give it a line in the table.
 */
public final class BlockDecoder {
    private static final Map<TensorType, BlockFormat> FORMATS = new EnumMap<>(Map.ofEntries(
            Map.entry(TensorType.F32, PlainFormat.FLOAT32),
            Map.entry(TensorType.F16, PlainFormat.FLOAT16),
            Map.entry(TensorType.BF16, PlainFormat.BFLOAT16),
            Map.entry(TensorType.Q4_0, new FourBitFormat(false)),
            Map.entry(TensorType.Q4_1, new FourBitFormat(true)),
            Map.entry(TensorType.Q5_0, new FiveBitFormat(false)),
            Map.entry(TensorType.Q5_1, new FiveBitFormat(true)),
            Map.entry(TensorType.Q8_0, new EightBitFormat()),
            Map.entry(TensorType.Q2_K, new TwoBitSuperFormat()),
            Map.entry(TensorType.Q3_K, new ThreeBitSuperFormat()),
            Map.entry(TensorType.Q4_K, new FourFiveBitSuperFormat(false)),
            Map.entry(TensorType.Q5_K, new FourFiveBitSuperFormat(true)),
            Map.entry(TensorType.Q6_K, new SixBitSuperFormat())));

    private BlockDecoder() {}

    /** Whether {@link #decode} knows this type. */
    public static boolean supports(TensorType type) {
        return FORMATS.containsKey(type);
    }

    /**
     * Decodes {@code count} values.
     *
     * @param source the tensor's bytes as stored, little-endian, on or off heap
     * @param byteOffset where the first block starts in {@code source}
     * @param target receives values at {@code targetOffset .. targetOffset + count}
     * @param count a multiple of the type's block size
     * @throws InvalidModelException if the type has no decoder
     * @throws IndexOutOfBoundsException if the bytes or the values do not fit in source or target
     */
    public static void decode(
            TensorType type, MemorySegment source, long byteOffset, float[] target, int targetOffset, int count) {
        BlockFormat format = FORMATS.get(type);
        if (format == null) {
            throw new InvalidModelException(
                    InvalidModelException.Kind.UNSUPPORTED,
                    "tensor type " + type + " is not supported; supported types are " + FORMATS.keySet());
        }
        Objects.checkFromIndexSize(targetOffset, count, target.length);
        Objects.checkFromIndexSize(byteOffset, type.byteSize(count), source.byteSize());
        format.decode(source, byteOffset, target, targetOffset, count / type.blockSize());
    }
}
