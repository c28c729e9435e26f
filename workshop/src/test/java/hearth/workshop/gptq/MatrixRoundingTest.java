package hearth.workshop.gptq;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.compute.Backend;
import hearth.compute.BackendOptions;
import hearth.compute.BackendProvider;
import hearth.compute.Tensor;
import hearth.format.TensorType;
import hearth.workshop.calibrate.FloatRows;
import hearth.workshop.calibrate.MatrixInputs;
import hearth.workshop.calibrate.SecondMoments;
import hearth.workshop.calibrate.Workers;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** With inputs whose columns depend on one another, as those of models do, the products must suffer much less than by plain rounding. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MatrixRoundingTest {
    private static final int COLUMNS = 512;
    private static final int ROWS = 21;
    private static final int TOKENS = 700;

    private final Workers workers = new Workers(2);
    private final float[][] inputs = new float[TOKENS][COLUMNS];
    private FloatRows matrix;
    private double[][] moments;

    @BeforeAll
    void prepare() {
        Random random = new Random(8);
        float[][] mixing = new float[64][COLUMNS];
        for (float[] row : mixing) {
            for (int c = 0; c < COLUMNS; c++) {
                row[c] = (float) random.nextGaussian();
            }
        }
        for (float[] row : inputs) {
            for (float[] direction : mixing) {
                float share = (float) random.nextGaussian();
                for (int c = 0; c < COLUMNS; c++) {
                    row[c] += share * direction[c] / 8;
                }
            }
            for (int c = 0; c < COLUMNS; c++) {
                // The last column never meets anything.
                row[c] = c == COLUMNS - 1 ? 0 : row[c] + (float) random.nextGaussian() / 2;
            }
        }
        float[] weights = new float[ROWS * COLUMNS];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) random.nextGaussian() / 20;
        }
        matrix = new FloatRows(ROWS, COLUMNS, weights);
        try (Backend backend = BackendProvider.installed().getFirst().open(new BackendOptions(1))) {
            Tensor tensor = backend.tensor(TOKENS, COLUMNS);
            for (int r = 0; r < TOKENS; r++) {
                tensor.write(r, inputs[r], 0);
            }
            moments = SecondMoments.of(new MatrixInputs(backend, tensor, TOKENS));
        }
    }

    @AfterAll
    void close() {
        workers.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K", "IQ4_NL", "IQ4_XS"})
    void productsSufferLess(TensorType type) {
        MatrixRounding rounding = new MatrixRounding(type, workers);
        double plain = error(rounding.decode(rounding.roundPlainly(matrix), ROWS, COLUMNS).values());
        for (ColumnOrder order : ColumnOrder.values()) {
            ColumnLinks links = ColumnLinks.of(moments, order, type.blockSize(), 0.01, workers);
            byte[] blocks = rounding.round(matrix, links, order == ColumnOrder.COLUMNS);
            assertThat(error(rounding.decode(blocks, ROWS, COLUMNS).values())).as("%s, %s", type, order).isLessThan(0.6 * plain);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {32, 128, 512})
    void productsSufferLessInGroupsOfCheckpoints(int group) {
        AffineRounding rounding = new AffineRounding(new AffineFormat(4, group, true, 1), workers);
        float[] ones = new float[COLUMNS];
        Arrays.fill(ones, 1);
        double plain = error(rounding.roundPlainly(matrix, ones).values());
        assertThat(error(rounding.round(matrix, moments, GptqOptions.defaults().withThreads(2)).values())).isLessThan(0.6 * plain);
    }

    private double error(float[] rounded) {
        double sum = 0;
        for (float[] row : inputs) {
            for (int n = 0; n < ROWS; n++) {
                double difference = 0;
                for (int c = 0; c < COLUMNS; c++) {
                    difference += row[c] * (rounded[n * COLUMNS + c] - matrix.values()[n * COLUMNS + c]);
                }
                sum += difference * difference;
            }
        }
        return sum;
    }
}
