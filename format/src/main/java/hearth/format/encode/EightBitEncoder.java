package hearth.format.encode;

/** Q8_0: d is the largest magnitude / 127; codes round half away from zero. Importance changes nothing. */
record EightBitEncoder() implements BlockEncoder {
    private static final int VALUES = 32;
    private static final int BYTES = 34;

    @Override
    public void encode(float[] values, int offset, int rows, int columns, float[] importance, byte[] target, int targetOffset) {
        int blocks = rows * columns / VALUES;
        for (int block = 0; block < blocks; block++) {
            block(values, offset + block * VALUES, target, targetOffset + block * BYTES);
        }
    }

    private static void block(float[] values, int from, byte[] target, int at) {
        float scale = Rounding.largestMagnitude(values, from, VALUES) / 127;
        float inverse = Rounding.inverse(scale);
        Rounding.putFloat16(target, at, scale);
        for (int i = 0; i < VALUES; i++) {
            target[at + 2 + i] = (byte) Rounding.halfAway(values[from + i] * inverse);
        }
    }
}
