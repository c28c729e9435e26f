package hearth.compute.cpu.matrix;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;

/**
 * The micro-kernel of small integer weights: one panel times four tokens in int16, written out before the sums can overflow. The
 * body is small on purpose: beyond about forty vector operations C2 stops inlining.
 */
final class PairGemm {
    /** Sums of one token: two vectors of shorts. */
    static final int TOKEN_SUMS = 2 * PanelMatrix.PANEL_ROWS;

    /** Sums of one flush: four tokens. */
    static final int FLUSH_SUMS = Scratch.TILE_TOKENS * TOKEN_SUMS;

    private static final int LANES = Lanes.LANES;

    private PairGemm() {}

    /** {@code flushes} times 16 pairs of columns; {@code at} is where the first token's pairs begin, {@code stride} to the next. */
    static void flush16(int[] weights, int flushes, float[] pairs, int at, int stride, short[] sums) {
        for (int flush = 0; flush < flushes; flush++) {
            pass(weights, flush * 16, 16, pairs, at, at + stride, at + 2 * stride, at + 3 * stride, sums, flush * FLUSH_SUMS);
        }
    }

    /** {@code flushes} times 8 pairs of columns. */
    static void flush8(int[] weights, int flushes, float[] pairs, int at, int stride, short[] sums) {
        for (int flush = 0; flush < flushes; flush++) {
            pass(weights, flush * 8, 8, pairs, at, at + stride, at + 2 * stride, at + 3 * stride, sums, flush * FLUSH_SUMS);
        }
    }

    private static void pass(
            int[] weights, int from, int count, float[] pairs, int at0, int at1, int at2, int at3, short[] sums, int out) {
        ShortVector a0 = ShortVector.zero(Lanes.SHORT);
        ShortVector a1 = a0;
        ShortVector a2 = a0;
        ShortVector a3 = a0;
        ShortVector b0 = a0;
        ShortVector b1 = a0;
        ShortVector b2 = a0;
        ShortVector b3 = a0;
        for (int k = from; k < from + count; k++) {
            ShortVector v = IntVector.fromArray(Lanes.INT, weights, 2 * k * LANES).reinterpretAsShorts();
            ShortVector u = IntVector.fromArray(Lanes.INT, weights, 2 * k * LANES + LANES).reinterpretAsShorts();
            ShortVector x = FloatVector.broadcast(Lanes.FLOAT, pairs[at0 + k]).reinterpretAsShorts();
            a0 = a0.add(v.mul(x));
            b0 = b0.add(u.mul(x));
            x = FloatVector.broadcast(Lanes.FLOAT, pairs[at1 + k]).reinterpretAsShorts();
            a1 = a1.add(v.mul(x));
            b1 = b1.add(u.mul(x));
            x = FloatVector.broadcast(Lanes.FLOAT, pairs[at2 + k]).reinterpretAsShorts();
            a2 = a2.add(v.mul(x));
            b2 = b2.add(u.mul(x));
            x = FloatVector.broadcast(Lanes.FLOAT, pairs[at3 + k]).reinterpretAsShorts();
            a3 = a3.add(v.mul(x));
            b3 = b3.add(u.mul(x));
        }
        a0.intoArray(sums, out);
        b0.intoArray(sums, out + 2 * LANES);
        a1.intoArray(sums, out + 4 * LANES);
        b1.intoArray(sums, out + 6 * LANES);
        a2.intoArray(sums, out + 8 * LANES);
        b2.intoArray(sums, out + 10 * LANES);
        a3.intoArray(sums, out + 12 * LANES);
        b3.intoArray(sums, out + 14 * LANES);
    }
}
