package hearth.workshop.gptq;

import hearth.workshop.calibrate.Workers;

/**
 * Cholesky factor of a symmetric matrix from its end: H = V·Vᵀ with V upper triangular. Its inverse U is the factor of the inverse of H,
 * H⁻¹ = Uᵀ·U, that GPTQ works with; so H itself is never inverted.
 *
 * <p>Triangles are packed: row i has the columns from i on.
 */
final class UpperFactor {
    private static final int PANEL = 32;
    private static final int TILE = 1024;
    private static final int ROWS_TOGETHER = 8;

    private UpperFactor() {}

    /** Replaces H by V; returns false if H is not positive definite, and what is left then is of no use. */
    static boolean factor(double[][] h, Workers workers) {
        for (int end = h.length; end > 0; end -= PANEL) {
            int start = Math.max(0, end - PANEL);
            if (!corner(h, start, end)) {
                return false;
            }
            double[][] turned = new double[end - start][start]; // (panel column, row)
            int from = start;
            int to = end;
            workers.forEach(Math.ceilDiv(start, ROWS_TOGETHER), part -> {
                int last = Math.min(from, (part + 1) * ROWS_TOGETHER);
                for (int i = part * ROWS_TOGETHER; i < last; i++) {
                    panelRow(h, i, from, to, turned);
                }
            });
            workers.forEach(Math.ceilDiv(start, ROWS_TOGETHER), part -> {
                int first = part * ROWS_TOGETHER;
                trail(h, first, Math.min(from, first + ROWS_TOGETHER), from, turned);
            });
        }
        return true;
    }

    /** The square on the diagonal. */
    private static boolean corner(double[][] h, int start, int end) {
        for (int j = end - 1; j >= start; j--) {
            double square = h[j][0];
            for (int k = j + 1; k < end; k++) {
                square -= h[j][k - j] * h[j][k - j];
            }
            if (!(square > 0) || square == Double.POSITIVE_INFINITY) {
                return false;
            }
            h[j][0] = Math.sqrt(square);
            for (int i = start; i < j; i++) {
                solve(h, i, j, end);
            }
        }
        return true;
    }

    /** V(i, j) from what is known of the columns behind it. */
    private static void solve(double[][] h, int i, int j, int end) {
        double rest = h[i][j - i];
        for (int k = j + 1; k < end; k++) {
            rest -= h[i][k - i] * h[j][k - j];
        }
        h[i][j - i] = rest / h[j][0];
    }

    private static void panelRow(double[][] h, int i, int start, int end, double[][] turned) {
        for (int j = end - 1; j >= start; j--) {
            solve(h, i, j, end);
            turned[j - start][i] = h[i][j - i];
        }
    }

    /** Takes the panel's share off the rows above it. */
    private static void trail(double[][] h, int firstRow, int endRow, int width, double[][] turned) {
        for (int tile = firstRow; tile < width; tile += TILE) {
            int end = Math.min(width, tile + TILE);
            for (int i = firstRow; i < endRow; i++) {
                int from = Math.max(i, tile);
                int j = 0;
                for (; j + 4 <= turned.length; j += 4) {
                    subtract(h[i], from - i, turned, j, i, from, end - from);
                }
                for (; j < turned.length; j++) {
                    subtractOne(h[i], from - i, turned[j][i], turned[j], from, end - from);
                }
            }
        }
    }

    private static void subtract(double[] row, int at, double[][] turned, int j, int i, int from, int count) {
        double[] x0 = turned[j];
        double[] x1 = turned[j + 1];
        double[] x2 = turned[j + 2];
        double[] x3 = turned[j + 3];
        double a0 = x0[i];
        double a1 = x1[i];
        double a2 = x2[i];
        double a3 = x3[i];
        for (int k = 0; k < count; k++) {
            row[at + k] -= a0 * x0[from + k] + a1 * x1[from + k] + a2 * x2[from + k] + a3 * x3[from + k];
        }
    }

    private static void subtractOne(double[] row, int at, double a, double[] x, int from, int count) {
        for (int k = 0; k < count; k++) {
            row[at + k] -= a * x[from + k];
        }
    }

    /**
     * Rows of the inverse U of V, each divided by its first number, which is left out: U(i, j) / U(i, i) for the columns j behind i.
     */
    static float[][] inverseRatios(double[][] v, Workers workers) {
        int n = v.length;
        float[][] ratios = new float[n][];
        workers.forEach(Math.ceilDiv(n, ROWS_TOGETHER), part -> {
            int first = part * ROWS_TOGETHER;
            int end = Math.min(n, first + ROWS_TOGETHER);
            double[][] sums = new double[end - first][n];
            // All rows pass over V together, so that each row of V is read once for them.
            for (int k = first; k < n; k++) {
                for (int i = first; i < Math.min(end, k + 1); i++) {
                    double[] sum = sums[i - first];
                    double value = i == k ? 1 : -sum[k] / v[k][0];
                    sum[k] = value;
                    add(sum, k + 1, value / (i == k ? v[k][0] : 1), v[k], 1, n - k - 1);
                }
            }
            for (int i = first; i < end; i++) {
                ratios[i] = new float[n - i - 1];
                for (int j = i + 1; j < n; j++) {
                    ratios[i][j - i - 1] = (float) (sums[i - first][j] * v[i][0]);
                }
            }
        });
        return ratios;
    }

    private static void add(double[] target, int at, double factor, double[] source, int from, int count) {
        for (int k = 0; k < count; k++) {
            target[at + k] += factor * source[from + k];
        }
    }
}
