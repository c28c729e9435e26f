package hearth.compute.cpu.matrix;

import hearth.compute.Activation;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** The activation of a gated feed-forward network. */
final class GateKernel {
    private GateKernel() {}

    /** gate[i] = activation(gate[i]) · up[i] for i &lt; count, a multiple of the vector's lanes. */
    static void apply(Activation activation, float[] gate, float[] up, int count) {
        switch (activation) {
            case SILU -> silu(gate, up, count);
            case GELU_TANH -> gelu(gate, up, count);
        }
    }

    private static void silu(float[] gate, float[] up, int count) {
        for (int i = 0; i < count; i += Lanes.LANES) {
            FloatVector x = FloatVector.fromArray(Lanes.FLOAT, gate, i);
            x.div(x.neg().lanewise(VectorOperators.EXP).add(1f))
                    .mul(FloatVector.fromArray(Lanes.FLOAT, up, i))
                    .intoArray(gate, i);
        }
    }

    /** 0.5 x (1 + tanh z) = x / (1 + e^-2z) with z = 0.79788456 (x + 0.044715 x³). */
    private static void gelu(float[] gate, float[] up, int count) {
        for (int i = 0; i < count; i += Lanes.LANES) {
            FloatVector x = FloatVector.fromArray(Lanes.FLOAT, gate, i);
            FloatVector z = x.mul(x).mul(0.044715f).add(1f).mul(x).mul(-2 * 0.79788456f);
            x.div(z.lanewise(VectorOperators.EXP).add(1f))
                    .mul(FloatVector.fromArray(Lanes.FLOAT, up, i))
                    .intoArray(gate, i);
        }
    }
}
