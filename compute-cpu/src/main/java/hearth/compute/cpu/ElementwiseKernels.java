package hearth.compute.cpu;

import hearth.compute.Activation;
import hearth.compute.RopePairing;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** What is done to activations value by value, for ranges of one row or several. */
public final class ElementwiseKernels {
    private static final VectorSpecies<Float> F = VectorShapes.FLOAT;
    private static final int L = VectorShapes.LANES;
    private static final float GELU_LINEAR = 0.79788456f;
    private static final float GELU_CUBIC = 0.79788456f * 0.044715f;

    private ElementwiseKernels() {}

    /** out = activation(gate) · up, each {@code count} values; arrays may be the same. */
    public static void gate(
            Activation activation, float[] gate, int gateOffset, float[] up, int upOffset, float[] out, int outOffset, int count) {
        int whole = count - count % L;
        if (activation == Activation.SILU) {
            silu(gate, gateOffset, up, upOffset, out, outOffset, whole);
        } else {
            gelu(gate, gateOffset, up, upOffset, out, outOffset, whole);
        }
        for (int i = whole; i < count; i++) {
            out[outOffset + i] = activate(activation, gate[gateOffset + i]) * up[upOffset + i];
        }
    }

    private static void silu(float[] gate, int gateOffset, float[] up, int upOffset, float[] out, int outOffset, int count) {
        for (int i = 0; i < count; i += L) {
            FloatVector x = FloatVector.fromArray(F, gate, gateOffset + i);
            x.div(ExpKernel.exp(x.neg()).add(1))
                    .mul(FloatVector.fromArray(F, up, upOffset + i))
                    .intoArray(out, outOffset + i);
        }
    }

    /** 0.5 x (1 + tanh u) = x / (1 + e^-2u). */
    private static void gelu(float[] gate, int gateOffset, float[] up, int upOffset, float[] out, int outOffset, int count) {
        FloatVector linear = FloatVector.broadcast(F, -2 * GELU_LINEAR);
        for (int i = 0; i < count; i += L) {
            FloatVector x = FloatVector.fromArray(F, gate, gateOffset + i);
            FloatVector power = x.mul(x).mul(-2 * GELU_CUBIC).add(linear).mul(x);
            x.div(ExpKernel.exp(power).add(1))
                    .mul(FloatVector.fromArray(F, up, upOffset + i))
                    .intoArray(out, outOffset + i);
        }
    }

    private static float activate(Activation activation, float x) {
        return switch (activation) {
            case SILU -> x / (ExpKernel.exp(-x) + 1);
            case GELU_TANH -> x / (ExpKernel.exp((x * x * (-2 * GELU_CUBIC) + -2 * GELU_LINEAR) * x) + 1);
        };
    }

    /** One row of {@link hearth.compute.Backend#rmsNorm}; {@code lanes} is scratch of {@link VectorShapes#LANES}. */
    static void rmsNorm(
            float[] in, int inOffset, int columns, float[] weight, float epsilon, float[] out, int outOffset, float[] lanes) {
        double squares = sumSquares(in, inOffset, columns, lanes);
        float factor = (float) (1 / Math.sqrt(squares / columns + epsilon));
        int whole = columns - columns % L;
        for (int i = 0; i < whole; i += L) {
            FloatVector.fromArray(F, in, inOffset + i)
                    .mul(factor)
                    .mul(FloatVector.fromArray(F, weight, i))
                    .intoArray(out, outOffset + i);
        }
        for (int i = whole; i < columns; i++) {
            out[outOffset + i] = in[inOffset + i] * factor * weight[i];
        }
    }

    private static double sumSquares(float[] in, int offset, int columns, float[] lanes) {
        FloatVector s0 = FloatVector.zero(F);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        int i = 0;
        for (; i + 4 * L <= columns; i += 4 * L) {
            FloatVector x0 = FloatVector.fromArray(F, in, offset + i);
            FloatVector x1 = FloatVector.fromArray(F, in, offset + i + L);
            FloatVector x2 = FloatVector.fromArray(F, in, offset + i + 2 * L);
            FloatVector x3 = FloatVector.fromArray(F, in, offset + i + 3 * L);
            s0 = x0.fma(x0, s0);
            s1 = x1.fma(x1, s1);
            s2 = x2.fma(x2, s2);
            s3 = x3.fma(x3, s3);
        }
        // Vectors never leave the method that made them: a call that is not inlined would put them on the heap.
        s0.add(s1).add(s2.add(s3)).intoArray(lanes, 0);
        double sum = sumLanes(lanes);
        for (; i < columns; i++) {
            sum += (double) in[offset + i] * in[offset + i];
        }
        return sum;
    }

    /** The sum in a fixed order, which {@code reduceLanes} does not promise. */
    static float sumLanes(float[] lanes) {
        double sum = 0;
        for (float lane : lanes) {
            sum += lane;
        }
        return (float) sum;
    }

    /** x += bias. */
    static void add(float[] x, int offset, float[] bias, int count) {
        for (int i = 0; i < count; i++) {
            x[offset + i] += bias[i];
        }
    }

    /** One row of {@link hearth.compute.Backend#rotate}. */
    static void rotate(
            float[] x, int offset, int headCount, int headSize, float[] rotation, int angles, int rotated, RopePairing pairing) {
        for (int head = 0; head < headCount; head++) {
            if (pairing == RopePairing.INTERLEAVED) {
                rotateInterleaved(x, offset + head * headSize, rotation, angles, rotated);
            } else {
                rotateHalves(x, offset + head * headSize, rotation, angles, rotated);
            }
        }
    }

    private static void rotateInterleaved(float[] x, int start, float[] rotation, int angles, int rotated) {
        for (int i = 0; i < rotated; i += 2) {
            float a = x[start + i];
            float b = x[start + i + 1];
            float cos = rotation[angles + i];
            float sin = rotation[angles + i + 1];
            x[start + i] = a * cos - b * sin;
            x[start + i + 1] = a * sin + b * cos;
        }
    }

    private static void rotateHalves(float[] x, int start, float[] rotation, int angles, int rotated) {
        int half = rotated / 2;
        for (int i = 0; i < half; i++) {
            float a = x[start + i];
            float b = x[start + half + i];
            float cos = rotation[angles + 2 * i];
            float sin = rotation[angles + 2 * i + 1];
            x[start + i] = a * cos - b * sin;
            x[start + half + i] = a * sin + b * cos;
        }
    }
}
