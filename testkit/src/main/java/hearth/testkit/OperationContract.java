package hearth.testkit;

import static hearth.testkit.Floats.assertClose;
import static hearth.testkit.Floats.assertSame;
import static hearth.testkit.Floats.gaussian;
import static hearth.testkit.Floats.tensor;
import static hearth.testkit.Floats.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.compute.Activation;
import hearth.compute.Backend;
import hearth.compute.BackendOptions;
import hearth.compute.Matrix;
import hearth.compute.ScalarBackend;
import hearth.compute.Tensor;
import hearth.format.TensorType;
import java.util.Arrays;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every backend must do between products and attention: norms of groups, activations, scaled sums, rows of experts, parts of
 * heads. Each agrees with the {@link ScalarBackend}; how many rows there are changes no bit of any of them.
 */
public abstract class OperationContract {
    private static final int[] COLUMNS = {1, 3, 16, 31, 64, 100, 1000};
    private static final int[] ROWS = {1, 2, 5, 70};

    private final Backend judge = new ScalarBackend();
    private Backend backend;

    /** For the test class of a backend. */
    protected OperationContract() {}

    /** A backend of the kind under test. */
    protected abstract Backend open(BackendOptions options);

    @BeforeEach
    void openBackend() {
        backend = open(new BackendOptions(2));
    }

    @AfterEach
    void closeBackend() {
        backend.close();
    }

    /** A tensor of gaussian values of a size, with the seed's. */
    private record Source(int rows, int columns, float magnitude) {
        Tensor on(Backend backend, long seed) {
            float[] values = gaussian(rows * columns, seed);
            for (int i = 0; i < values.length; i++) {
                values[i] *= magnitude;
            }
            return tensor(backend, rows, columns, values);
        }
    }

    /** Runs an operation on both backends and for fewer rows; its result is within {@code tolerance} of each value and of 1. */
    private void check(String what, int rows, double tolerance, Function<Backend, Operation> operation) {
        float[] expected = operation.apply(judge).run(rows);
        double[] tolerances = new double[expected.length];
        for (int i = 0; i < tolerances.length; i++) {
            tolerances[i] = tolerance * (1 + Math.abs(expected[i]));
        }
        float[] whole = operation.apply(backend).run(rows);
        assertClose(what, whole, expected, tolerances);
        float[] first = operation.apply(backend).run(1);
        assertSame(what + ", first row alone", first, Arrays.copyOf(whole, first.length));
    }

    /** Values of the first rows after an operation on so many. */
    private interface Operation {
        float[] run(int rows);
    }

    @Test
    void normsEachHeadByItself() {
        for (int headSize : new int[] {1, 5, 16, 64, 80, 128}) {
            for (int rows : ROWS) {
                Source in = new Source(rows, 3 * headSize, 2);
                check("rms of heads of " + headSize + " x " + rows, rows, 2e-6, b -> count -> {
                    Tensor x = in.on(b, 1);
                    b.rmsNorm(x, count, tensor(b, 1, headSize, gaussian(headSize, 2)), 1e-5f, x);
                    return values(x, count);
                });
            }
        }
    }

    @Test
    void layerNorms() {
        for (int columns : COLUMNS) {
            for (int groups : new int[] {1, 4}) {
                for (int rows : ROWS) {
                    int all = groups * columns;
                    Source in = new Source(rows, all, 3);
                    for (boolean inPlace : new boolean[] {false, true}) {
                        check("layer norm of " + groups + " x " + columns + " x " + rows, rows, 3e-6, b -> count -> {
                            Tensor x = in.on(b, 1);
                            Tensor out = inPlace ? x : b.tensor(rows, all);
                            Tensor weight = tensor(b, 1, all, gaussian(all, 2));
                            b.layerNorm(x, count, columns, weight, tensor(b, 1, all, gaussian(all, 3)), 1e-5f, out);
                            return values(out, count);
                        });
                    }
                }
            }
        }
    }

    @Test
    void layerNormsRowsFarFromZero() {
        // The mean is a thousand times the spread: squares must be taken after it is gone.
        float[] in = gaussian(600, 1);
        for (int i = 0; i < in.length; i++) {
            in[i] += 1000;
        }
        check("layer norm far from zero", 1, 1e-3, b -> count -> {
            Tensor x = tensor(b, 1, 600, in);
            b.layerNorm(x, count, 600, tensor(b, 1, 600, gaussian(600, 2)), b.tensor(1, 600), 1e-5f, x);
            return values(x, count);
        });
    }

    @Test
    void activates() {
        for (Activation activation : Activation.values()) {
            for (float magnitude : new float[] {1e-6f, 1, 10, 1e4f}) {
                for (int columns : COLUMNS) {
                    for (int rows : ROWS) {
                        Source in = new Source(rows, columns, magnitude);
                        String what = activation + " of " + columns + " x " + rows + " at " + magnitude;
                        check(what, rows, 1e-6, b -> count -> {
                            Tensor x = in.on(b, 1);
                            b.activate(x, count, activation);
                            return values(x, count);
                        });
                        check(what + ", gate", rows, 2e-6, b -> count -> {
                            Tensor gate = in.on(b, 1);
                            b.gate(gate, new Source(rows, columns, 1).on(b, 2), count, activation, gate);
                            return values(gate, count);
                        });
                    }
                }
            }
        }
    }

    @Test
    void gatesIntoTheMultiplier() {
        check("gate into up", 5, 2e-6, b -> count -> {
            Tensor up = new Source(5, 37, 1).on(b, 2);
            b.gate(new Source(5, 37, 3).on(b, 1), up, count, Activation.GELU, up);
            return values(up, count);
        });
    }

    @Test
    void gatesWithinLimits() {
        for (float magnitude : new float[] {0.1f, 5, 100}) {
            for (int columns : COLUMNS) {
                check("clamped gate of " + columns + " at " + magnitude, 5, 2e-6, b -> count -> {
                    Tensor gate = new Source(5, columns, magnitude).on(b, 1);
                    b.clampedGate(gate, new Source(5, columns, magnitude).on(b, 2), count, 7, 1.702f, gate);
                    return values(gate, count);
                });
            }
        }
    }

    @Test
    void scalesAddsAndCaps() {
        for (int columns : COLUMNS) {
            for (int rows : ROWS) {
                Source in = new Source(rows, columns, 20);
                check("scale of " + columns + " x " + rows, rows, 1e-7, b -> count -> {
                    Tensor x = in.on(b, 1);
                    b.scale(x, count, 0.3f);
                    return values(x, count);
                });
                check("scaled sum of " + columns + " x " + rows, rows, 3e-6, b -> count -> {
                    Tensor target = in.on(b, 1);
                    b.addScaled(in.on(b, 2), count, -0.22f, target);
                    return values(target, count);
                });
                check("cap of " + columns + " x " + rows, rows, 4e-6, b -> count -> {
                    Tensor x = in.on(b, 1);
                    b.softcap(x, count, 30);
                    return values(x, count);
                });
            }
        }
    }

    @Test
    void manyValuesAreSharedOut() {
        check("a large scaled sum", 300, 1e-6, b -> count -> {
            Tensor target = new Source(300, 301, 1).on(b, 1);
            b.addScaled(new Source(300, 301, 1).on(b, 2), count, 3, target);
            b.activate(target, count, Activation.SILU);
            return values(target, count);
        });
    }

    @Test
    void onlyTheLeadingRowsTakePart() {
        Tensor x = tensor(backend, 3, 5, gaussian(15, 1));
        backend.scale(x, 2, 0);
        assertSame("rows that take part", values(x, 2), new float[10]);
        assertThat(Floats.row(values(x, 3), 2, 5)).containsExactly(Floats.row(gaussian(15, 1), 2, 5));
    }

    @Test
    void scattersRows() {
        int[] rows = {3, 0, 3, 1};
        float[] weights = {0.5f, -2, 0.25f, 1, 99};
        for (int columns : COLUMNS) {
            float[][] results = new float[2][];
            for (Backend b : new Backend[] {judge, backend}) {
                Tensor target = new Source(5, columns, 1).on(b, 1);
                b.scatterAdd(new Source(4, columns, 1).on(b, 2), rows, weights, 4, target);
                results[b == judge ? 0 : 1] = values(target, 5);
            }
            assertClose("scatter of " + columns, results[1], results[0], 2e-6);
        }
    }

    @Test
    void copiesPartsOfHeads() {
        for (int heads : new int[] {1, 3}) {
            Tensor in = tensor(backend, 4, heads * 7, gaussian(4 * heads * 7, 1));
            Tensor out = backend.tensor(4, heads * 9);
            backend.copyHeads(in, 3, heads, 2, 4, out, 5);
            for (int r = 0; r < 4; r++) {
                for (int h = 0; h < heads; h++) {
                    float[] from = Floats.row(values(in, 4), r * heads + h, 7);
                    float[] expected = new float[9];
                    System.arraycopy(from, 2, expected, 5, r < 3 ? 4 : 0);
                    assertThat(Floats.row(values(out, 4), r * heads + h, 9)).containsExactly(expected);
                }
            }
        }
    }

    @Test
    void projectsEachHeadByItself() {
        for (TensorType type : new TensorType[] {TensorType.F32, TensorType.Q8_0}) {
            RandomWeights[] weights = {
                RandomWeights.of(type, 17, 64, 1), RandomWeights.of(type, 17, 64, 2), RandomWeights.of(type, 17, 64, 3)
            };
            for (int rows : ROWS) {
                check("products of heads, " + type + " x " + rows, rows, 2e-5, b -> count -> {
                    Matrix[] loaded = new Matrix[3];
                    Arrays.setAll(loaded, i -> b.load(weights[i]));
                    Tensor out = b.tensor(rows, 3 * 17);
                    b.projectHeads(new Source(rows, 3 * 64, 1).on(b, 4), count, loaded, out);
                    return values(out, count);
                });
            }
        }
    }

    @Test
    void refusesOperandsThatDoNotFit() {
        Tensor x = backend.tensor(2, 12);
        Tensor other = backend.tensor(2, 11);
        Tensor row = backend.tensor(1, 12);
        assertRefused(() -> backend.rmsNorm(x, 2, backend.tensor(1, 5), 1e-5f, x));
        assertRefused(() -> backend.layerNorm(x, 2, 5, row, row, 1e-5f, x));
        assertRefused(() -> backend.layerNorm(x, 2, 0, row, row, 1e-5f, x));
        assertRefused(() -> backend.layerNorm(x, 2, 12, backend.tensor(1, 6), row, 1e-5f, x));
        assertRefused(() -> backend.layerNorm(x, 2, 12, row, other, 1e-5f, x));
        assertRefused(() -> backend.activate(x, 3, Activation.RELU));
        assertRefused(() -> backend.gate(x, other, 2, Activation.RELU, x));
        assertRefused(() -> backend.gate(x, x, 2, Activation.RELU, other));
        assertRefused(() -> backend.clampedGate(x, x, 2, 0, 1, x));
        assertRefused(() -> backend.clampedGate(x, other, 2, 7, 1, x));
        assertRefused(() -> backend.scale(x, -1, 2));
        assertRefused(() -> backend.addScaled(x, 2, 1, other));
        assertRefused(() -> backend.softcap(x, 2, 0));
        assertRefused(() -> backend.softcap(x, 2, Float.NaN));
        assertRefused(() -> backend.scatterAdd(x, new int[] {0, 2}, new float[2], 2, row));
        assertRefused(() -> backend.scatterAdd(x, new int[] {0, 0}, new float[1], 2, row));
        assertRefused(() -> backend.scatterAdd(x, new int[] {0, 0, 0}, new float[3], 3, row));
        assertRefused(() -> backend.scatterAdd(x, new int[] {0}, new float[1], 1, other));
        assertRefused(() -> backend.copyHeads(x, 2, 1, 0, 1, x, 0));
        assertRefused(() -> backend.copyHeads(x, 2, 5, 0, 1, row, 0));
        assertRefused(() -> backend.copyHeads(x, 1, 4, 2, 2, row, 0));
        assertRefused(() -> backend.copyHeads(x, 1, 4, 0, 2, row, 2));
        assertRefused(() -> backend.copyHeads(x, 1, 4, -1, 2, row, 0));
        Matrix weight = backend.load(RandomWeights.of(TensorType.F32, 4, 6, 1));
        Matrix wide = backend.load(RandomWeights.of(TensorType.F32, 4, 12, 1));
        Tensor out = backend.tensor(2, 8);
        assertRefused(() -> backend.projectHeads(x, 2, new Matrix[0], out));
        assertRefused(() -> backend.projectHeads(x, 2, new Matrix[] {weight, wide}, out));
        assertRefused(() -> backend.projectHeads(x, 2, new Matrix[] {weight}, out));
        assertRefused(() -> backend.projectHeads(x, 2, new Matrix[] {weight, weight}, x));
    }

    private static void assertRefused(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class);
    }
}
