package hearth.format;

import java.lang.foreign.MemorySegment;

/** Whether the numbers of a block that could be NaN or infinite are finite; known for every tensor type. */
public final class BlockValidity {
    private BlockValidity() {}

    /**
     * Result of a check.
     *
     * @param invalidCount blocks with a number that is not finite
     * @param firstInvalid index of the first of them, -1 if there is none
     */
    public record Verdict(long invalidCount, long firstInvalid) {}

    /**
     * The bits that are all ones in a number that is not finite: two masked u16 of a block, of which either alone or only
     * both together are bad. The exponent of every float type fits in its upper 16 bits.
     */
    private record Exponents(int firstOffset, int firstMask, int secondOffset, int secondMask, boolean both) {
        static Exponents at(int offset, int mask) {
            return new Exponents(offset, mask, offset, mask, true);
        }

        static Exponents either(int firstOffset, int secondOffset) {
            return new Exponents(firstOffset, FLOAT16, secondOffset, FLOAT16, false);
        }
    }

    private static final int FLOAT16 = 0x7c00;
    private static final int BFLOAT16 = 0x7f80;
    private static final int FLOAT64_TOP = 0x7ff0;

    /** Where the exponents are, or null for types whose every bit pattern is a finite number. */
    private static Exponents exponents(TensorType type) {
        return switch (type) {
            case F32, Q8_K -> Exponents.at(2, BFLOAT16);
            case F64 -> Exponents.at(6, FLOAT64_TOP);
            case BF16 -> Exponents.at(0, BFLOAT16);
            case F16, Q4_0, Q5_0, Q8_0, IQ2_XXS, IQ2_XS, IQ2_S, IQ3_XXS, IQ3_S, IQ1_S, IQ4_NL, IQ4_XS, Q1_0, Q2_0 ->
                    Exponents.at(0, FLOAT16);
            case Q4_1, Q5_1, Q8_1, Q4_K, Q5_K -> Exponents.either(0, 2);
            case Q2_K -> Exponents.either(80, 82);
            case Q3_K -> Exponents.at(108, FLOAT16);
            case Q6_K -> Exponents.at(208, FLOAT16);
            case TQ1_0 -> Exponents.at(52, FLOAT16);
            case TQ2_0 -> Exponents.at(64, FLOAT16);
            // The f16 scale is spread over the high nibbles of four u16; its exponent is in the last two.
            case IQ1_M -> new Exponents(54, 0x7000, 52, 0xc000, true);
            case MXFP4 -> Exponents.at(0, 0x00ff);
            case NVFP4, I8, I16, I32, I64 -> null;
        };
    }

    /**
     * Checks whole blocks.
     *
     * @param blocks bytes as stored; its size is a multiple of the block size in bytes
     */
    public static Verdict check(TensorType type, MemorySegment blocks) {
        Exponents exponents = exponents(type);
        if (exponents == null) {
            return new Verdict(0, -1);
        }
        int firstMask = exponents.firstMask;
        int secondMask = exponents.secondMask;
        boolean both = exponents.both;
        long count = 0;
        long first = -1;
        int step = type.blockBytes();
        for (long start = 0; start < blocks.byteSize(); start += step) {
            boolean firstBad = (LittleEndian.unsigned16(blocks, start + exponents.firstOffset) & firstMask) == firstMask;
            boolean secondBad = (LittleEndian.unsigned16(blocks, start + exponents.secondOffset) & secondMask) == secondMask;
            if (both ? firstBad && secondBad : firstBad || secondBad) {
                count++;
                first = first < 0 ? start / step : first;
            }
        }
        return new Verdict(count, first);
    }
}
