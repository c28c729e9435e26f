package hearth.format.encode;

import java.util.Arrays;

/**
 * The best digits for a group when -1, 0 and 1 are all shifted by an eighth up or down: in the sorted list of values the digits
 * rise, so all ways to cut it in three are tried.
 */
final class OneBitSearch {
    private static final float SHIFT = 0.125f;
    private static final float[] UP = {-1 + SHIFT, SHIFT, 1 + SHIFT};
    private static final float[] DOWN = {-1 - SHIFT, -SHIFT, 1 - SHIFT};
    private static final int HALF = 8;

    private final int size;
    private final boolean halves;
    private final int ways;
    private float scale;
    private float best;
    private int firstCut;
    private int secondCut;
    private int way;

    /** @param halves whether the two halves are shifted each on its own */
    OneBitSearch(int size, boolean halves) {
        this.size = size;
        this.halves = halves;
        ways = halves ? 4 : 2;
    }

    /** What digits stand for, where halves are shifted on their own: the upper bit is for the first half, the lower for the other. */
    static float[] halfNumbers(int way, int half) {
        return (half == 0 ? way >> 1 : way & 1) == 0 ? UP : DOWN;
    }

    /** What digits stand for in a group with one shift. */
    static float[] numbers(int way) {
        return way == 0 ? UP : DOWN;
    }

    /** The scale of the last run, not negative. */
    float scale() {
        return scale;
    }

    /** Fills the digits 0, 1, 2 and returns the way of shifting: 0 up; 1 down, or with halves down in the second. */
    int run(float[] values, float[] weights, int[] digits) {
        Integer[] order = new Integer[size];
        Arrays.setAll(order, i -> i);
        // Both zeros are equal here.
        Arrays.sort(order, (a, b) -> values[a] < values[b] ? -1 : values[a] > values[b] ? 1 : 0);
        scale = Rounding.largestMagnitude(values, 0, size);
        best = -Float.MAX_VALUE;
        if (halves) {
            cutHalves(values, weights, order);
        } else {
            cut(values, weights, order);
        }
        for (int j = 0; j < size; j++) {
            digits[order[j]] = j < firstCut ? 0 : j < secondCut ? 1 : 2;
        }
        if (scale < 0) {
            for (int i = 0; i < size; i++) {
                digits[i] = 2 - digits[i];
            }
            scale = -scale;
            way = ways - 1 - way;
        }
        return way;
    }

    private void cut(float[] values, float[] weights, Integer[] order) {
        float[] products = new float[size + 1];
        float[] sums = new float[size + 1];
        for (int j = 0; j < size; j++) {
            int i = order[j];
            products[j + 1] = products[j] + weights[i] * values[i];
            sums[j + 1] = sums[j] + weights[i];
        }
        for (int a = 0; a <= size; a++) {
            for (int b = a; b <= size; b++) {
                for (int w = 0; w < ways; w++) {
                    float[] x = numbers(w);
                    float product = (products[a] - products[0]) * x[0] + (products[b] - products[a]) * x[1]
                            + (products[size] - products[b]) * x[2];
                    float square = (sums[a] - sums[0]) * x[0] * x[0] + (sums[b] - sums[a]) * x[1] * x[1]
                            + (sums[size] - sums[b]) * x[2] * x[2];
                    keep(product, square, a, b, w);
                }
            }
        }
    }

    private void cutHalves(float[] values, float[] weights, Integer[] order) {
        float[] products = new float[ways];
        float[] squares = new float[ways];
        for (int a = 0; a <= size; a++) {
            for (int b = a; b <= size; b++) {
                Arrays.fill(products, 0);
                Arrays.fill(squares, 0);
                for (int j = 0; j < size; j++) {
                    int i = order[j];
                    int digit = j < a ? 0 : j < b ? 1 : 2;
                    for (int w = 0; w < ways; w++) {
                        float x = halfNumbers(w, i / HALF)[digit];
                        products[w] += weights[i] * x * values[i];
                        squares[w] += weights[i] * x * x;
                    }
                }
                for (int w = 0; w < ways; w++) {
                    keep(products[w], squares[w], a, b, w);
                }
            }
        }
    }

    private void keep(float product, float square, int a, int b, int w) {
        if (square > 0 && product * product > best * square) {
            scale = product / square;
            best = scale * product;
            firstCut = a;
            secondCut = b;
            way = w;
        }
    }
}
