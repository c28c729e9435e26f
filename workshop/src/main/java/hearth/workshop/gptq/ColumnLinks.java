package hearth.workshop.gptq;

import hearth.workshop.calibrate.Workers;

/**
 * How an error in one column is made good by the columns behind it: an error e of the column at place k is best answered by taking
 * e · links[k][j - k - 1] off the value at place j, which is U(k, j) / U(k, k) of the factor U of the inverse of the Hessian.
 *
 * @param order the column at each place
 * @param links for each place, the places behind it
 * @param importance of each column, as stored: the mean square of what it is multiplied with, and a little
 */
record ColumnLinks(int[] order, float[][] links, float[] importance) {
    private static final int TRIES = 8;

    /**
     * @param moments upper triangle of the mean of xᵀx, row i from column i on
     * @param damping share of the mean of its diagonal that is added to it; more, where that is not enough to solve
     */
    static ColumnLinks of(double[][] moments, ColumnOrder columnOrder, int blockSize, double damping, Workers workers) {
        int n = moments.length;
        double[] diagonal = new double[n];
        double mean = 0;
        for (int i = 0; i < n; i++) {
            diagonal[i] = moments[i][0];
            mean += diagonal[i] / n;
        }
        if (!(mean >= 0) || mean == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("the inputs are infinite or not numbers");
        }
        int[] order = columnOrder.of(diagonal, blockSize);
        double unit = mean > 0 ? mean : 1;
        double added = damping;
        for (int i = 0; i < TRIES; i++) {
            double[][] h = ordered(moments, order, added * unit, unit);
            if (UpperFactor.factor(h, workers)) {
                return new ColumnLinks(order, UpperFactor.inverseRatios(h, workers), importance(diagonal, damping * unit));
            }
            added = Math.max(1e-3, added * 10);
        }
        throw new IllegalArgumentException("the inputs depend on one another so that no factor is found");
    }

    /** A column that met nothing but zeros is bound to no other. */
    private static double[][] ordered(double[][] moments, int[] order, double damping, double unit) {
        int n = order.length;
        double[][] h = new double[n][];
        for (int i = 0; i < n; i++) {
            h[i] = new double[n - i];
            for (int j = i; j < n; j++) {
                int a = Math.min(order[i], order[j]);
                int b = Math.max(order[i], order[j]);
                h[i][j - i] = moments[a][b - a];
            }
            h[i][0] = (h[i][0] > 0 ? h[i][0] : unit) + damping;
        }
        return h;
    }

    /** No column is worth nothing: another text may meet it. */
    private static float[] importance(double[] diagonal, double least) {
        float[] importance = new float[diagonal.length];
        for (int i = 0; i < importance.length; i++) {
            importance[i] = (float) (diagonal[i] + least);
        }
        return importance;
    }

    int columns() {
        return order.length;
    }
}
