package hearth.format.encode;

/** Q2_K: scale and minimum of each 16 values are searched for, rounded to 4 bits, then the codes are taken anew. */
final class TwoBitSuperEncoder implements BlockEncoder {
    private static final int VALUES = 256;
    private static final int BYTES = 84;
    private static final int GROUP = 16;
    private static final int GROUPS = 16;
    private static final int TOP = 3;
    private static final int TOP_SCALE = 15;

    private final Lanes lanes = new Lanes(GROUP);
    private final AffineSearch plain = new AffineSearch(GROUP, TOP, -0.5f, 0.1f, 15, true);
    private final AffineSearch weighted = AffineSearch.weighted(GROUP, TOP);
    private final float[] variance = new float[Lanes.COUNT];
    private final float[] negated = new float[Lanes.COUNT];
    private final PositiveScale scales = new PositiveScale(GROUPS, TOP_SCALE);
    private final PositiveScale minima = new PositiveScale(GROUPS, TOP_SCALE);
    private final int[] codes = new int[VALUES];

    @Override
    public void encode(float[] values, int offset, int rows, int columns, float[] importance, byte[] target, int targetOffset) {
        int count = rows * columns;
        boolean weigh = importance.length > 0;
        AffineSearch search = weigh ? weighted : plain;
        for (int start = 0; start < count; start += Lanes.COUNT * GROUP) {
            int groups = Math.min(Lanes.COUNT, (count - start) / GROUP);
            lanes.load(values, offset + start, groups);
            if (weigh) {
                Variance.ofSpans(values, offset + start, VALUES, GROUPS, groups, 1, variance);
                lanes.weighByImportance(importance, start % columns, variance);
            } else {
                lanes.weighByMagnitude();
            }
            search.run(lanes);
            for (int l = 0; l < groups; l++) {
                negated[l] = -search.minimum[l];
            }
            for (int l = 0; l < groups; l += GROUPS) {
                block(search, l, weigh, values, offset + start + l * GROUP, target, targetOffset + (start / VALUES + l / GROUPS) * BYTES);
            }
        }
    }

    private void block(AffineSearch search, int lane, boolean weigh, float[] values, int from, byte[] target, int at) {
        float scale = weigh ? scales.fit(search.scale, lanes.weightSums, lane) : round(search.scale, lane, scales.codes);
        float minimum = weigh ? minima.fit(negated, lanes.weightSums, lane) : round(negated, lane, minima.codes);
        float storedScale = Rounding.putFloat16(target, at + 80, scale);
        float storedMinimum = Rounding.putFloat16(target, at + 82, minimum);
        for (int group = 0; group < GROUPS; group++) {
            target[at + group] = (byte) (scales.codes[group] | minima.codes[group] << 4);
            float groupScale = storedScale * scales.codes[group];
            float groupMinimum = storedMinimum * minima.codes[group];
            for (int i = group * GROUP; i < (group + 1) * GROUP; i++) {
                float value = values[from + i];
                codes[i] = groupScale == 0
                        ? search.code(value, lane + group)
                        : Math.clamp(Rounding.nearest((value + groupMinimum) / groupScale), 0, TOP);
            }
        }
        pack(codes, target, at + 16);
    }

    private static float round(float[] numbers, int from, int[] rounded) {
        float largest = 0;
        for (int i = 0; i < rounded.length; i++) {
            largest = Math.max(largest, numbers[from + i]);
        }
        float inverse = largest > 0 ? TOP_SCALE / largest : 0;
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = Rounding.nearest(inverse * numbers[from + i]);
        }
        return largest > 0 ? largest / TOP_SCALE : 0;
    }

    /** The low bit pairs of 256 codes: byte l of a half holds values l, l + 32, l + 64 and l + 96. */
    static void pack(int[] codes, byte[] target, int at) {
        for (int half = 0; half < 2; half++) {
            for (int l = 0; l < 32; l++) {
                int i = 128 * half + l;
                target[at + 32 * half + l] = (byte) (codes[i] & 3 | (codes[i + 32] & 3) << 2 | (codes[i + 64] & 3) << 4 | codes[i + 96] << 6);
            }
        }
    }
}
