package hearth.compute.cpu.matrix;

import hearth.compute.Activation;
import hearth.compute.ActivationType;
import hearth.compute.QuantizedActivations;
import hearth.compute.cpu.WorkerPool;
import java.lang.foreign.ValueLayout;

/** Placeholder: decodes and multiplies. */
public final class Projector {
    public Projector(WorkerPool pool) {}

    public void project(float[] in, int columns, int rows, PackedMatrix[] weights, float[][] outs, boolean add) {
        for (int m = 0; m < weights.length; m++) {
            multiply(in, columns, rows, weights[m], outs[m], add);
        }
    }

    public void gated(
            float[] in, int columns, int rows, PackedMatrix gate, PackedMatrix up, Activation activation, float[] out) {
        float[] g = new float[rows * gate.rows()];
        multiply(in, columns, rows, gate, g, false);
        multiply(in, columns, rows, up, out, false);
        for (int i = 0; i < g.length; i++) {
            double x = g[i];
            double a = activation == Activation.SILU
                    ? x / (1 + Math.exp(-x))
                    : 0.5 * x * (1 + Math.tanh(0.79788456 * (x + 0.044715 * x * x * x)));
            out[i] = (float) (a * out[i]);
        }
    }

    private static void multiply(float[] in, int columns, int rows, PackedMatrix weight, float[] out, boolean add) {
        ActivationType type = ActivationType.of(weight.type());
        float[] w = new float[columns];
        for (int o = 0; o < weight.rows(); o++) {
            weight.decodeRow(o, w, 0);
            for (int r = 0; r < rows; r++) {
                double sum = 0;
                if (type == ActivationType.F32) {
                    for (int i = 0; i < columns; i++) {
                        sum += (double) w[i] * in[r * columns + i];
                    }
                } else {
                    QuantizedActivations x = new QuantizedActivations(type, columns);
                    x.quantize(in, r * columns);
                    for (int i = 0; i < columns; i++) {
                        sum += (double) w[i] * x.value(i);
                    }
                    if (type == ActivationType.Q8_1) {
                        sum += correction((MatrixLoader.Stored) weight, o, x);
                    }
                }
                int t = r * weight.rows() + o;
                out[t] = (float) (add ? out[t] + sum : sum);
            }
        }
    }

    private static double correction(MatrixLoader.Stored weight, int row, QuantizedActivations x) {
        double sum = 0;
        for (int b = 0; b < x.scales().length; b++) {
            int q = 0;
            for (int i = 0; i < 32; i++) {
                q += x.quants()[b * 32 + i];
            }
            long at = row * weight.type().byteSize(weight.columns()) + (long) b * weight.type().blockBytes() + 2;
            float m = Float.float16ToFloat(weight.bytes().get(ValueLayout.JAVA_SHORT_UNALIGNED, at));
            sum += m * (x.sums()[b] - (double) x.scales()[b] * q);
        }
        return sum;
    }
}
