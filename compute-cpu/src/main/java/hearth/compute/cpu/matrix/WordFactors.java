package hearth.compute.cpu.matrix;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorShuffle;

/**
 * What activations are turned into for weights that are multiplied without being taken out of their words. Half a word of nibbles is the
 * number v = a + 16b + 256c + 4096d. Shifted right by 4, 8 and 12 it is all that lies above a, then b, then c, so
 *
 * <pre>a·x0 + b·x1 + c·x2 + d·x3 = v·x0 + (v >>> 4)·(x1 - 16·x0) + (v >>> 8)·(x2 - 16·x1) + (v >>> 12)·(x3 - 16·x2)</pre>
 *
 * and no mask is needed. int16 wraps around on the way; the sum, which fits, comes out right.
 */
final class WordFactors {
    private static final int LANES = Lanes.LANES;

    /** Lane i takes what is in lane i - 1. */
    private static final VectorShuffle<Float> BEFORE =
            VectorShuffle.fromOp(Lanes.FLOAT, lane -> Math.max(0, lane - 1));

    /** By pair: what the pair before in the same word is multiplied with. */
    private static final short[] NIBBLES = steps(4, -16);

    private static final short[] SIX_BITS = steps(2, -64);

    private WordFactors() {}

    private static short[] steps(int pairsInWord, int step) {
        short[] steps = new short[Lanes.SHORT.length()];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = (short) (i / 2 % pairsInWord == 0 ? 0 : step);
        }
        return steps;
    }

    /** For words of four pairs of 4 bits: as many factors as pairs. */
    static void nibbles(float[] pairs, int at, int count, float[] factors) {
        chain(pairs, at, count, NIBBLES, factors);
    }

    /**
     * For {@link SixBits}: factors of what is left of a word after shifting by 0 and 6, for three words and, for bits 14 and 15 of the
     * second word, the eighth. The seventh is not used.
     */
    static void sixBits(float[] pairs, int at, int count, float[] factors) {
        chain(pairs, at, count, SIX_BITS, factors);
    }

    private static void chain(float[] pairs, int at, int count, short[] steps, float[] factors) {
        ShortVector step = ShortVector.fromArray(Lanes.SHORT, steps, 0);
        for (int i = at; i < at + count; i += LANES) {
            FloatVector x = FloatVector.fromArray(Lanes.FLOAT, pairs, i);
            x.rearrange(BEFORE).reinterpretAsShorts().mul(step).add(x.reinterpretAsShorts())
                    .reinterpretAsFloats().intoArray(factors, i);
        }
    }

    /**
     * For {@link SixBits}, {@code blocks} of 16 columns: factors of the upper four bits of three words, whose bits belong to the seventh and
     * the eighth pair and have been counted with the second of their own word as well. (block, 4), of which the last is not used.
     */
    static void sixBitsLast(float[] pairs, int at, int block, int blocks, float[] factors) {
        for (int i = 0; i < blocks; i++) {
            int from = at + 8 * i;
            int to = 4 * (block + i);
            int seventh = Float.floatToRawIntBits(pairs[from + 6]);
            int eighth = Float.floatToRawIntBits(pairs[from + 7]);
            factors[to] = sum(seventh, 1, Float.floatToRawIntBits(pairs[from + 1]), -64);
            factors[to + 1] = sum(seventh, 16, Float.floatToRawIntBits(pairs[from + 3]), -64);
            factors[to + 2] = sum(eighth, 4, Float.floatToRawIntBits(pairs[from + 5]), -64);
        }
    }

    /** Of two pairs of int16 each times its number. */
    private static float sum(int pair, int times, int other, int otherTimes) {
        int even = pair * times + other * otherTimes;
        int odd = (pair >> 16) * times + (other >> 16) * otherTimes;
        return Float.intBitsToFloat(even & 0xFFFF | odd << 16);
    }
}
