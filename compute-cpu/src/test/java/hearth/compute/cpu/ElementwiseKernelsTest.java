package hearth.compute.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import hearth.compute.Activation;
import hearth.compute.HeapTensor;
import hearth.compute.ScalarBackend;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ElementwiseKernelsTest {
    @BeforeAll
    static void skipWidthsThatAreMissing() {
        CpuBackends.open(new hearth.compute.BackendOptions(1)).close();
    }

    @Test
    void exponentialIsAccurateOverItsWholeRange() {
        float[] lanes = new float[VectorShapes.LANES];
        for (float x = -86.99f; x < 87.9f; x += 0.00371f) {
            double expected = Math.exp(x);
            assertThat(ExpKernel.exp(x) / expected).isCloseTo(1, within(2.5e-7));
            FloatVector.broadcast(VectorShapes.FLOAT, x).intoArray(lanes, 0);
            ExpKernel.exp(FloatVector.fromArray(VectorShapes.FLOAT, lanes, 0)).intoArray(lanes, 0);
            assertThat(lanes).containsOnly(ExpKernel.exp(x));
        }
    }

    @Test
    void exponentialEndsInZeroAndInALargestValue() {
        for (float low : new float[] {-87.001f, -88, -1e4f, -1e30f, Float.NEGATIVE_INFINITY}) {
            assertThat(ExpKernel.exp(low)).isZero();
            assertThat(ExpKernel.exp(FloatVector.broadcast(VectorShapes.FLOAT, low)).toArray()).containsOnly(0);
            assertThat(ExpKernel.expOfSmall(FloatVector.broadcast(VectorShapes.FLOAT, low)).toArray()).containsOnly(0);
        }
        for (float high : new float[] {88.001f, 1000, Float.MAX_VALUE, Float.POSITIVE_INFINITY}) {
            assertThat(ExpKernel.exp(high)).isEqualTo(ExpKernel.exp(88));
            assertThat(ExpKernel.exp(FloatVector.broadcast(VectorShapes.FLOAT, high)).toArray())
                    .containsOnly(ExpKernel.exp(88));
        }
        assertThat(ExpKernel.exp(0)).isEqualTo(1);
    }

    @Test
    void gatesAnyCountWithoutTouchingNeighbours() {
        for (Activation activation : Activation.values()) {
            for (int count = 0; count <= 3 * VectorShapes.LANES; count++) {
                float[] gate = new float[count + 2];
                float[] up = new float[count + 3];
                float[] out = new float[count + 2];
                for (int i = 0; i < count; i++) {
                    gate[1 + i] = (i - count / 2) * 0.71f * (i % 7 == 0 ? 30 : 1);
                    up[2 + i] = 1.5f - i;
                }
                ElementwiseKernels.gate(activation, gate, 1, up, 2, out, 1, count);
                for (int i = 0; i < count; i++) {
                    double expected = activate(activation, gate[1 + i]) * up[2 + i];
                    assertThat((double) out[1 + i]).isCloseTo(expected, within(2e-6 * Math.abs(expected) + 2e-6));
                }
                assertThat(out[0]).isZero();
                assertThat(out[count + 1]).isZero();
            }
        }
    }

    private static double activate(Activation activation, float x) {
        HeapTensor value = new HeapTensor(1, 1);
        value.values()[0] = x;
        new ScalarBackend().activate(value, 1, activation);
        return value.values()[0];
    }
}
