package hearth.testkit;

import static hearth.testkit.Floats.assertClose;
import static hearth.testkit.Floats.assertSame;
import static hearth.testkit.Floats.gaussian;
import static hearth.testkit.Floats.tensor;
import static hearth.testkit.Floats.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.compute.Activation;
import hearth.compute.ActivationType;
import hearth.compute.Backend;
import hearth.compute.BackendOptions;
import hearth.compute.Matrix;
import hearth.compute.RopePairing;
import hearth.compute.ScalarBackend;
import hearth.compute.Tensor;
import hearth.format.InvalidModelException;
import hearth.format.TensorType;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every backend must do, but for attention ({@link AttentionContract}): each operation, for each type and odd sizes, agrees
 * with the {@link ScalarBackend}; threads and batch mates change no bit.
 */
public abstract class BackendContract {
    private static final int[] ROW_COUNTS = {1, 3, 5, 7, 16, 17, 33, 64, 70};
    private static final int[] BATCHES = {1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 33};
    private static final int[] FEW_BATCHES = {1, 4, 9};
    /** Of the sum of the magnitudes of what is added up. */
    private static final double TOLERANCE = 1e-5;
    private static final double FLOAT_ROUNDING = 6e-8;
    /** Activations of less than 1e-30 may count as zero. */
    private static final double TINY = 1e-25;

    private final Backend judge = new ScalarBackend();
    private Backend backend;

    /** For the test class of a backend. */
    protected BackendContract() {}

    /** A backend of the kind under test. */
    protected abstract Backend open(BackendOptions options);

    static List<TensorType> types() {
        return RandomWeights.TYPES;
    }

    static List<TensorType> typesOfHalves() {
        return RandomWeights.TYPES_OF_HALVES;
    }

    @BeforeEach
    void openBackend() {
        backend = open(new BackendOptions(2));
    }

    @AfterEach
    void closeBackend() {
        backend.close();
    }

    @ParameterizedTest
    @MethodSource("types")
    void projectsAnyShape(TensorType type) {
        int seed = 1;
        for (int blocks : new int[] {1, 3, 6}) {
            int columns = type.blockSize() == 1 ? blocks * 37 : blocks * type.blockSize();
            for (int rows : ROW_COUNTS) {
                RandomWeights weights = RandomWeights.of(type, rows, columns, seed++);
                float[] in = gaussian(33 * columns, seed++);
                for (int batch : rows == 17 || rows == 70 ? BATCHES : FEW_BATCHES) {
                    checkProject(weights, in, batch);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    void projectsTheEndsOfTheRange(TensorType type) {
        int columns = type.blockSize() == 1 ? 70 : 3 * type.blockSize();
        for (byte fill : new byte[] {0, (byte) 0xFF, (byte) 0x80, 0x7F, 0x0F, (byte) 0xF0, 0x55, (byte) 0xAA}) {
            RandomWeights weights = RandomWeights.filled(type, 19, columns, fill);
            float[] in = new float[7 * columns];
            for (int i = 0; i < columns; i++) {
                in[i] = 1;
                in[columns + i] = -1;
                in[2 * columns + i] = i % 2 == 0 ? 1 : -1;
                in[3 * columns + i] = i == columns / 2 ? 3000 : 1e-4f;
                in[4 * columns + i] = 1e-35f;
                in[5 * columns + i] = i % 2 == 0 ? -2e3f : 0;
            }
            checkProject(weights, in, 1);
            checkProject(weights, in, 7);
            for (int r = 1; r < 7; r++) {
                checkProject(weights, Floats.row(in, r, columns), 1);
            }
        }
    }

    /** Rows of subnormal numbers between others, and one with numbers that are large for weights, in the first panel. */
    @ParameterizedTest
    @MethodSource("typesOfHalves")
    void projectsAndEmbedsSmallAndLargeHalves(TensorType type) {
        int rows = 70;
        int columns = type.blockSize() == 1 ? 99 : 2 * type.blockSize();
        RandomWeights weights =
                RandomWeights.of(type, rows, columns, 9, row -> row == 3 ? 90 : row % 2 == 0 ? 0x1p-20 * (row + 1) / rows : 0.0625);
        float[] in = gaussian(9 * columns, 10);
        checkProject(weights, in, 1);
        checkProject(weights, in, 9);
        Tensor out = backend.tensor(1, columns);
        try (Matrix table = backend.load(weights)) {
            for (int row = 0; row < rows; row++) {
                backend.embed(table, new int[] {row}, 1, out);
                checkRow(type + " row " + row, values(out, 1), weights.decodeRow(row));
            }
        }
    }

    private static void checkRow(String what, float[] actual, float[] expected) {
        double largest = 0;
        for (float value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        assertClose(what, actual, expected, 1e-6 * largest);
    }

    private void checkProject(RandomWeights weights, float[] in, int batch) {
        String what = weights.type() + " (" + weights.rows() + ", " + weights.columns() + ") x " + batch;
        double[] tolerances = tolerances(weights, in, batch);
        float[] expected = product(judge, weights, in, batch);
        assertClose(what, product(backend, weights, in, batch), expected, tolerances);
    }

    private static float[] product(Backend backend, RandomWeights weights, float[] in, int batch) {
        Tensor out = backend.tensor(batch, weights.rows());
        try (Matrix matrix = backend.load(weights)) {
            backend.project(tensor(backend, batch, weights.columns(), in), batch, matrix, out);
        }
        return values(out, batch);
    }

    private static double[] tolerances(RandomWeights weights, float[] in, int batch) {
        boolean floats = ActivationType.of(weights.type()) == ActivationType.F32;
        // A plain sum of n floats may round each time; integer sums don't round.
        double tolerance = floats ? TOLERANCE + weights.columns() * FLOAT_ROUNDING : TOLERANCE;
        double[] tolerances = new double[batch * weights.rows()];
        for (int o = 0; o < weights.rows(); o++) {
            float[] w = weights.decodeRow(o);
            for (int r = 0; r < batch; r++) {
                double sum = 0;
                for (int i = 0; i < w.length; i++) {
                    sum += Math.abs((double) w[i] * in[r * w.length + i]);
                }
                tolerances[r * weights.rows() + o] = tolerance * sum + TINY;
            }
        }
        return tolerances;
    }

    @ParameterizedTest
    @MethodSource("types")
    void projectsSeveralAndAddsAndGates(TensorType type) {
        int columns = type.blockSize() == 1 ? 96 : 2 * type.blockSize();
        RandomWeights first = RandomWeights.of(type, 37, columns, 1);
        RandomWeights second = RandomWeights.of(type, 37, columns, 2);
        for (int batch : new int[] {1, 2, 7, 33}) {
            float[] in = gaussian(batch * columns, batch);
            float[] gate = product(judge, first, in, batch);
            float[] up = product(judge, second, in, batch);
            double[] gateTolerance = tolerances(first, in, batch);
            double[] upTolerance = tolerances(second, in, batch);
            Tensor x = tensor(backend, batch, columns, in);
            Matrix a = backend.load(first);
            Matrix b = backend.load(second);
            Tensor[] outs = {backend.tensor(batch, 37), backend.tensor(batch, 37)};
            backend.projectAll(x, batch, new Matrix[] {a, b}, outs);
            assertClose(type + " all, first", values(outs[0], batch), gate, gateTolerance);
            assertClose(type + " all, second", values(outs[1], batch), up, upTolerance);
            backend.projectAdd(x, batch, b, outs[0]);
            float[] sums = new float[gate.length];
            double[] sumTolerance = new double[gate.length];
            for (int i = 0; i < sums.length; i++) {
                sums[i] = gate[i] + up[i];
                sumTolerance[i] = gateTolerance[i] + upTolerance[i] + 1e-6 * Math.abs(sums[i]);
            }
            assertClose(type + " add", values(outs[0], batch), sums, sumTolerance);
            for (Activation activation : Activation.values()) {
                Tensor out = backend.tensor(batch, 37);
                Tensor expected = judge.tensor(batch, 37);
                backend.gatedProject(x, batch, a, b, activation, out);
                judge.gatedProject(tensor(judge, batch, columns, in), batch, judge.load(first), judge.load(second),
                        activation, expected);
                double[] tolerance = new double[gate.length];
                for (int i = 0; i < tolerance.length; i++) {
                    tolerance[i] = 1.2 * gateTolerance[i] * (Math.abs(up[i]) + upTolerance[i])
                            + (Math.abs(gate[i]) + 1e-3) * (upTolerance[i] + 2e-6 * Math.abs(up[i]));
                }
                assertClose(type + " " + activation, values(out, batch), values(expected, batch), tolerance);
            }
            a.close();
            b.close();
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    void embedsAnyRow(TensorType type) {
        int columns = type.blockSize() == 1 ? 45 : 3 * type.blockSize();
        RandomWeights table = RandomWeights.of(type, 35, columns, 3);
        int[] ids = {0, 34, 17, 17, 1, 33};
        Tensor out = backend.tensor(7, columns);
        Matrix loaded = backend.load(table);
        assertThat(loaded.type()).isEqualTo(type);
        assertThat(loaded.rows()).isEqualTo(35);
        assertThat(loaded.columns()).isEqualTo(columns);
        assertThat(loaded.byteSize()).isPositive();
        backend.embed(loaded, ids, ids.length, out);
        for (int i = 0; i < ids.length; i++) {
            checkRow(type + " row " + ids[i], Floats.row(values(out, 7), i, columns), table.decodeRow(ids[i]));
        }
        assertThat(Floats.row(values(out, 7), 6, columns)).containsOnly(0);
        loaded.close();
    }

    @Test
    void normalizes() {
        for (int columns : new int[] {1, 3, 16, 31, 33, 64, 576, 1000, 4096}) {
            for (int rows : new int[] {1, 2, 5}) {
                for (float magnitude : new float[] {1e-12f, 1, 1e9f}) {
                    float[] in = gaussian(rows * columns, columns);
                    for (int i = 0; i < in.length; i++) {
                        in[i] *= magnitude;
                    }
                    BiFunction<Backend, Boolean, float[]> norm = (b, inPlace) -> {
                        Tensor x = tensor(b, rows, columns, in);
                        Tensor out = inPlace ? x : b.tensor(rows, columns);
                        b.rmsNorm(x, rows, tensor(b, 1, columns, gaussian(columns, 9)), 1e-5f, out);
                        return values(out, rows);
                    };
                    float[] expected = norm.apply(judge, false);
                    double[] tolerances = new double[expected.length];
                    for (int i = 0; i < tolerances.length; i++) {
                        tolerances[i] = 2e-6 * Math.abs(expected[i]) + 1e-37;
                    }
                    String what = "norm of " + columns + " x " + rows + " at " + magnitude;
                    assertClose(what, norm.apply(backend, false), expected, tolerances);
                    assertSame(what + " in place", norm.apply(backend, true), norm.apply(backend, false));
                }
            }
        }
    }

    @Test
    void rotates() {
        for (int headSize : new int[] {2, 6, 32, 64, 80, 128, 256}) {
            for (int rotated : new int[] {2, headSize / 2 / 2 * 2, headSize}) {
                if (rotated == 0) {
                    continue;
                }
                for (RopePairing pairing : RopePairing.values()) {
                    for (int rows : new int[] {1, 3, 40}) {
                        BiFunction<Backend, Integer, float[]> rotate = (b, count) -> {
                            Tensor x = tensor(b, count, 3 * headSize, gaussian(count * 3 * headSize, 1));
                            Tensor rotation = tensor(b, count, rotated, gaussian(count * rotated, 2));
                            b.rotate(x, count, 3, headSize, rotation, pairing);
                            return values(x, count);
                        };
                        String what = pairing + " " + rotated + " of " + headSize + " x " + rows;
                        assertClose(what, rotate.apply(backend, rows), rotate.apply(judge, rows), 5e-6);
                    }
                }
            }
        }
    }

    @Test
    void addsBiasAndGathers() {
        for (int columns : new int[] {1, 15, 16, 17, 100}) {
            Tensor x = tensor(backend, 5, columns, gaussian(5 * columns, 1));
            backend.addBias(x, 4, tensor(backend, 1, columns, gaussian(columns, 2)));
            Tensor expected = tensor(judge, 5, columns, gaussian(5 * columns, 1));
            judge.addBias(expected, 4, tensor(judge, 1, columns, gaussian(columns, 2)));
            assertSame("bias of " + columns, values(x, 5), values(expected, 5));
            Tensor gathered = backend.tensor(6, columns);
            backend.gather(x, new int[] {4, 0, 2, 2, 4, 9}, 5, gathered);
            Tensor expectedRows = judge.tensor(6, columns);
            judge.gather(expected, new int[] {4, 0, 2, 2, 4, 9}, 5, expectedRows);
            assertSame("gather of " + columns, values(gathered, 6), values(expectedRows, 6));
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    void threadsAndBatchMatesChangeNoBit(TensorType type) {
        int columns = type.blockSize() == 1 ? 250 : 5 * type.blockSize();
        RandomWeights weights = RandomWeights.of(type, 150, columns, 4);
        float[] in = gaussian(33 * columns, 5);
        float[] whole = product(backend, weights, in, 33);
        for (int threads : new int[] {1, 3}) {
            try (Backend other = open(new BackendOptions(threads))) {
                assertSame(type + " with " + threads + " threads", product(other, weights, in, 33), whole);
            }
        }
        for (int batch : BATCHES) {
            int first = 33 - batch;
            float[] part = product(backend, weights, Arrays.copyOfRange(in, first * columns, in.length), batch);
            assertSame(type + " in a batch of " + batch, part, Arrays.copyOfRange(whole, first * 150, whole.length));
        }
    }

    @Test
    void everyTypeIsTestedHereOrRefused() {
        for (TensorType type : TensorType.values()) {
            if (!RandomWeights.TYPES.contains(type)) {
                RandomWeights weights = new RandomWeights(type, 1, 256, new byte[(int) type.byteSize(256)]);
                assertThatThrownBy(() -> backend.load(weights))
                        .isInstanceOf(InvalidModelException.class)
                        .hasMessageContaining(type.name());
            }
        }
    }

    @Test
    void refusesOperandsThatDoNotFit() {
        Matrix weight = backend.load(RandomWeights.of(TensorType.Q8_0, 5, 64, 1));
        Tensor in = backend.tensor(2, 64);
        Tensor out = backend.tensor(2, 5);
        assertRefused(() -> backend.project(in, 3, weight, out));
        assertRefused(() -> backend.project(out, 1, weight, in));
        assertRefused(() -> backend.projectAdd(in, 2, weight, backend.tensor(1, 5)));
        assertRefused(() -> backend.gatedProject(in, 2, weight, weight, Activation.SILU, in));
        assertRefused(() -> backend.projectAll(in, 2, new Matrix[] {weight, weight}, new Tensor[] {out, in}));
        assertRefused(() -> backend.embed(weight, new int[] {5}, 1, in));
        assertRefused(() -> backend.embed(weight, new int[] {-1}, 1, in));
        assertRefused(() -> backend.embed(weight, new int[] {1}, 2, in));
        assertRefused(() -> backend.rmsNorm(in, 2, backend.tensor(1, 63), 1e-5f, in));
        assertRefused(() -> backend.addBias(in, 2, backend.tensor(1, 65)));
        assertRefused(() -> backend.rotate(in, 2, 2, 32, backend.tensor(2, 34), RopePairing.SPLIT_HALF));
        assertRefused(() -> backend.rotate(in, 2, 2, 32, backend.tensor(1, 32), RopePairing.SPLIT_HALF));
        assertRefused(() -> backend.rotate(in, 2, 2, 30, backend.tensor(2, 30), RopePairing.SPLIT_HALF));
        assertRefused(() -> backend.gather(in, new int[] {2}, 1, in));
        assertThatThrownBy(() -> backend.load(RandomWeights.filled(TensorType.F32, 1, 4, (byte) 0).as(TensorType.I32)))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("I32");
    }

    private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class);
    }
}
