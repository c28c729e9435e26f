package hearth.compute.cpu;

import hearth.compute.Activation;
import hearth.compute.RopePairing;

/** What is done to activations value by value, for ranges of one row or several. */
public final class ElementwiseKernels {
    private ElementwiseKernels() {}

    /** out = activation(gate) · up, each {@code count} values; arrays may be the same. */
    public static void gate(
            Activation activation, float[] gate, int gateOffset, float[] up, int upOffset, float[] out, int outOffset, int count) {
        ActivationKernels.gate(activation, gate, gateOffset, up, upOffset, out, outOffset, count);
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

    /** x *= factor. */
    static void scale(float[] x, int offset, int count, float factor) {
        for (int i = offset; i < offset + count; i++) {
            x[i] *= factor;
        }
    }

    /** target += factor · in. */
    static void addScaled(float[] in, int inOffset, int count, float factor, float[] target, int targetOffset) {
        for (int i = 0; i < count; i++) {
            target[targetOffset + i] += factor * in[inOffset + i];
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
