package hearth.format.encode;

/** TQ1_0: the largest magnitude is the scale; five digits of base 3 in a byte, as a fraction in units of 1/256, rounded up. */
record TernaryEncoder() implements BlockEncoder {
    private static final int VALUES = 256;
    private static final int BYTES = 54;

    @Override
    public void encode(float[] values, int offset, int rows, int columns, float[] importance, byte[] target, int targetOffset) {
        int blocks = rows * columns / VALUES;
        for (int block = 0; block < blocks; block++) {
            int from = offset + block * VALUES;
            int at = targetOffset + block * BYTES;
            float scale = Rounding.largestMagnitude(values, from, VALUES);
            float inverse = Rounding.inverse(scale);
            pack(values, from, 32, 5, inverse, target, at);
            pack(values, from + 160, 16, 5, inverse, target, at + 32);
            pack(values, from + 240, 4, 4, inverse, target, at + 48);
            Rounding.putFloat16(target, at + 52, scale);
        }
    }

    private static void pack(float[] values, int from, int count, int digits, float inverse, byte[] target, int at) {
        for (int m = 0; m < count; m++) {
            int number = 0;
            for (int n = 0; n < digits; n++) {
                number = number * 3 + Rounding.halfAway(values[from + n * count + m] * inverse) + 1;
            }
            for (int n = digits; n < 5; n++) {
                number *= 3;
            }
            target[at + m] = (byte) ((number * 256 + 242) / 243);
        }
    }
}
