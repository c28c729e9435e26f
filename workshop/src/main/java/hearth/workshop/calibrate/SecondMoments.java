package hearth.workshop.calibrate;

import hearth.compute.Backend;
import hearth.compute.Matrix;
import hearth.compute.Tensor;
import java.util.Arrays;

/**
 * XᵀX of the inputs X of a matrix, (columns, columns): what an error in one column costs beside an error in another. GPTQ calls it the
 * Hessian. The device multiplies, some hundred rows at a time.
 */
public final class SecondMoments {
    private static final int ROWS = 512;

    private SecondMoments() {}

    /** The upper triangle, divided by the number of rows: row i has the columns from i on. */
    public static double[][] of(MatrixInputs inputs) {
        int columns = inputs.columns();
        Backend backend = inputs.backend();
        Tensor sum = backend.tensor(columns, columns);
        Tensor turned = backend.tensor(columns, ROWS);
        float[] values = new float[Math.multiplyExact(columns, ROWS)]; // (columns, ROWS)
        float[] row = new float[columns];
        for (int first = 0; first < inputs.rowCount(); first += ROWS) {
            int count = Math.min(ROWS, inputs.rowCount() - first);
            for (int r = 0; r < ROWS; r++) {
                if (r < count) {
                    inputs.tensor().read(first + r, row, 0);
                } else {
                    Arrays.fill(row, 0);
                }
                for (int c = 0; c < columns; c++) {
                    values[c * ROWS + r] = row[c];
                }
            }
            for (int c = 0; c < columns; c++) {
                turned.write(c, values, c * ROWS);
            }
            try (Matrix matrix = backend.load(new FloatRows(columns, ROWS, values))) {
                backend.projectAdd(turned, columns, matrix, sum);
            }
        }
        return upper(sum, columns, inputs.rowCount());
    }

    private static double[][] upper(Tensor sum, int columns, int rows) {
        double[][] upper = new double[columns][];
        float[] row = new float[columns];
        for (int i = 0; i < columns; i++) {
            sum.read(i, row, 0);
            upper[i] = new double[columns - i];
            for (int j = i; j < columns; j++) {
                upper[i][j - i] = (double) row[j] / rows;
            }
        }
        return upper;
    }
}
