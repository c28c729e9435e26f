package hearth.compute.cpu.matrix;

import jdk.incubator.vector.FloatVector;

/** One token times an unpacked panel. */
final class PanelDot {
    private static final int LANES = Lanes.LANES;

    private PanelDot() {}

    /** target += (weights · x) · scale over one block of 32 columns, as {@link FloatGemm#addScaled} with a d of one. */
    static void addScaled(float[] weights, int from, float[] x, int xAt, float scale, float[] target, int at) {
        FloatVector a = FloatVector.zero(Lanes.FLOAT);
        FloatVector b = a;
        for (int k = 0; k < 32; k++) {
            FloatVector t = FloatVector.broadcast(Lanes.FLOAT, x[xAt + k]);
            a = FloatVector.fromArray(Lanes.FLOAT, weights, from + 2 * k * LANES).fma(t, a);
            b = FloatVector.fromArray(Lanes.FLOAT, weights, from + 2 * k * LANES + LANES).fma(t, b);
        }
        FloatVector s = FloatVector.broadcast(Lanes.FLOAT, scale);
        a.fma(s, FloatVector.fromArray(Lanes.FLOAT, target, at)).intoArray(target, at);
        b.fma(s, FloatVector.fromArray(Lanes.FLOAT, target, at + LANES)).intoArray(target, at + LANES);
    }
}
