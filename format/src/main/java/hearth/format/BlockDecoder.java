package hearth.format;

import java.lang.foreign.MemorySegment;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * Scalar decoding of tensor data to float32, bit for bit equal to the reference decoder of the {@code gguf} Python package.
 * To add a type: write its {@link BlockFormat} and give it a case.
 */
public final class BlockDecoder {
    private static final Map<TensorType, BlockFormat> FORMATS = new EnumMap<>(TensorType.class);

    static {
        for (TensorType type : TensorType.values()) {
            FORMATS.put(type, format(type));
        }
    }

    private BlockDecoder() {}

    private static BlockFormat format(TensorType type) {
        return switch (type) {
            case F32 -> PlainFormat.FLOAT32;
            case F16 -> PlainFormat.FLOAT16;
            case BF16 -> PlainFormat.BFLOAT16;
            case F64 -> PlainFormat.FLOAT64;
            case I8 -> PlainFormat.INT8;
            case I16 -> PlainFormat.INT16;
            case I32 -> PlainFormat.INT32;
            case I64 -> PlainFormat.INT64;
            case Q4_0 -> new FourBitFormat(false);
            case Q4_1 -> new FourBitFormat(true);
            case Q5_0 -> new FiveBitFormat(false);
            case Q5_1 -> new FiveBitFormat(true);
            case Q8_0 -> EightBitFormat.Q8_0;
            case Q8_1 -> EightBitFormat.Q8_1;
            case Q8_K -> EightBitFormat.Q8_K;
            case Q2_K -> new TwoBitSuperFormat();
            case Q3_K -> new ThreeBitSuperFormat();
            case Q4_K -> new FourFiveBitSuperFormat(false);
            case Q5_K -> new FourFiveBitSuperFormat(true);
            case Q6_K -> new SixBitSuperFormat();
            case IQ1_S -> CodebookFormat.IQ1_S;
            case IQ1_M -> CodebookFormat.IQ1_M;
            case IQ2_XXS -> CodebookFormat.IQ2_XXS;
            case IQ2_XS -> CodebookFormat.IQ2_XS;
            case IQ2_S -> CodebookFormat.IQ2_S;
            case IQ3_XXS -> CodebookFormat.IQ3_XXS;
            case IQ3_S -> CodebookFormat.IQ3_S;
            case IQ4_NL -> new NonlinearFormat();
            case IQ4_XS -> new NonlinearSuperFormat();
            case MXFP4 -> new MicroscalingFormat();
            case NVFP4 -> new NvidiaFourBitFormat();
            case TQ1_0 -> new TernaryFormat();
            case TQ2_0 -> new TernaryPairsFormat();
            case Q1_0 -> new FewBitFormat(1);
            case Q2_0 -> new FewBitFormat(2);
        };
    }

    /**
     * Decodes {@code count} values.
     *
     * @param source the tensor's bytes as stored, little-endian, on or off heap
     * @param byteOffset where the first block starts in {@code source}
     * @param target receives values at {@code targetOffset .. targetOffset + count}
     * @param count a multiple of the type's block size
     * @throws IndexOutOfBoundsException if the bytes or the values do not fit in source or target
     */
    public static void decode(
            TensorType type, MemorySegment source, long byteOffset, float[] target, int targetOffset, int count) {
        Objects.checkFromIndexSize(targetOffset, count, target.length);
        Objects.checkFromIndexSize(byteOffset, type.byteSize(count), source.byteSize());
        FORMATS.get(type).decode(source, byteOffset, target, targetOffset, count / type.blockSize());
    }
}
