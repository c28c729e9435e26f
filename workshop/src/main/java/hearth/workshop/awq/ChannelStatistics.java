package hearth.workshop.awq;

import hearth.workshop.calibrate.MatrixInputs;

/**
 * What the columns of a matrix are multiplied with.
 *
 * @param magnitudes mean of |x| of each column
 * @param squares mean of x² of each column
 * @param count rows they are of
 */
record ChannelStatistics(double[] magnitudes, double[] squares, int count) {
    static ChannelStatistics of(MatrixInputs inputs) {
        int columns = inputs.columns();
        double[] magnitudes = new double[columns];
        double[] squares = new double[columns];
        float[] row = new float[columns];
        for (int r = 0; r < inputs.rowCount(); r++) {
            inputs.tensor().read(r, row, 0);
            for (int c = 0; c < columns; c++) {
                double x = row[c];
                magnitudes[c] += Math.abs(x);
                squares[c] += x * x;
            }
        }
        for (int c = 0; c < columns; c++) {
            magnitudes[c] /= inputs.rowCount();
            squares[c] /= inputs.rowCount();
        }
        return new ChannelStatistics(magnitudes, squares, inputs.rowCount());
    }

    /** Importance of the columns of weights that are multiplied with these factors: their inputs are divided by them. */
    float[] importance(float[] factors) {
        float[] importance = new float[squares.length];
        double least = 1e-6 * mean();
        for (int c = 0; c < importance.length; c++) {
            double factor = factors.length == 0 ? 1 : factors[c];
            importance[c] = (float) ((squares[c] + least) / (factor * factor));
        }
        return importance;
    }

    private double mean() {
        double sum = 0;
        for (double square : squares) {
            sum += square;
        }
        return sum / squares.length;
    }
}
