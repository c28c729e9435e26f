package hearth.workshop.evaluate;

import java.util.Arrays;

/** Sums of squares of what one stored tensor is multiplied with: for each of its matrices, for each column. */
final class ImportanceSums {
    private final int columns;
    private final double[][] sums; // (matrices, columns); of a matrix that got no row, null
    private final long[] counts;

    ImportanceSums(int columns, int matrices) {
        this.columns = columns;
        this.sums = new double[matrices][];
        this.counts = new long[matrices];
    }

    int columns() {
        return columns;
    }

    int matrices() {
        return counts.length;
    }

    void add(int matrix, float[] values, int offset) {
        double[] own = sums(matrix);
        for (int c = 0; c < columns; c++) {
            double value = values[offset + c];
            own[c] += value * value;
        }
        counts[matrix]++;
    }

    /** Adds what another run found. */
    void add(int matrix, float[] squares, int offset, long rows) {
        double[] own = sums(matrix);
        for (int c = 0; c < columns; c++) {
            own[c] += squares[offset + c];
        }
        counts[matrix] += rows;
    }

    private double[] sums(int matrix) {
        if (sums[matrix] == null) {
            sums[matrix] = new double[columns];
        }
        return sums[matrix];
    }

    /** Rows that a matrix got. */
    long count(int matrix) {
        return counts[matrix];
    }

    /** The sums of a matrix, one for each column. */
    double[] squares(int matrix) {
        return sums[matrix] == null ? new double[columns] : sums[matrix];
    }

    /** Matrices that got no row: experts that no token went to. */
    long unseen() {
        return Arrays.stream(counts).filter(count -> count == 0).count();
    }

    boolean isFinite() {
        for (double[] own : sums) {
            for (int c = 0; own != null && c < columns; c++) {
                if (!Float.isFinite((float) own[c])) {
                    return false;
                }
            }
        }
        return true;
    }
}
