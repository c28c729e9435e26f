package hearth.format.encode;

/** MXFP4: a power of two as scale, from the largest magnitude, and 4-bit floats. */
record MicroscalingEncoder() implements BlockEncoder {
    private static final int VALUES = 32;
    private static final int BYTES = 17;
    private static final double LN_2 = Math.log(2);

    @Override
    public void encode(float[] values, int offset, int rows, int columns, float[] importance, byte[] target, int targetOffset) {
        int blocks = rows * columns / VALUES;
        for (int block = 0; block < blocks; block++) {
            int from = offset + block * VALUES;
            int at = targetOffset + block * BYTES;
            int exponent = exponent(Rounding.largestMagnitude(values, from, VALUES));
            target[at] = (byte) exponent;
            // Half of 2^(exponent - 127), as the codes stand for doubled numbers.
            FourBitFloat.pack(values, from, VALUES / 2, Math.scalb(1f, exponent - 128), target, at + 1);
        }
    }

    private static int exponent(float largest) {
        // The logarithm in float, as the reference: just below a power of two it may round up to it.
        float log = (float) (Math.log(largest) / LN_2);
        return largest > 0 ? (int) Math.floor(log) - 2 + 127 & 0xff : 0;
    }
}
