package hearth.compute.cpu.matrix;

import jdk.incubator.vector.FloatVector;

/** The micro-kernel on floats: one panel times four tokens, fused multiply-adds in the order of the columns. */
final class FloatGemm {
    private static final int LANES = Lanes.LANES;

    private FloatGemm() {}

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

    /**
     * target[t] += (weights · x[t]) · d · scale[t] over one block of {@code count} columns; its sums are whole numbers. {@code d} is
     * (panel row), scales are {@code scaleStride} apart.
     */
    static void addScaled(
            float[] weights,
            int from,
            int count,
            float[] x,
            int xAt,
            int stride,
            float[] d,
            int dAt,
            float[] scales,
            int scaleAt,
            int scaleStride,
            float[] target,
            int at) {
        FloatVector a0 = FloatVector.zero(Lanes.FLOAT);
        FloatVector b0 = a0;
        FloatVector a1 = a0;
        FloatVector b1 = a0;
        FloatVector a2 = a0;
        FloatVector b2 = a0;
        FloatVector a3 = a0;
        FloatVector b3 = a0;
        int at1 = xAt + stride;
        int at2 = at1 + stride;
        int at3 = at2 + stride;
        for (int k = 0; k < count; k++) {
            FloatVector v = FloatVector.fromArray(Lanes.FLOAT, weights, from + 2 * k * LANES);
            FloatVector u = FloatVector.fromArray(Lanes.FLOAT, weights, from + 2 * k * LANES + LANES);
            FloatVector t = FloatVector.broadcast(Lanes.FLOAT, x[xAt + k]);
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
        FloatVector v = FloatVector.fromArray(Lanes.FLOAT, d, dAt);
        FloatVector u = FloatVector.fromArray(Lanes.FLOAT, d, dAt + LANES);
        float scale = scales[scaleAt];
        a0.fma(v.mul(scale), FloatVector.fromArray(Lanes.FLOAT, target, at)).intoArray(target, at);
        b0.fma(u.mul(scale), FloatVector.fromArray(Lanes.FLOAT, target, at + LANES)).intoArray(target, at + LANES);
        scale = scales[scaleAt + scaleStride];
        a1.fma(v.mul(scale), FloatVector.fromArray(Lanes.FLOAT, target, at + 2 * LANES))
                .intoArray(target, at + 2 * LANES);
        b1.fma(u.mul(scale), FloatVector.fromArray(Lanes.FLOAT, target, at + 3 * LANES))
                .intoArray(target, at + 3 * LANES);
        scale = scales[scaleAt + 2 * scaleStride];
        a2.fma(v.mul(scale), FloatVector.fromArray(Lanes.FLOAT, target, at + 4 * LANES))
                .intoArray(target, at + 4 * LANES);
        b2.fma(u.mul(scale), FloatVector.fromArray(Lanes.FLOAT, target, at + 5 * LANES))
                .intoArray(target, at + 5 * LANES);
        scale = scales[scaleAt + 3 * scaleStride];
        a3.fma(v.mul(scale), FloatVector.fromArray(Lanes.FLOAT, target, at + 6 * LANES))
                .intoArray(target, at + 6 * LANES);
        b3.fma(u.mul(scale), FloatVector.fromArray(Lanes.FLOAT, target, at + 7 * LANES))
                .intoArray(target, at + 7 * LANES);
    }
}
