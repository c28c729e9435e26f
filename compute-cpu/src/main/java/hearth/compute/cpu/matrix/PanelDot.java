package hearth.compute.cpu.matrix;

import jdk.incubator.vector.FloatVector;

/** One token times an unpacked panel, in the same order as {@link FloatGemm}. */
final class PanelDot {
    private static final int LANES = Lanes.LANES;

    private PanelDot() {}

    static void add(float[] weights, int count, float[] x, int xAt, float[] target) {
        FloatVector a = FloatVector.fromArray(Lanes.FLOAT, target, 0);
        FloatVector b = FloatVector.fromArray(Lanes.FLOAT, target, LANES);
        for (int k = 0; k < count; k++) {
            FloatVector t = FloatVector.broadcast(Lanes.FLOAT, x[xAt + k]);
            a = FloatVector.fromArray(Lanes.FLOAT, weights, 2 * k * LANES).fma(t, a);
            b = FloatVector.fromArray(Lanes.FLOAT, weights, 2 * k * LANES + LANES).fma(t, b);
        }
        a.intoArray(target, 0);
        b.intoArray(target, LANES);
    }
}
