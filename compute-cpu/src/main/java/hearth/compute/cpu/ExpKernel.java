package hearth.compute.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * e^x, to about 2e-7 of itself; below {@link #LOWEST} it is 0 and above {@link #HIGHEST} it stays at its value there. With
 * n = round(x / ln 2) and r = x - n ln 2: e^x = 2^n e^r, e^r by a polynomial (minimax coefficients of the Cephes library).
 */
final class ExpKernel {
    static final float LOWEST = -87;
    static final float HIGHEST = 88;

    private static final float LOG2_E = 1.44269504f;
    /** ln 2 in two parts; n times the first is exact. */
    private static final float LN2_HIGH = 0.693359375f;

    private static final float LN2_LOW = -2.12194440e-4f;
    /** 1.5 · 2^23: adding it rounds to a whole number, which is then found in the low bits. */
    private static final float ROUNDER = 12582912f;

    private static final float C0 = 1.9875691500e-4f;
    private static final float C1 = 1.3981999507e-3f;
    private static final float C2 = 8.3334519073e-3f;
    private static final float C3 = 4.1665795894e-2f;
    private static final float C4 = 1.6666665459e-1f;
    private static final float C5 = 5.0000001201e-1f;

    private ExpKernel() {}

    static FloatVector exp(FloatVector x) {
        // Not min: for NaN and -0 it takes several instructions.
        return expOfSmall(x.blend(HIGHEST, x.compare(VectorOperators.GT, HIGHEST)));
    }

    /** For x that are at most {@link #HIGHEST}, as a softmax has them. */
    static FloatVector expOfSmall(FloatVector x) {
        VectorMask<Float> tooLow = x.compare(VectorOperators.LT, LOWEST);
        FloatVector rounded = x.fma(
                FloatVector.broadcast(VectorShapes.FLOAT, LOG2_E), FloatVector.broadcast(VectorShapes.FLOAT, ROUNDER));
        FloatVector n = rounded.sub(ROUNDER);
        FloatVector r = n.fma(FloatVector.broadcast(VectorShapes.FLOAT, -LN2_HIGH), x);
        r = n.fma(FloatVector.broadcast(VectorShapes.FLOAT, -LN2_LOW), r);
        FloatVector p = FloatVector.broadcast(VectorShapes.FLOAT, C0);
        p = p.fma(r, FloatVector.broadcast(VectorShapes.FLOAT, C1));
        p = p.fma(r, FloatVector.broadcast(VectorShapes.FLOAT, C2));
        p = p.fma(r, FloatVector.broadcast(VectorShapes.FLOAT, C3));
        p = p.fma(r, FloatVector.broadcast(VectorShapes.FLOAT, C4));
        p = p.fma(r, FloatVector.broadcast(VectorShapes.FLOAT, C5));
        p = p.fma(r.mul(r), r.add(1));
        IntVector exponent = rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23);
        return p.reinterpretAsInts().add(exponent).reinterpretAsFloats().blend(0, tooLow);
    }

    /** The same steps on one value. */
    static float exp(float x) {
        if (x < LOWEST) {
            return 0;
        }
        float clamped = x > HIGHEST ? HIGHEST : x;
        float rounded = Math.fma(clamped, LOG2_E, ROUNDER);
        float n = rounded - ROUNDER;
        float r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, clamped));
        float p = Math.fma(C0, r, C1);
        p = Math.fma(p, r, C2);
        p = Math.fma(p, r, C3);
        p = Math.fma(p, r, C4);
        p = Math.fma(p, r, C5);
        p = Math.fma(p, r * r, r + 1);
        return Float.intBitsToFloat(Float.floatToRawIntBits(p) + (Float.floatToRawIntBits(rounded) << 23));
    }
}
