package hearth.format.encode;

/** NVFP4: for each 16 of 64 values an unsigned 8-bit float (4 exponent bits, 3 mantissa bits) as scale, and 4-bit floats. */
record NvidiaFourBitEncoder() implements BlockEncoder {
    private static final int VALUES = 64;
    private static final int BYTES = 36;
    private static final int GROUP = 16;
    private static final float LARGEST_CODE = 6;
    private static final int LARGEST_SCALE = 0x7e;

    @Override
    public void encode(float[] values, int offset, int rows, int columns, float[] importance, byte[] target, int targetOffset) {
        int blocks = rows * columns / VALUES;
        for (int block = 0; block < blocks; block++) {
            int at = targetOffset + block * BYTES;
            for (int group = 0; group < VALUES / GROUP; group++) {
                int from = offset + block * VALUES + group * GROUP;
                int bits = eightBits(Rounding.largestMagnitude(values, from, GROUP) / LARGEST_CODE);
                target[at + group] = (byte) bits;
                FourBitFloat.pack(values, from, GROUP / 2, 0.5f * value(bits), target, at + 4 + 8 * group);
            }
        }
    }

    /** The nearest 8-bit float of a number that is not negative. */
    private static int eightBits(float number) {
        if (!(number > 0)) {
            return 0;
        }
        int bits = Float.floatToRawIntBits(Math.min(number, 448f));
        int exponent = (bits >>> 23) - 127 + 7;
        if (exponent <= 0) {
            int mantissa = (int) (Math.min(number, 448f) * 512 + 0.5f);
            return Math.min(mantissa, 7);
        }
        if (exponent >= 15) {
            return LARGEST_SCALE;
        }
        int mantissa = (bits >>> 20 & 7) + (bits >>> 19 & 1);
        int whole = (exponent << 3) + mantissa;
        return whole >> 3 >= 15 ? LARGEST_SCALE : whole;
    }

    private static float value(int bits) {
        if (bits == 0 || bits == 0x7f) {
            return 0;
        }
        int exponent = bits >> 3 & 15;
        int mantissa = bits & 7;
        return exponent == 0 ? Math.scalb((float) mantissa, -9) : Math.scalb(1 + mantissa / 8f, exponent - 7);
    }
}
