package hearth.workshop.convert.tensor;

/** The two 8-bit float formats of checkpoints: sign, 4 or 5 bits of exponent, 3 or 2 of mantissa (OCP 8-bit floating point). */
public final class EightBitFloat {
    private EightBitFloat() {}

    /** Bias 7, no infinities, all ones is not a number. */
    public static float e4m3(byte code) {
        int exponent = code >> 3 & 15;
        int mantissa = code & 7;
        float magnitude;
        if (exponent == 15 && mantissa == 7) {
            magnitude = Float.NaN;
        } else if (exponent == 0) {
            magnitude = Math.scalb((float) mantissa, -9);
        } else {
            magnitude = Math.scalb((float) (8 + mantissa), exponent - 10);
        }
        return code < 0 ? -magnitude : magnitude;
    }

    /** The upper half of a binary16. */
    public static float e5m2(byte code) {
        return Float.float16ToFloat((short) (code << 8));
    }
}
