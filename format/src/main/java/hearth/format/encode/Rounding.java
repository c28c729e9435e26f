package hearth.format.encode;

/** The roundings of the reference quantizers, and little-endian fields. */
final class Rounding {
    /** Adding and subtracting it leaves the nearest whole number, ties to even, of anything below 2^22. */
    static final float TO_WHOLE = 12_582_912f;
    /** A group whose values are all smaller counts as zero. */
    static final float TINY = 1e-15f;

    private Rounding() {}

    /** Nearest whole number, ties to even. */
    static int nearest(float value) {
        return (int) (value + TO_WHOLE - TO_WHOLE);
    }

    /** Nearest whole number, ties away from zero. */
    static int halfAway(float value) {
        int whole = (int) value;
        float rest = value - whole;
        // Adding a half first would round 0.49999997 up.
        return rest >= 0.5f ? whole + 1 : rest <= -0.5f ? whole - 1 : whole;
    }

    static float inverse(float scale) {
        return scale == 0 ? 0 : 1 / scale;
    }

    /** Stores a binary16 and returns the value that will be read back. */
    static float putFloat16(byte[] target, int at, float value) {
        short bits = Float.floatToFloat16(value);
        put16(target, at, bits);
        return Float.float16ToFloat(bits);
    }

    static void put16(byte[] target, int at, int bits) {
        target[at] = (byte) bits;
        target[at + 1] = (byte) (bits >> 8);
    }

    static void put32(byte[] target, int at, int bits) {
        put16(target, at, bits);
        put16(target, at + 2, bits >> 16);
    }

    /** The element of largest magnitude, the first of equals, with its sign. */
    static float peak(float[] values, int from, int count) {
        float largest = 0;
        float peak = 0;
        for (int i = from; i < from + count; i++) {
            if (Math.abs(values[i]) > largest) {
                largest = Math.abs(values[i]);
                peak = values[i];
            }
        }
        return peak;
    }

    static float largestMagnitude(float[] values, int from, int count) {
        float largest = 0;
        for (int i = from; i < from + count; i++) {
            largest = Math.max(largest, Math.abs(values[i]));
        }
        return largest;
    }

    /** Sum of squares in the order of the elements. */
    static float sumOfSquares(float[] values, int from, int count) {
        float sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += values[i] * values[i];
        }
        return sum;
    }
}
