package hearth.format.encode;

import hearth.format.TensorType;
import java.util.Optional;

/**
 * Rounds rows of values to the blocks of one type: the same bytes as llama.cpp's reference quantizer, whose sums run in the
 * order of the elements in float32. It has working memory of its own and is for one thread at a time. Values must be finite.
 */
public interface BlockEncoder {
    /** For rows of which nobody knows which columns matter. */
    float[] NO_IMPORTANCE = {};

    /**
     * Encodes whole rows.
     *
     * @param values rows back to back from {@code offset} on
     * @param columns values in a row, a multiple of the type's block size
     * @param importance how much an error in a column costs, not negative, one value for each column; or {@link
     *     #NO_IMPORTANCE}
     * @param target receives the blocks, back to back from {@code targetOffset} on
     */
    void encode(float[] values, int offset, int rows, int columns, float[] importance, byte[] target, int targetOffset);

    /** An encoder for this type; empty for types that no weights are stored in. */
    static Optional<BlockEncoder> find(TensorType type) {
        return Optional.ofNullable(switch (type) {
            case F32, F16, BF16 -> new PlainEncoder(type);
            case Q4_0 -> new FourFiveBitEncoder(4, false);
            case Q4_1 -> new FourFiveBitEncoder(4, true);
            case Q5_0 -> new FourFiveBitEncoder(5, false);
            case Q5_1 -> new FourFiveBitEncoder(5, true);
            case Q8_0 -> new EightBitEncoder();
            case Q2_K -> new TwoBitSuperEncoder();
            case Q3_K -> new ThreeBitSuperEncoder();
            case Q4_K -> new FourFiveBitSuperEncoder(4);
            case Q5_K -> new FourFiveBitSuperEncoder(5);
            case Q6_K -> new SixBitSuperEncoder();
            case IQ4_NL -> new NonlinearEncoder(false);
            case IQ4_XS -> new NonlinearEncoder(true);
            case IQ1_S -> new OneBitEncoder(false);
            case IQ1_M -> new OneBitEncoder(true);
            case IQ2_XXS -> new CodebookEncoder(CodebookKind.IQ2_XXS);
            case IQ2_XS -> new CodebookEncoder(CodebookKind.IQ2_XS);
            case IQ2_S -> new CodebookEncoder(CodebookKind.IQ2_S);
            case IQ3_XXS -> new CodebookEncoder(CodebookKind.IQ3_XXS);
            case IQ3_S -> new CodebookEncoder(CodebookKind.IQ3_S);
            case TQ1_0 -> new TernaryEncoder();
            case TQ2_0 -> new TernaryPairsEncoder();
            case MXFP4 -> new MicroscalingEncoder();
            case NVFP4 -> new NvidiaFourBitEncoder();
            case Q1_0 -> new FewBitEncoder(1);
            case Q2_0 -> new FewBitEncoder(2);
            default -> null;
        });
    }
}
