package hearth.format.encode;

import java.util.Arrays;

/**
 * Finds for each group a scale and a minimum, at most 0, so that codes 0 to {@code top} times the scale plus the minimum come
 * near the values. Candidates of the scale give codes; the best scale and minimum for those codes follow by least squares.
 */
final class AffineSearch {
    private final int top;
    private final float first;
    private final float step;
    private final int steps;
    private final boolean byMagnitude;

    /** Of each lane; 0 for a lane of equal values. */
    final float[] scale = new float[Lanes.COUNT];
    /** Of each lane, at most 0. */
    final float[] minimum = new float[Lanes.COUNT];

    private final float[] highest = new float[Lanes.COUNT];
    private final float[] sumOfWeights = new float[Lanes.COUNT];
    private final float[] sumOfValues = new float[Lanes.COUNT];
    private final float[] sumOfCodes = new float[Lanes.COUNT];
    private final float[] sumOfSquares = new float[Lanes.COUNT];
    private final float[] sumOfProducts = new float[Lanes.COUNT];
    private final float[] inverse = new float[Lanes.COUNT];
    private final float[] error = new float[Lanes.COUNT];
    private final float[] leastError = new float[Lanes.COUNT];
    private final float[] trialScale = new float[Lanes.COUNT];
    private final float[] trialMinimum = new float[Lanes.COUNT];
    private final float[] keptInverse = new float[Lanes.COUNT];
    private final float[] keptOffset = new float[Lanes.COUNT];
    private final float[][] codes; // (place, lane)

    /**
     * @param top the largest code
     * @param first what the first candidate adds to the number of steps between lowest and highest value
     * @param step what each next candidate adds to that
     * @param steps candidates less one
     * @param byMagnitude whether errors count by magnitude, else by square
     */
    AffineSearch(int places, int top, float first, float step, int steps, boolean byMagnitude) {
        this.top = top;
        this.first = first;
        this.step = step;
        this.steps = steps;
        this.byMagnitude = byMagnitude;
        codes = new float[places][Lanes.COUNT];
    }

    /** The search of llama.cpp with an importance matrix. */
    static AffineSearch weighted(int places, int top) {
        return new AffineSearch(places, top, -0.9f, 0.05f, 36, false);
    }

    void run(Lanes lanes) {
        start(lanes);
        int used = lanes.used();
        for (int is = 0; is <= steps; is++) {
            float intervals = first + step * is + top;
            for (int l = 0; l < used; l++) {
                inverse[l] = intervals / (highest[l] - minimum[l]);
            }
            code(lanes);
            fit(used);
            measure(lanes);
            keep(used);
        }
    }

    /** The code the search found for a value of a lane. */
    int code(float value, int lane) {
        return Math.clamp(Rounding.nearest(keptInverse[lane] * (value - keptOffset[lane])), 0, top);
    }

    private void start(Lanes lanes) {
        int used = lanes.used();
        Arrays.fill(minimum, 0f);
        Arrays.fill(sumOfWeights, 0f);
        Arrays.fill(sumOfValues, 0f);
        System.arraycopy(lanes.values[0], 0, highest, 0, used);
        for (int i = 0; i < lanes.places; i++) {
            extend(lanes.values[i], minimum, highest, used);
            add(lanes.values[i], lanes.weights[i], sumOfWeights, sumOfValues, used);
        }
        for (int l = 0; l < used; l++) {
            inverse[l] = top / (highest[l] - minimum[l]);
            trialScale[l] = 1 / inverse[l];
            trialMinimum[l] = minimum[l];
        }
        code(lanes);
        measure(lanes);
        for (int l = 0; l < used; l++) {
            boolean flat = highest[l] <= minimum[l];
            // Nothing is less than minus infinity, so a flat lane stays as it is.
            leastError[l] = flat ? Float.NEGATIVE_INFINITY : error[l];
            scale[l] = flat ? 0 : trialScale[l];
            keptInverse[l] = flat ? 0 : inverse[l];
            keptOffset[l] = minimum[l];
        }
    }

    private static void extend(float[] x, float[] low, float[] high, int lanes) {
        for (int l = 0; l < lanes; l++) {
            low[l] = Math.min(low[l], x[l]);
            high[l] = Math.max(high[l], x[l]);
        }
    }

    private static void add(float[] x, float[] w, float[] weightSum, float[] valueSum, int lanes) {
        for (int l = 0; l < lanes; l++) {
            weightSum[l] += w[l];
            valueSum[l] += w[l] * x[l];
        }
    }

    /** Codes for the candidate, and their sums. */
    private void code(Lanes lanes) {
        Arrays.fill(sumOfCodes, 0f);
        Arrays.fill(sumOfSquares, 0f);
        Arrays.fill(sumOfProducts, 0f);
        for (int i = 0; i < lanes.places; i++) {
            round(lanes.values[i], inverse, minimum, top, codes[i], lanes.used());
            sum(lanes.values[i], lanes.weights[i], codes[i], sumOfCodes, sumOfSquares, sumOfProducts, lanes.used());
        }
    }

    private static void round(float[] x, float[] inverse, float[] offset, float top, float[] codes, int lanes) {
        for (int l = 0; l < lanes; l++) {
            float whole = inverse[l] * (x[l] - offset[l]) + Rounding.TO_WHOLE - Rounding.TO_WHOLE;
            codes[l] = Math.max(0f, Math.min(top, whole));
        }
    }

    private static void sum(float[] x, float[] w, float[] codes, float[] sums, float[] squares, float[] products, int lanes) {
        for (int l = 0; l < lanes; l++) {
            float weighted = w[l] * codes[l];
            sums[l] += weighted;
            squares[l] += weighted * codes[l];
            products[l] += weighted * x[l];
        }
    }

    /** Least squares of scale and minimum for the codes; no number where there is no solution. */
    private void fit(int used) {
        for (int l = 0; l < used; l++) {
            float determinant = sumOfWeights[l] * sumOfSquares[l] - sumOfCodes[l] * sumOfCodes[l];
            float fittedScale = Float.NaN;
            float fittedMinimum = 0;
            if (determinant > 0) {
                fittedScale = (sumOfWeights[l] * sumOfProducts[l] - sumOfValues[l] * sumOfCodes[l]) / determinant;
                fittedMinimum = (sumOfSquares[l] * sumOfValues[l] - sumOfCodes[l] * sumOfProducts[l]) / determinant;
                if (fittedMinimum > 0) {
                    fittedMinimum = 0;
                    fittedScale = sumOfProducts[l] / sumOfSquares[l];
                }
            }
            trialScale[l] = fittedScale;
            trialMinimum[l] = fittedMinimum;
        }
    }

    private void measure(Lanes lanes) {
        Arrays.fill(error, 0f);
        for (int i = 0; i < lanes.places; i++) {
            if (byMagnitude) {
                addMagnitudes(lanes.values[i], lanes.weights[i], codes[i], trialScale, trialMinimum, error, lanes.used());
            } else {
                addSquares(lanes.values[i], lanes.weights[i], codes[i], trialScale, trialMinimum, error, lanes.used());
            }
        }
    }

    private static void addSquares(float[] x, float[] w, float[] codes, float[] scale, float[] minimum, float[] error, int lanes) {
        for (int l = 0; l < lanes; l++) {
            float difference = scale[l] * codes[l] + minimum[l] - x[l];
            error[l] += w[l] * (difference * difference);
        }
    }

    private static void addMagnitudes(
            float[] x, float[] w, float[] codes, float[] scale, float[] minimum, float[] error, int lanes) {
        for (int l = 0; l < lanes; l++) {
            error[l] += w[l] * Math.abs(scale[l] * codes[l] + minimum[l] - x[l]);
        }
    }

    private void keep(int used) {
        for (int l = 0; l < used; l++) {
            if (error[l] < leastError[l]) {
                leastError[l] = error[l];
                scale[l] = trialScale[l];
                keptInverse[l] = inverse[l];
                keptOffset[l] = minimum[l];
                // The next candidates start from the new minimum, as the reference does.
                minimum[l] = trialMinimum[l];
            }
        }
    }
}
