package hearth.compute.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.compute.Activation;
import hearth.compute.Backend;
import hearth.compute.BackendOptions;
import hearth.compute.Matrix;
import hearth.compute.Tensor;
import hearth.format.TensorType;
import hearth.testkit.RandomWeights;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Many tokens at once and each by itself: the same to the bit, whatever kernels compute them. One thread takes panels two at a time; so many
 * rows are an odd number of panels at each width, so many columns are read ahead in two steps.
 */
class ManyTokensTest {
    private static final int ROWS = 77;
    private static final int COLUMNS = 2304;

    static List<TensorType> types() {
        return RandomWeights.TYPES;
    }

    @ParameterizedTest
    @MethodSource("types")
    void equalSingleTokens(TensorType type) {
        try (Backend backend = CpuBackends.open(new BackendOptions(1));
                Matrix first = backend.load(RandomWeights.of(type, ROWS, COLUMNS, 1));
                Matrix second = backend.load(RandomWeights.of(type, ROWS, COLUMNS, 2))) {
            for (int tokens : new int[] {9, 33, 130}) {
                check(backend, first, second, tokens);
            }
        }
    }

    /** So many rows that one thread's chunk has several panels, of which a single token takes two at a time as well. */
    @ParameterizedTest
    @EnumSource(names = {"F16", "BF16"})
    void equalSingleTokensOfManyRows(TensorType type) {
        try (Backend backend = CpuBackends.open(new BackendOptions(1));
                Matrix first = backend.load(RandomWeights.of(type, 1077, 66, 1));
                Matrix second = backend.load(RandomWeights.of(type, 1077, 66, 2))) {
            check(backend, first, second, 9);
        }
    }

    private static void check(Backend backend, Matrix first, Matrix second, int tokens) {
        int rows = first.rows();
        int columns = first.columns();
        float[] in = gaussian(tokens * columns);
        Tensor x = backend.tensor(tokens, columns);
        Tensor out = backend.tensor(tokens, rows);
        Tensor gated = backend.tensor(tokens, rows);
        for (int token = 0; token < tokens; token++) {
            x.write(token, in, token * columns);
        }
        backend.project(x, tokens, first, out);
        backend.gatedProject(x, tokens, first, second, Activation.SILU, gated);
        Tensor one = backend.tensor(1, columns);
        Tensor alone = backend.tensor(1, rows);
        for (int token = 0; token < tokens; token++) {
            one.write(0, in, token * columns);
            backend.project(one, 1, first, alone);
            assertThat(row(out, token)).as("token %s of %s", token, tokens).isEqualTo(row(alone, 0));
            backend.gatedProject(one, 1, first, second, Activation.SILU, alone);
            assertThat(row(gated, token)).as("gated token %s of %s", token, tokens).isEqualTo(row(alone, 0));
        }
    }

    private static float[] row(Tensor tensor, int row) {
        float[] values = new float[tensor.columns()];
        tensor.read(row, values, 0);
        return values;
    }

    private static float[] gaussian(int count) {
        Random random = new Random(count);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
