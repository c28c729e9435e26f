package hearth.engine.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import hearth.compute.Activation;
import hearth.compute.Backend;
import hearth.compute.BackendOptions;
import hearth.compute.BackendProvider;
import hearth.compute.Matrix;
import hearth.compute.Tensor;
import hearth.engine.Backends;
import hearth.engine.nn.RoutingRule.Gating;
import hearth.format.TensorType;
import hearth.testkit.RandomWeights;
import hearth.testkit.ThreadMeter;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MixtureOfExpertsTest {
    private static final int HIDDEN = 64;
    private static final int SIZE = 96;
    private static final int EXPERTS = 5;
    private static final int USED = 2;
    private static final int ROWS = 23;
    private static final int STEPS = 200;
    private static final long MOST_BYTES = 1000;
    private static final long WARM_UP_NANOS = 30_000_000_000L;
    private static final float LIMIT = 0.05f;
    private static final float SLOPE = 1.702f;

    /** A mixture and the parts it is made of. */
    private record Subject(Backend backend, MixtureOfExperts mixture, Experts experts, Matrix router, Tensor in) {
        static Subject create(Backend backend, TensorType type, boolean withBiases) {
            Workspace workspace = new Workspace(backend, ROWS);
            RoutingRule rule = RoutingRule.of(EXPERTS, USED, Gating.SOFTMAX, true);
            Matrix router = backend.load(RandomWeights.of(TensorType.F32, EXPERTS, HIDDEN, 1));
            Experts experts = new Experts(
                    matrices(backend, type, SIZE, HIDDEN, 10),
                    matrices(backend, type, SIZE, HIDDEN, 20),
                    matrices(backend, type, HIDDEN, SIZE, 30),
                    withBiases ? Optional.of(biases(backend)) : Optional.empty());
            MixtureOfExperts mixture = new MixtureOfExperts(
                    new ExpertRouter(router, Optional.empty(), Optional.empty(), rule, workspace),
                    experts,
                    withBiases
                            ? new ExpertActivation.Clamped(LIMIT, SLOPE)
                            : new ExpertActivation.Plain(Activation.SILU),
                    Optional.empty(),
                    new ExpertWorkspace(workspace, rule, HIDDEN, SIZE));
            return new Subject(backend, mixture, experts, router, random(backend, ROWS, HIDDEN, 2));
        }

        private static List<Matrix> matrices(Backend backend, TensorType type, int rows, int columns, int seed) {
            return IntStream.range(0, EXPERTS)
                    .mapToObj(i -> backend.load(RandomWeights.of(type, rows, columns, seed + i)))
                    .toList();
        }

        private static Experts.Biases biases(Backend backend) {
            return new Experts.Biases(rows(backend, SIZE, 40), rows(backend, SIZE, 50), rows(backend, HIDDEN, 60));
        }

        private static List<Tensor> rows(Backend backend, int size, int seed) {
            return IntStream.range(0, EXPERTS).mapToObj(i -> random(backend, 1, size, seed + i)).toList();
        }

        /** What the mixture adds to zeros for all rows at once. */
        Tensor together() {
            Tensor out = backend.tensor(ROWS, HIDDEN);
            mixture.addTo(backend, in, ROWS, out);
            return out;
        }

        /** Row {@code r} of the input alone. */
        Tensor row(int r) {
            Tensor row = backend.tensor(1, HIDDEN);
            row.write(0, values(in, r), 0);
            return row;
        }
    }

    private static Tensor random(Backend backend, int rows, int columns, long seed) {
        Random random = new Random(seed);
        Tensor tensor = backend.tensor(rows, columns);
        for (int r = 0; r < rows; r++) {
            float[] values = new float[columns];
            for (int c = 0; c < columns; c++) {
                values[c] = (float) random.nextGaussian();
            }
            tensor.write(r, values, 0);
        }
        return tensor;
    }

    private static float[] values(Tensor tensor, int row) {
        float[] values = new float[tensor.columns()];
        tensor.read(row, values, 0);
        return values;
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "Q8_0", "MXFP4", "Q4_0"})
    void rowsTogetherAreTheRowsAlone(TensorType type) {
        for (BackendProvider provider : Backends.usable()) {
            for (boolean withBiases : new boolean[] {false, true}) {
                try (Backend backend = provider.open(new BackendOptions(2))) {
                    Subject subject = Subject.create(backend, type, withBiases);
                    Tensor together = subject.together();
                    for (int r = 0; r < ROWS; r++) {
                        Tensor alone = backend.tensor(1, HIDDEN);
                        subject.mixture().forward(backend, subject.row(r), 1, alone);
                        assertThat(values(alone, 0))
                                .as("%s, row %d, biases %s", backend.description(), r, withBiases)
                                .containsExactly(values(together, r));
                    }
                }
            }
        }
    }

    @Test
    void isTheWeightedSumOfTheBestExperts() {
        for (BackendProvider provider : Backends.usable()) {
            try (Backend backend = provider.open(new BackendOptions(2))) {
                for (boolean withBiases : new boolean[] {false, true}) {
                    Subject subject = Subject.create(backend, TensorType.F32, withBiases);
                    Tensor together = subject.together();
                    for (int r = 0; r < ROWS; r++) {
                        assertClose(values(together, r), byDefinition(subject, r));
                    }
                }
            }
        }
    }

    @Test
    void aTokenAllocatesNothing() {
        try (Backend backend = cpu().open(new BackendOptions(2))) {
            for (boolean withBiases : new boolean[] {false, true}) {
                Subject subject = Subject.create(backend, TensorType.Q8_0, withBiases);
                Tensor row = subject.row(3);
                Tensor out = backend.tensor(1, HIDDEN);
                long start = System.nanoTime();
                long bytes;
                do {
                    long before = ThreadMeter.allocatedBytes("hearth-cpu");
                    for (int i = 0; i < STEPS; i++) {
                        subject.mixture().addTo(backend, row, 1, out);
                    }
                    bytes = (ThreadMeter.allocatedBytes("hearth-cpu") - before) / STEPS;
                } while (bytes > MOST_BYTES && System.nanoTime() - start < WARM_UP_NANOS);
                assertThat(bytes).as("bytes for a token after warm-up").isLessThanOrEqualTo(MOST_BYTES);
            }
        }
    }

    private static BackendProvider cpu() {
        return Backends.usable().stream().filter(provider -> provider.name().equals("cpu")).findFirst().orElseThrow();
    }

    private static void assertClose(float[] found, double[] wanted) {
        for (int i = 0; i < wanted.length; i++) {
            assertThat((double) found[i]).isCloseTo(wanted[i], within(2e-5 * (1 + Math.abs(wanted[i]))));
        }
    }

    private static double[] byDefinition(Subject subject, int r) {
        float[] logits = product(subject, subject.router(), subject.row(r));
        int first = best(logits, -1);
        int second = best(logits, first);
        double share = 1 / (1 + Math.exp(logits[second] - logits[first]));
        double[] sum = new double[HIDDEN];
        add(sum, share, expert(subject, first, subject.row(r)));
        add(sum, 1 - share, expert(subject, second, subject.row(r)));
        return sum;
    }

    private static int best(float[] values, int except) {
        return IntStream.range(0, values.length)
                .filter(i -> i != except)
                .reduce((a, b) -> values[b] > values[a] ? b : a)
                .orElseThrow();
    }

    private static void add(double[] sum, double weight, float[] values) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += weight * values[i];
        }
    }

    private static float[] expert(Subject subject, int number, Tensor row) {
        float[] gate = product(subject, subject.experts().gates().get(number), row);
        float[] up = product(subject, subject.experts().ups().get(number), row);
        Optional<Experts.Biases> biases = subject.experts().biases();
        float[] inner = new float[SIZE];
        for (int i = 0; i < SIZE; i++) {
            if (biases.isEmpty()) {
                inner[i] = (float) (gate[i] / (1 + Math.exp(-gate[i])) * up[i]);
            } else {
                double g = Math.min(LIMIT, gate[i] + values(biases.get().gates().get(number), 0)[i]);
                double u = Math.clamp(up[i] + values(biases.get().ups().get(number), 0)[i], -LIMIT, LIMIT);
                inner[i] = (float) (g / (1 + Math.exp(-SLOPE * g)) * (u + 1));
            }
        }
        Tensor in = subject.backend().tensor(1, SIZE);
        in.write(0, inner, 0);
        float[] down = product(subject, subject.experts().downs().get(number), in);
        for (int i = 0; i < HIDDEN && biases.isPresent(); i++) {
            down[i] += values(biases.get().downs().get(number), 0)[i];
        }
        return down;
    }

    private static float[] product(Subject subject, Matrix matrix, Tensor row) {
        Tensor out = subject.backend().tensor(1, matrix.rows());
        subject.backend().project(row, 1, matrix, out);
        return values(out, 0);
    }
}
