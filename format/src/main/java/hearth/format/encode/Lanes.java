package hearth.format.encode;

/**
 * Groups of values side by side: value {@code i} of group {@code l} lies at {@code [i][l]}. Loops over groups have no
 * dependence between steps, so the compiler makes vectors of them, while each group's own sums keep the order of its values.
 */
final class Lanes {
    /** Groups handled at once; all arrays of a search fit the second cache level. */
    static final int COUNT = 128;

    final int places;
    final float[][] values; // (place, lane)
    final float[][] weights; // (place, lane)
    final float[] weightSums = new float[COUNT];
    private int used;

    /** For groups of {@code places} values. */
    Lanes(int places) {
        this.places = places;
        values = new float[places][COUNT];
        weights = new float[places][COUNT];
    }

    /** Lanes that hold a group. */
    int used() {
        return used;
    }

    void load(float[] source, int offset, int groups) {
        used = groups;
        for (int i = 0; i < places; i++) {
            float[] row = values[i];
            for (int l = 0; l < groups; l++) {
                row[l] = source[offset + l * places + i];
            }
        }
    }

    void weighByMagnitude() {
        for (int i = 0; i < places; i++) {
            magnitudes(values[i], weights[i], used);
        }
    }

    private static void magnitudes(float[] x, float[] w, int lanes) {
        for (int l = 0; l < lanes; l++) {
            w[l] = Math.abs(x[l]);
        }
    }

    void weighBySquare() {
        for (int i = 0; i < places; i++) {
            squares(values[i], weights[i], used);
        }
    }

    private static void squares(float[] x, float[] w, int lanes) {
        for (int l = 0; l < lanes; l++) {
            w[l] = x[l] * x[l];
        }
    }

    /** Magnitude plus the group's root mean square. */
    void weighByMagnitudeAndRoot() {
        java.util.Arrays.fill(weightSums, 0, used, 0f);
        for (int i = 0; i < places; i++) {
            addSquares(values[i], weightSums, used);
        }
        for (int l = 0; l < used; l++) {
            weightSums[l] = (float) Math.sqrt(weightSums[l] / places);
        }
        for (int i = 0; i < places; i++) {
            magnitudesPlus(values[i], weightSums, weights[i], used);
        }
    }

    private static void addSquares(float[] x, float[] sums, int lanes) {
        for (int l = 0; l < lanes; l++) {
            sums[l] += x[l] * x[l];
        }
    }

    private static void magnitudesPlus(float[] x, float[] root, float[] w, int lanes) {
        for (int l = 0; l < lanes; l++) {
            w[l] = root[l] + Math.abs(x[l]);
        }
    }

    /** The importance of a value's column; {@code column} is that of the first value. */
    void weighByImportance(float[] importance, int column) {
        int start = column;
        for (int l = 0; l < used; l++) {
            for (int i = 0; i < places; i++) {
                weights[i][l] = importance[start + i];
            }
            start = start + places == importance.length ? 0 : start + places;
        }
    }

    /**
     * Importance times the root of the square of the value plus a variance, as llama.cpp weighs with an importance matrix.
     *
     * @param variance of each lane's surroundings
     */
    void weighByImportance(float[] importance, int column, float[] variance) {
        weighByImportance(importance, column);
        for (int i = 0; i < places; i++) {
            timesDeviation(values[i], variance, weights[i], used);
        }
        java.util.Arrays.fill(weightSums, 0, used, 0f);
        for (int i = 0; i < places; i++) {
            addTo(weights[i], weightSums, used);
        }
    }

    private static void timesDeviation(float[] x, float[] variance, float[] w, int lanes) {
        for (int l = 0; l < lanes; l++) {
            w[l] = w[l] * (float) Math.sqrt(variance[l] + x[l] * x[l]);
        }
    }

    private static void addTo(float[] w, float[] sums, int lanes) {
        for (int l = 0; l < lanes; l++) {
            sums[l] += w[l];
        }
    }
}
