package hearth.workshop.awq;

import hearth.compute.MatrixSource;
import hearth.format.BlockDecoder;
import hearth.workshop.calibrate.MatrixRows;
import java.lang.foreign.MemorySegment;

/**
 * Some rows of a matrix, evenly spread.
 *
 * @param values (rows, columns)
 */
record SampledLinear(MatrixRows matrix, int rows, float[] values) {
    static SampledLinear of(MatrixRows matrix, MatrixSource stored, int most) {
        int rows = Math.min(most, matrix.rows());
        int columns = matrix.columns();
        float[] values = new float[Math.multiplyExact(rows, columns)];
        byte[] bytes = new byte[Math.toIntExact(stored.type().byteSize(columns))];
        for (int r = 0; r < rows; r++) {
            long row = (long) r * matrix.rows() / rows;
            stored.read(row * bytes.length, MemorySegment.ofArray(bytes));
            BlockDecoder.decode(stored.type(), MemorySegment.ofArray(bytes), 0, values, r * columns, columns);
        }
        return new SampledLinear(matrix, rows, values);
    }

    /** How much more there is than this sample. */
    double share() {
        return (double) matrix.rows() / rows;
    }
}
