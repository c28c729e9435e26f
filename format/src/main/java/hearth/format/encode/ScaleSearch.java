package hearth.format.encode;

import java.util.Arrays;

/**
 * Finds for each group a scale so that whole numbers from {@code -half} to {@code half - 1} times the scale come near the
 * values. The value of largest magnitude is near {@code -half}, so the scale may be negative.
 */
final class ScaleSearch {
    private static final int SPAN = 9;

    private final int half;

    /** Of each lane; 0 for a lane of zeros. */
    final float[] scale = new float[Lanes.COUNT];

    private final float[] peak = new float[Lanes.COUNT];
    private final float[] inverse = new float[Lanes.COUNT];
    private final float[] keptInverse = new float[Lanes.COUNT];
    private final float[] best = new float[Lanes.COUNT];
    private final float[] sumOfProducts = new float[Lanes.COUNT];
    private final float[] sumOfSquares = new float[Lanes.COUNT];

    ScaleSearch(int half) {
        this.half = half;
    }

    void run(Lanes lanes) {
        int used = lanes.used();
        Arrays.fill(peak, 0f);
        for (int i = 0; i < lanes.places; i++) {
            peaks(lanes.values[i], used);
        }
        candidate(lanes, 0);
        for (int l = 0; l < used; l++) {
            scale[l] = sumOfSquares[l] == 0 ? 0 : sumOfProducts[l] / sumOfSquares[l];
            best[l] = scale[l] * sumOfProducts[l];
            keptInverse[l] = inverse[l];
        }
        for (int is = -SPAN; is <= SPAN; is++) {
            if (is != 0) {
                candidate(lanes, is);
                keep(used);
            }
        }
        for (int l = 0; l < used; l++) {
            if (isZero(l)) {
                scale[l] = 0;
            }
        }
    }

    private boolean isZero(int lane) {
        return Math.abs(peak[lane]) < Rounding.TINY;
    }

    /** The code the search found for a value of a lane, from 0 on; always 0 in a lane of zeros. */
    int code(float value, int lane) {
        return isZero(lane) ? 0 : Math.clamp(Rounding.nearest(keptInverse[lane] * value), -half, half - 1) + half;
    }

    private void peaks(float[] x, int used) {
        for (int l = 0; l < used; l++) {
            if (Math.abs(x[l]) > Math.abs(peak[l])) {
                peak[l] = x[l];
            }
        }
    }

    private void candidate(Lanes lanes, int is) {
        int used = lanes.used();
        float intervals = is == 0 ? -half : -(half + 0.1f * is);
        for (int l = 0; l < used; l++) {
            inverse[l] = intervals / peak[l];
        }
        Arrays.fill(sumOfProducts, 0f);
        Arrays.fill(sumOfSquares, 0f);
        for (int i = 0; i < lanes.places; i++) {
            sum(lanes.values[i], lanes.weights[i], inverse, half, sumOfProducts, sumOfSquares, used);
        }
    }

    private static void sum(float[] x, float[] w, float[] inverse, float half, float[] products, float[] squares, int lanes) {
        for (int l = 0; l < lanes; l++) {
            float whole = inverse[l] * x[l] + Rounding.TO_WHOLE - Rounding.TO_WHOLE;
            float code = Math.max(-half, Math.min(half - 1, whole));
            products[l] += w[l] * x[l] * code;
            squares[l] += w[l] * code * code;
        }
    }

    private void keep(int used) {
        for (int l = 0; l < used; l++) {
            float products = sumOfProducts[l];
            if (sumOfSquares[l] > 0 && products * products > best[l] * sumOfSquares[l]) {
                scale[l] = products / sumOfSquares[l];
                best[l] = scale[l] * products;
                keptInverse[l] = inverse[l];
            }
        }
    }
}
