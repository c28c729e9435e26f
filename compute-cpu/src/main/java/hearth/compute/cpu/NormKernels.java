package hearth.compute.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Norms of one row or one group of a row; {@code lanes} is scratch of {@link VectorShapes#LANES}. */
final class NormKernels {
    private static final VectorSpecies<Float> F = VectorShapes.FLOAT;
    private static final int L = VectorShapes.LANES;

    private NormKernels() {}

    /** One group of {@link hearth.compute.Backend#rmsNorm}. */
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
        double sum = ElementwiseKernels.sumLanes(lanes);
        for (; i < columns; i++) {
            sum += (double) in[offset + i] * in[offset + i];
        }
        return sum;
    }

    /** One group of {@link hearth.compute.Backend#layerNorm}; weight and bias begin at {@code weightOffset}. */
    static void layerNorm(
            float[] in,
            int offset,
            int columns,
            float[] weight,
            float[] bias,
            int weightOffset,
            float epsilon,
            float[] out,
            float[] lanes) {
        float mean = (float) (sum(in, offset, columns, lanes) / columns);
        double squares = sumSquaredDistances(in, offset, columns, mean, lanes);
        float factor = (float) (1 / Math.sqrt(squares / columns + epsilon));
        int whole = columns - columns % L;
        for (int i = 0; i < whole; i += L) {
            FloatVector.fromArray(F, in, offset + i)
                    .sub(mean)
                    .mul(factor)
                    .mul(FloatVector.fromArray(F, weight, weightOffset + i))
                    .add(FloatVector.fromArray(F, bias, weightOffset + i))
                    .intoArray(out, offset + i);
        }
        for (int i = whole; i < columns; i++) {
            out[offset + i] = (in[offset + i] - mean) * factor * weight[weightOffset + i] + bias[weightOffset + i];
        }
    }

    private static double sum(float[] in, int offset, int columns, float[] lanes) {
        FloatVector sums = FloatVector.zero(F);
        int i = 0;
        for (; i + L <= columns; i += L) {
            sums = FloatVector.fromArray(F, in, offset + i).add(sums);
        }
        sums.intoArray(lanes, 0);
        double sum = 0;
        for (float lane : lanes) {
            sum += lane;
        }
        for (; i < columns; i++) {
            sum += in[offset + i];
        }
        return sum;
    }

    private static double sumSquaredDistances(float[] in, int offset, int columns, float mean, float[] lanes) {
        FloatVector sums = FloatVector.zero(F);
        int i = 0;
        for (; i + L <= columns; i += L) {
            FloatVector distance = FloatVector.fromArray(F, in, offset + i).sub(mean);
            sums = distance.fma(distance, sums);
        }
        sums.intoArray(lanes, 0);
        double sum = 0;
        for (float lane : lanes) {
            sum += lane;
        }
        for (; i < columns; i++) {
            double distance = in[offset + i] - mean;
            sum += distance * distance;
        }
        return sum;
    }
}
