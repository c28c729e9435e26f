package hearth.compute.cpu.matrix;

import jdk.incubator.vector.FloatVector;

/** The micro-kernel on floats: one panel times four tokens, fused multiply-adds in the order of the columns. */
final class FloatGemm {
    private static final int LANES = Lanes.LANES;

    /** Sums of one block of 32 columns: (token, panel row). */
    static final int BLOCK_SUMS = Scratch.TILE_TOKENS * PanelMatrix.PANEL_ROWS;

    private FloatGemm() {}

    /** sums[block] = weights · x over 32 columns each, for four tokens. */
    static void blockSums(float[] weights, int blocks, float[] x, int xAt, int stride, float[] sums) {
        java.util.Arrays.fill(sums, 0, blocks * BLOCK_SUMS, 0);
        for (int block = 0; block < blocks; block++) {
            int from = block * 32 * PanelMatrix.PANEL_ROWS;
            add(weights, from, 32, x, xAt + block * 32, stride, sums, block * BLOCK_SUMS);
        }
    }

    /**
     * target[t] += weights · x[t] for four tokens; {@code xAt} is where the first token's columns begin, {@code stride} to the
     * next; target is (token, panel row).
     */
    static void add(float[] weights, int from, int count, float[] x, int xAt, int stride, float[] target, int at) {
        pass(weights, from, count, x, xAt, xAt + stride, xAt + 2 * stride, xAt + 3 * stride, target, at);
    }

    private static void pass(
            float[] weights, int from, int count, float[] x, int at0, int at1, int at2, int at3, float[] target, int at) {
        FloatVector a0 = FloatVector.fromArray(Lanes.FLOAT, target, at);
        FloatVector b0 = FloatVector.fromArray(Lanes.FLOAT, target, at + LANES);
        FloatVector a1 = FloatVector.fromArray(Lanes.FLOAT, target, at + 2 * LANES);
        FloatVector b1 = FloatVector.fromArray(Lanes.FLOAT, target, at + 3 * LANES);
        FloatVector a2 = FloatVector.fromArray(Lanes.FLOAT, target, at + 4 * LANES);
        FloatVector b2 = FloatVector.fromArray(Lanes.FLOAT, target, at + 5 * LANES);
        FloatVector a3 = FloatVector.fromArray(Lanes.FLOAT, target, at + 6 * LANES);
        FloatVector b3 = FloatVector.fromArray(Lanes.FLOAT, target, at + 7 * LANES);
        for (int k = 0; k < count; k++) {
            FloatVector v = FloatVector.fromArray(Lanes.FLOAT, weights, from + 2 * k * LANES);
            FloatVector u = FloatVector.fromArray(Lanes.FLOAT, weights, from + 2 * k * LANES + LANES);
            FloatVector t = FloatVector.broadcast(Lanes.FLOAT, x[at0 + k]);
            a0 = v.fma(t, a0);
            b0 = u.fma(t, b0);
            t = FloatVector.broadcast(Lanes.FLOAT, x[at1 + k]);
            a1 = v.fma(t, a1);
            b1 = u.fma(t, b1);
            t = FloatVector.broadcast(Lanes.FLOAT, x[at2 + k]);
            a2 = v.fma(t, a2);
            b2 = u.fma(t, b2);
            t = FloatVector.broadcast(Lanes.FLOAT, x[at3 + k]);
            a3 = v.fma(t, a3);
            b3 = u.fma(t, b3);
        }
        a0.intoArray(target, at);
        b0.intoArray(target, at + LANES);
        a1.intoArray(target, at + 2 * LANES);
        b1.intoArray(target, at + 3 * LANES);
        a2.intoArray(target, at + 4 * LANES);
        b2.intoArray(target, at + 5 * LANES);
        a3.intoArray(target, at + 6 * LANES);
        b3.intoArray(target, at + 7 * LANES);
    }
}
