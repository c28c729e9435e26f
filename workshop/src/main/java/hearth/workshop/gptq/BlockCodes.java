package hearth.workshop.gptq;

import hearth.format.FourBitTable;
import hearth.format.TensorType;
import java.util.Optional;

/**
 * Blocks of one type whose scales are set and whose codes are still to be chosen: a value is {@code scale · level(code) + offset}, with a
 * scale and an offset for each group of a block, and exactly what the decoder makes of the code.
 */
interface BlockCodes {
    CodeLevels levels();

    /** Values that share a scale. */
    int groupSize();

    /** Reads the scales and offsets of a block's groups. */
    void scales(byte[] block, int at, float[] scales, float[] offsets, int out);

    /** Replaces the codes of a block, and nothing else. */
    void put(byte[] codes, int from, byte[] block, int at);

    /** Of a type; empty where codes stand for more than one value, or are not whole. */
    static Optional<BlockCodes> find(TensorType type) {
        return Optional.ofNullable(switch (type) {
            case Q4_0 -> new ShortBlockCodes(CodeLevels.even(-8, 7), false, false);
            case Q4_1 -> new ShortBlockCodes(CodeLevels.even(0, 15), true, false);
            case Q5_0 -> new ShortBlockCodes(CodeLevels.even(-16, 15), false, true);
            case Q5_1 -> new ShortBlockCodes(CodeLevels.even(0, 31), true, true);
            case IQ4_NL -> new ShortBlockCodes(nonlinear(), false, false);
            case Q8_0 -> new EightBitCodes();
            case Q2_K -> new TwoBitSuperCodes();
            case Q3_K -> new ThreeBitSuperCodes();
            case Q4_K -> new FourFiveBitSuperCodes(false);
            case Q5_K -> new FourFiveBitSuperCodes(true);
            case Q6_K -> new SixBitSuperCodes();
            case IQ4_XS -> new NonlinearSuperCodes(nonlinear());
            default -> null;
        });
    }

    private static CodeLevels nonlinear() {
        float[] values = new float[16];
        for (int code = 0; code < values.length; code++) {
            values[code] = FourBitTable.NONLINEAR.value(code);
        }
        return CodeLevels.table(values);
    }

    /** A little-endian binary16. */
    static float float16(byte[] block, int at) {
        return Float.float16ToFloat((short) (block[at] & 0xff | block[at + 1] << 8));
    }
}
