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
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Scanner;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Against codes that {@code scripts/gptq/reference.py} found with the paper's own steps, in numpy. */
class ColumnRoundingGoldenTest {
    private static final int BLOCK = 32;
    private static final int BLOCK_BYTES = 34;

    private record Golden(float[] weights, float[][] inputs, int rows, int columns, byte[] codes) {}

    @ParameterizedTest
    @EnumSource(ColumnOrder.class)
    void codesAreThoseOfThePaper(ColumnOrder order) throws IOException {
        Golden golden = read(order);
        try (Workers workers = new Workers(2); Backend backend = BackendProvider.installed().getFirst().open(new BackendOptions(1))) {
            Tensor inputs = backend.tensor(golden.inputs().length, golden.columns());
            for (int r = 0; r < golden.inputs().length; r++) {
                inputs.write(r, golden.inputs()[r], 0);
            }
            double[][] moments = SecondMoments.of(new MatrixInputs(backend, inputs, golden.inputs().length));
            ColumnLinks links = ColumnLinks.of(moments, order, BLOCK, 0.01, workers);
            byte[] blocks = new MatrixRounding(TensorType.Q8_0, workers)
                    .round(new FloatRows(golden.rows(), golden.columns(), golden.weights()), links, order == ColumnOrder.COLUMNS);
            byte[] codes = new byte[golden.codes().length];
            for (int i = 0; i < codes.length; i++) {
                codes[i] = blocks[i / BLOCK * BLOCK_BYTES + 2 + i % BLOCK];
            }
            assertThat(codes).isEqualTo(golden.codes());
        }
    }

    private static Golden read(ColumnOrder order) throws IOException {
        try (InputStream in = ColumnRoundingGoldenTest.class.getResourceAsStream("golden.txt");
                Scanner scanner = new Scanner(in, StandardCharsets.US_ASCII).useLocale(Locale.ROOT)) {
            scanner.nextLine();
            int rows = scanner.nextInt();
            int columns = scanner.nextInt();
            int tokens = scanner.nextInt();
            float[] weights = new float[rows * columns];
            for (int i = 0; i < weights.length; i++) {
                weights[i] = scanner.nextInt() / 1024f;
            }
            float[][] inputs = new float[tokens][columns];
            for (float[] row : inputs) {
                for (int c = 0; c < columns; c++) {
                    row[c] = scanner.nextInt() / 8f;
                }
            }
            while (!scanner.next().equals(order.name().toLowerCase(Locale.ROOT))) {
                // Numbers of the orders before.
            }
            byte[] codes = new byte[rows * columns];
            for (int i = 0; i < codes.length; i++) {
                codes[i] = (byte) scanner.nextInt();
            }
            return new Golden(weights, inputs, rows, columns, codes);
        }
    }
}
