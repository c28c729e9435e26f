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

    /** By pair: what the one before in the same word is multiplied with. */
    private static final short[] STEPS = steps();

    private WordFactors() {}

    private static short[] steps() {
        short[] steps = new short[Lanes.SHORT.length()];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = (short) (i / 2 % 4 == 0 ? 0 : -16);
        }
        return steps;
    }

    /** For words of four pairs of 4 bits: as many factors as pairs, at the same places. */
    static void nibbles(float[] pairs, int at, int count, float[] factors) {
        ShortVector step = ShortVector.fromArray(Lanes.SHORT, STEPS, 0);
        for (int i = at; i < at + count; i += LANES) {
            FloatVector x = FloatVector.fromArray(Lanes.FLOAT, pairs, i);
            x.rearrange(BEFORE).reinterpretAsShorts().mul(step).add(x.reinterpretAsShorts())
                    .reinterpretAsFloats().intoArray(factors, i);
        }
    }
}
