package hearth.compute.cpu.matrix;

import jdk.incubator.vector.FloatVector;

/**
 * The micro-kernels on floats: one panel times a tile of four tokens, fused multiply-adds in the order of the columns. Weights are
 * (column, panel row), activations those of a tile (column, token), results (token, panel row).
 */
final class FloatGemm {
    private static final int LANES = Lanes.LANES;
    private static final int PANEL_ROWS = PanelMatrix.PANEL_ROWS;

    private FloatGemm() {}

    /** tile += weights · x over {@code count} columns; {@code xAt} is where the first column's activations begin. */
    static void add(float[] weights, int count, float[] x, int xAt, float[] tile, int at) {
        int to = at & Lanes.INDEX;
        FloatVector a0 = FloatVector.fromArray(Lanes.FLOAT, tile, to);
        FloatVector b0 = FloatVector.fromArray(Lanes.FLOAT, tile, to + LANES);
        FloatVector a1 = FloatVector.fromArray(Lanes.FLOAT, tile, to + 2 * LANES);
        FloatVector b1 = FloatVector.fromArray(Lanes.FLOAT, tile, to + 3 * LANES);
        FloatVector a2 = FloatVector.fromArray(Lanes.FLOAT, tile, to + 4 * LANES);
        FloatVector b2 = FloatVector.fromArray(Lanes.FLOAT, tile, to + 5 * LANES);
        FloatVector a3 = FloatVector.fromArray(Lanes.FLOAT, tile, to + 6 * LANES);
        FloatVector b3 = FloatVector.fromArray(Lanes.FLOAT, tile, to + 7 * LANES);
        for (int k = 0; k < count; k++) {
            FloatVector v = FloatVector.fromArray(Lanes.FLOAT, weights, 2 * k * LANES);
            FloatVector u = FloatVector.fromArray(Lanes.FLOAT, weights, 2 * k * LANES + LANES);
            FloatVector p = FloatVector.broadcast(Lanes.FLOAT, x[xAt + 4 * k]);
            a0 = v.fma(p, a0);
            b0 = u.fma(p, b0);
            p = FloatVector.broadcast(Lanes.FLOAT, x[xAt + 4 * k + 1]);
            a1 = v.fma(p, a1);
            b1 = u.fma(p, b1);
            p = FloatVector.broadcast(Lanes.FLOAT, x[xAt + 4 * k + 2]);
            a2 = v.fma(p, a2);
            b2 = u.fma(p, b2);
            p = FloatVector.broadcast(Lanes.FLOAT, x[xAt + 4 * k + 3]);
            a3 = v.fma(p, a3);
            b3 = u.fma(p, b3);
        }
        a0.intoArray(tile, to);
        b0.intoArray(tile, to + LANES);
        a1.intoArray(tile, to + 2 * LANES);
        b1.intoArray(tile, to + 3 * LANES);
        a2.intoArray(tile, to + 4 * LANES);
        b2.intoArray(tile, to + 5 * LANES);
        a3.intoArray(tile, to + 6 * LANES);
        b3.intoArray(tile, to + 7 * LANES);
    }

    /**
     * tile += Σ (weights · x) · d · scales over {@code groups} groups of {@code groupColumns} columns, whose sums are whole numbers. d is
     * (group, panel row), scales are (block, token), one for 2^shift groups.
     */
    static void addScaled(
            float[] weights,
            int groups,
            int groupColumns,
            float[] x,
            int xAt,
            float[] d,
            float[] scales,
            int scaleAt,
            int shift,
            float[] tile,
            int at) {
        int to = at & Lanes.INDEX;
        FloatVector totalA0 = FloatVector.fromArray(Lanes.FLOAT, tile, to);
        FloatVector totalB0 = FloatVector.fromArray(Lanes.FLOAT, tile, to + LANES);
        FloatVector totalA1 = FloatVector.fromArray(Lanes.FLOAT, tile, to + 2 * LANES);
        FloatVector totalB1 = FloatVector.fromArray(Lanes.FLOAT, tile, to + 3 * LANES);
        FloatVector totalA2 = FloatVector.fromArray(Lanes.FLOAT, tile, to + 4 * LANES);
        FloatVector totalB2 = FloatVector.fromArray(Lanes.FLOAT, tile, to + 5 * LANES);
        FloatVector totalA3 = FloatVector.fromArray(Lanes.FLOAT, tile, to + 6 * LANES);
        FloatVector totalB3 = FloatVector.fromArray(Lanes.FLOAT, tile, to + 7 * LANES);
        for (int group = 0; group < groups; group++) {
            FloatVector a0 = FloatVector.zero(Lanes.FLOAT);
            FloatVector b0 = a0;
            FloatVector a1 = a0;
            FloatVector b1 = a0;
            FloatVector a2 = a0;
            FloatVector b2 = a0;
            FloatVector a3 = a0;
            FloatVector b3 = a0;
            for (int k = group * groupColumns; k < (group + 1) * groupColumns; k++) {
                FloatVector v = FloatVector.fromArray(Lanes.FLOAT, weights, 2 * k * LANES);
                FloatVector u = FloatVector.fromArray(Lanes.FLOAT, weights, 2 * k * LANES + LANES);
                FloatVector p = FloatVector.broadcast(Lanes.FLOAT, x[xAt + 4 * k]);
                a0 = v.fma(p, a0);
                b0 = u.fma(p, b0);
                p = FloatVector.broadcast(Lanes.FLOAT, x[xAt + 4 * k + 1]);
                a1 = v.fma(p, a1);
                b1 = u.fma(p, b1);
                p = FloatVector.broadcast(Lanes.FLOAT, x[xAt + 4 * k + 2]);
                a2 = v.fma(p, a2);
                b2 = u.fma(p, b2);
                p = FloatVector.broadcast(Lanes.FLOAT, x[xAt + 4 * k + 3]);
                a3 = v.fma(p, a3);
                b3 = u.fma(p, b3);
            }
            int first = scaleAt + 4 * (group >> shift);
            FloatVector da = FloatVector.fromArray(Lanes.FLOAT, d, group * PANEL_ROWS);
            FloatVector db = FloatVector.fromArray(Lanes.FLOAT, d, group * PANEL_ROWS + LANES);
            float scale = scales[first];
            totalA0 = a0.fma(da.mul(scale), totalA0);
            totalB0 = b0.fma(db.mul(scale), totalB0);
            scale = scales[first + 1];
            totalA1 = a1.fma(da.mul(scale), totalA1);
            totalB1 = b1.fma(db.mul(scale), totalB1);
            scale = scales[first + 2];
            totalA2 = a2.fma(da.mul(scale), totalA2);
            totalB2 = b2.fma(db.mul(scale), totalB2);
            scale = scales[first + 3];
            totalA3 = a3.fma(da.mul(scale), totalA3);
            totalB3 = b3.fma(db.mul(scale), totalB3);
        }
        totalA0.intoArray(tile, to);
        totalB0.intoArray(tile, to + LANES);
        totalA1.intoArray(tile, to + 2 * LANES);
        totalB1.intoArray(tile, to + 3 * LANES);
        totalA2.intoArray(tile, to + 4 * LANES);
        totalB2.intoArray(tile, to + 5 * LANES);
        totalA3.intoArray(tile, to + 6 * LANES);
        totalB3.intoArray(tile, to + 7 * LANES);
    }
}
