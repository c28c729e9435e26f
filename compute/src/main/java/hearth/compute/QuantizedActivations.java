package hearth.compute;

/**
 * One row of activations, quantized as llama.cpp does it: the meaning of a product with quantized weights. A kernel may order
 * its sums as it likes, but quants and scales are these, bit for bit:
 *
 * <ul>
 *   <li>{@code Q8_0}, {@code Q8_1}: amax = max |x|, q = rne(x · (127 / amax)), scale = float16(amax / 127); for {@code Q8_1} also
 *       sum = float16(amax / 127 · Σq), which the weights' minimum is multiplied with;
 *   <li>{@code Q8_K}: max = the first x of largest |x|, iscale = -127 / max, q = min(127, rne(iscale · x)), scale = 1 / iscale.
 * </ul>
 *
 * <p>All in 32-bit floats, rne rounds to nearest, ties to even. A block whose |x| are all below {@link #SMALLEST} is all zeros.
 */
public final class QuantizedActivations {
    /** Below it 127 / amax could overflow. */
    public static final float SMALLEST = 1e-30f;

    private final ActivationType type;
    private final byte[] quants;
    private final float[] scales;
    private final float[] sums;

    /** Room for a row of {@code columns} values, whole blocks of {@code type}, which is not F32. */
    public QuantizedActivations(ActivationType type, int columns) {
        if (type == ActivationType.F32 || columns % type.blockSize() != 0) {
            throw new IllegalArgumentException(columns + " values are not quantized to whole blocks of " + type);
        }
        this.type = type;
        quants = new byte[columns];
        scales = new float[columns / type.blockSize()];
        sums = new float[type == ActivationType.Q8_1 ? scales.length : 0];
    }

    /** Quantizes the values that begin at {@code offset}. */
    public void quantize(float[] values, int offset) {
        for (int block = 0; block < scales.length; block++) {
            int from = offset + block * type.blockSize();
            if (type == ActivationType.Q8_K) {
                quantizeK(values, from, block);
            } else {
                quantizeLegacy(values, from, block);
            }
        }
    }

    private void quantizeLegacy(float[] values, int from, int block) {
        float largest = Math.abs(largest(values, from));
        float inverse = largest < SMALLEST ? 0 : 127 / largest;
        float scale = largest < SMALLEST ? 0 : largest / 127;
        int first = block * type.blockSize();
        int sum = 0;
        for (int i = 0; i < type.blockSize(); i++) {
            quants[first + i] = (byte) Math.rint(values[from + i] * inverse);
            sum += quants[first + i];
        }
        scales[block] = roundToHalf(scale);
        if (type == ActivationType.Q8_1) {
            sums[block] = roundToHalf(scale * sum);
        }
    }

    private void quantizeK(float[] values, int from, int block) {
        float largest = largest(values, from);
        float inverse = Math.abs(largest) < SMALLEST ? 0 : -127 / largest;
        int first = block * type.blockSize();
        for (int i = 0; i < type.blockSize(); i++) {
            quants[first + i] = (byte) Math.min(127, Math.rint(values[from + i] * inverse));
        }
        scales[block] = inverse == 0 ? 0 : 1 / inverse;
    }

    /** The first of the values of largest magnitude, with its sign. */
    private float largest(float[] values, int from) {
        float largest = 0;
        for (int i = 0; i < type.blockSize(); i++) {
            if (Math.abs(values[from + i]) > Math.abs(largest)) {
                largest = values[from + i];
            }
        }
        return largest;
    }

    private static float roundToHalf(float value) {
        return Float.float16ToFloat(Float.floatToFloat16(value));
    }

    public ActivationType type() {
        return type;
    }

    /** The quants, one a value, -127 to 127. */
    public byte[] quants() {
        return quants;
    }

    /** One scale a block. */
    public float[] scales() {
        return scales;
    }

    /** For {@code Q8_1}, float16(scale · Σ quants) a block, of the scale before rounding; else empty. */
    public float[] sums() {
        return sums;
    }

    /** What the quant at {@code index} stands for. */
    public float value(int index) {
        return scales[index / type.blockSize()] * quants[index];
    }
}
