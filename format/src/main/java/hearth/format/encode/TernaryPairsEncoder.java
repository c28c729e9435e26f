package hearth.format.encode;

/** TQ2_0: the largest magnitude is the scale; two bits for each of -1, 0 and 1. */
record TernaryPairsEncoder() implements BlockEncoder {
    private static final int VALUES = 256;
    private static final int BYTES = 66;

    @Override
    public void encode(float[] values, int offset, int rows, int columns, float[] importance, byte[] target, int targetOffset) {
        int blocks = rows * columns / VALUES;
        int[] codes = new int[VALUES];
        for (int block = 0; block < blocks; block++) {
            int from = offset + block * VALUES;
            int at = targetOffset + block * BYTES;
            float scale = Rounding.largestMagnitude(values, from, VALUES);
            float inverse = Rounding.inverse(scale);
            for (int i = 0; i < VALUES; i++) {
                codes[i] = Rounding.halfAway(values[from + i] * inverse) + 1;
            }
            TwoBitSuperEncoder.pack(codes, target, at);
            Rounding.putFloat16(target, at + 64, scale);
        }
    }
}
