package hearth.workshop.gptq;

/** The grid of an {@link AffineFormat}: of some ranges, from all of a group's values down to half, the one with the least weighted error. */
final class AffineGrid implements ColumnGrid {
    private static final int STEPS = 24;
    private static final float STEP = 0.02f;
    private static final float LEAST_SCALE = 1e-7f;

    private final AffineFormat format;
    private final CodeLevels levels;
    private final AffineMatrix target;
    private final int firstRow;

    /** @param target receives scales and zeros of the rows from {@code firstRow} on */
    AffineGrid(AffineMatrix target, int firstRow) {
        this.target = target;
        this.firstRow = firstRow;
        format = target.format();
        levels = CodeLevels.even(0, format.top());
    }

    @Override
    public int blockSize() {
        return format.groupSize();
    }

    @Override
    public int groupSize() {
        return format.groupSize();
    }

    @Override
    public CodeLevels levels() {
        return levels;
    }

    @Override
    public void open(int block, float[] values, int rows, float[] importance, float[] scales, float[] offsets, int groups) {
        for (int r = 0; r < rows; r++) {
            choose(values, r * format.groupSize(), importance, (firstRow + r) * groups + block);
            float scale = Float.float16ToFloat(target.scales()[(firstRow + r) * groups + block]);
            scales[r * groups + block] = scale;
            offsets[r * groups + block] = -scale * (target.zeros()[(firstRow + r) * groups + block] & 0xff);
        }
    }

    private void choose(float[] values, int from, float[] importance, int at) {
        float low = 0;
        float high = 0;
        for (int i = from; i < from + format.groupSize(); i++) {
            low = Math.min(low, values[i]);
            high = Math.max(high, values[i]);
        }
        if (format.symmetric()) {
            high = Math.max(high, -low);
            low = -high;
        }
        double least = Double.POSITIVE_INFINITY;
        for (int step = 0; step <= STEPS; step++) {
            float share = 1 - step * STEP;
            short scaleBits = Float.floatToFloat16(Math.max(LEAST_SCALE, share * (high - low) / format.top()));
            float scale = Float.float16ToFloat(scaleBits);
            int zero = format.symmetric()
                    ? (format.top() + 1) / 2
                    : Math.clamp(Math.round(-share * low / scale), format.leastZero(), format.top());
            double error = error(values, from, importance, scale, zero);
            if (error < least) {
                least = error;
                target.scales()[at] = scaleBits;
                target.zeros()[at] = (byte) zero;
            }
        }
    }

    private double error(float[] values, int from, float[] importance, float scale, int zero) {
        double sum = 0;
        for (int i = 0; i < format.groupSize(); i++) {
            float value = values[from + i];
            float code = Math.max(0, Math.min(format.top(), (float) Math.rint(value / scale) + zero));
            float difference = (code - zero) * scale - value;
            sum += importance[i] * difference * difference;
        }
        return sum;
    }
}
