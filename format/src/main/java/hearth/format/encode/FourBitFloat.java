package hearth.format.encode;

/** The nearest number of one sign bit, two exponent bits and one mantissa bit (E2M1), doubled: 0, 1, 2, 3, 4, 6, 8, 12. */
final class FourBitFloat {
    private static final float[] MIDPOINTS = {0.5f, 1.5f, 2.5f, 3.5f, 5, 7, 10};
    private static final int SIGN = 8;

    private FourBitFloat() {}

    /** The code of a number; of two that are equally near the one with the smaller magnitude. */
    static int code(float doubled) {
        float magnitude = Math.abs(doubled);
        int code = 0;
        while (code < MIDPOINTS.length && magnitude > MIDPOINTS[code]) {
            code++;
        }
        return doubled < 0 && code > 0 ? code + SIGN : code;
    }

    /** Packs {@code 2 * count} values as codes times {@code scale}, the first {@code count} in the low nibbles. */
    static void pack(float[] values, int from, int count, float scale, byte[] target, int at) {
        for (int j = 0; j < count; j++) {
            int low = scale == 0 ? 0 : code(values[from + j] / scale);
            int high = scale == 0 ? 0 : code(values[from + count + j] / scale);
            target[at + j] = (byte) (low | high << 4);
        }
    }
}
