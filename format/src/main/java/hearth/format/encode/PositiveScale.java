package hearth.format.encode;

/**
 * Codes from 0 to {@code top} for a few numbers that are not negative, and the scale to multiply them with; errors are
 * weighted. A scale is picked near the obvious one, then single codes are changed while that helps.
 */
final class PositiveScale {
    private static final int SPAN = 4;
    private static final int ROUNDS = 5;
    /** The reference keeps codes in bytes: a negative one becomes large there. */
    private static final int BYTE = 0xff;

    private final int top;
    final int[] codes;

    PositiveScale(int count, int top) {
        this.top = top;
        codes = new int[count];
    }

    /** Fills {@link #codes} and returns the scale; reads {@code codes.length} numbers and weights from {@code offset} on. */
    float fit(float[] values, float[] weights, int offset) {
        float largest = 0;
        for (int i = 0; i < codes.length; i++) {
            largest = Math.max(largest, values[offset + i]);
        }
        if (largest < Rounding.TINY) {
            java.util.Arrays.fill(codes, 0);
            return 0;
        }
        float inverse = bestInverse(values, weights, offset, largest);
        float products = 0;
        float squares = 0;
        for (int i = 0; i < codes.length; i++) {
            int code = Math.min(top, Rounding.nearest(inverse * values[offset + i]));
            codes[i] = code & BYTE;
            products += weights[offset + i] * values[offset + i] * code;
            squares += weights[offset + i] * code * code;
        }
        return descend(values, weights, offset, products, squares);
    }

    private float bestInverse(float[] values, float[] weights, int offset, float largest) {
        float best = top / largest;
        float least = error(values, weights, offset, best, false);
        for (int is = -SPAN; is <= SPAN; is++) {
            if (is != 0) {
                float inverse = (0.1f * is + top) / largest;
                float error = error(values, weights, offset, inverse, true);
                if (error < least) {
                    least = error;
                    best = inverse;
                }
            }
        }
        return best;
    }

    private float error(float[] values, float[] weights, int offset, float inverse, boolean limited) {
        float scale = 1 / inverse;
        float error = 0;
        for (int i = 0; i < codes.length; i++) {
            int rounded = Rounding.nearest(inverse * values[offset + i]);
            int code = limited ? Math.min(top, rounded) : rounded & BYTE;
            float difference = values[offset + i] - scale * code;
            error += weights[offset + i] * difference * difference;
        }
        return error;
    }

    private float descend(float[] values, float[] weights, int offset, float startProducts, float startSquares) {
        float products = startProducts;
        float squares = startSquares;
        boolean changed = true;
        for (int round = 0; round < ROUNDS && changed; round++) {
            changed = false;
            for (int i = 0; i < codes.length; i++) {
                float w = weights[offset + i];
                float x = values[offset + i];
                float otherProducts = products - w * x * codes[i];
                float otherSquares = squares - w * codes[i] * codes[i];
                if (otherProducts > 0 && otherSquares > 0) {
                    int code = Math.min(top, Rounding.nearest(x * otherSquares / otherProducts));
                    float newProducts = otherProducts + w * x * code;
                    float newSquares = otherSquares + w * code * code;
                    if (code != codes[i] && newProducts * newProducts * squares > products * products * newSquares) {
                        codes[i] = code & BYTE;
                        products = newProducts;
                        squares = newSquares;
                        changed = true;
                    }
                }
            }
        }
        return squares > 0 ? products / squares : 0;
    }
}
