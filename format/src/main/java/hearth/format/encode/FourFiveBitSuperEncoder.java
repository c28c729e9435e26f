package hearth.format.encode;

/** Q4_K and Q5_K: scale and minimum of each 32 values are searched for, rounded to 6 bits, then the codes are taken anew. */
final class FourFiveBitSuperEncoder implements BlockEncoder {
    private static final int VALUES = 256;
    private static final int GROUP = 32;
    private static final int GROUPS = 8;
    private static final int TOP_SCALE = 63;

    private final int top;
    private final int bytes;
    private final int nibbles;
    private final Lanes lanes = new Lanes(GROUP);
    private final AffineSearch plain;
    private final AffineSearch weighted;
    private final float[] variance = new float[Lanes.COUNT];
    private final float[] negated = new float[Lanes.COUNT];
    private final PositiveScale scales = new PositiveScale(GROUPS, TOP_SCALE);
    private final PositiveScale minima = new PositiveScale(GROUPS, TOP_SCALE);
    private final int[] codes = new int[VALUES];

    /** @param bits 4 or 5 */
    FourFiveBitSuperEncoder(int bits) {
        top = (1 << bits) - 1;
        nibbles = bits == 5 ? 48 : 16;
        bytes = nibbles + 128;
        plain = bits == 4
                ? new AffineSearch(GROUP, top, -1f, 0.1f, 20, false)
                : new AffineSearch(GROUP, top, -0.5f, 0.1f, 15, false);
        weighted = AffineSearch.weighted(GROUP, top);
    }

    @Override
    public void encode(float[] values, int offset, int rows, int columns, float[] importance, byte[] target, int targetOffset) {
        int count = rows * columns;
        boolean weigh = importance.length > 0;
        AffineSearch search = weigh ? weighted : plain;
        for (int start = 0; start < count; start += Lanes.COUNT * GROUP) {
            int groups = Math.min(Lanes.COUNT, (count - start) / GROUP);
            lanes.load(values, offset + start, groups);
            if (weigh) {
                Variance.ofSpans(values, offset + start, VALUES, GROUPS, groups, 2, variance);
                lanes.weighByImportance(importance, start % columns, variance);
            } else {
                lanes.weighByMagnitudeAndRoot();
            }
            search.run(lanes);
            for (int l = 0; l < groups; l++) {
                negated[l] = -search.minimum[l];
            }
            for (int l = 0; l < groups; l += GROUPS) {
                block(search, l, weigh, values, offset + start + l * GROUP, target, targetOffset + (start / VALUES + l / GROUPS) * bytes);
            }
        }
    }

    private void block(AffineSearch search, int lane, boolean weigh, float[] values, int from, byte[] target, int at) {
        float scale = weigh ? scales.fit(search.scale, lanes.weightSums, lane) : round(search.scale, lane, scales.codes);
        float minimum = weigh ? minima.fit(negated, lanes.weightSums, lane) : round(negated, lane, minima.codes);
        float storedScale = Rounding.putFloat16(target, at, scale);
        float storedMinimum = Rounding.putFloat16(target, at + 2, minimum);
        packScales(target, at + 4);
        for (int group = 0; group < GROUPS; group++) {
            float groupScale = storedScale * scales.codes[group];
            float groupMinimum = storedMinimum * minima.codes[group];
            int first = group * GROUP;
            if (groupScale == 0) {
                for (int i = 0; i < GROUP; i++) {
                    codes[first + i] = search.code(values[from + first + i], lane + group);
                }
            } else {
                recode(values, from + first, groupScale, groupMinimum, first);
            }
        }
        pack(target, at);
    }

    private void recode(float[] values, int from, float scale, float minimum, int first) {
        for (int i = 0; i < GROUP; i++) {
            int code = Rounding.nearest((values[from + i] + minimum) / scale);
            codes[first + i] = Math.max(0, Math.min(top, code));
        }
    }

    /** Codes of 6 bits in proportion to the largest; returns the scale. */
    static float round(float[] numbers, int from, int[] rounded) {
        float largest = 0;
        for (int i = 0; i < rounded.length; i++) {
            largest = Math.max(largest, numbers[from + i]);
        }
        float inverse = largest > 0 ? TOP_SCALE / largest : 0;
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = Math.min(TOP_SCALE, Rounding.nearest(inverse * numbers[from + i]) & 0xff);
        }
        return largest / TOP_SCALE;
    }

    private void packScales(byte[] target, int at) {
        int[] s = scales.codes;
        int[] m = minima.codes;
        for (int j = 0; j < 4; j++) {
            target[at + j] = (byte) (s[j] | s[j + 4] >> 4 << 6);
            target[at + j + 4] = (byte) (m[j] | m[j + 4] >> 4 << 6);
            target[at + j + 8] = (byte) (s[j + 4] & 15 | (m[j + 4] & 15) << 4);
        }
    }

    private void pack(byte[] target, int at) {
        for (int pair = 0; pair < GROUPS / 2; pair++) {
            for (int i = 0; i < GROUP; i++) {
                int low = codes[64 * pair + i];
                int high = codes[64 * pair + GROUP + i];
                target[at + nibbles + GROUP * pair + i] = (byte) (low & 15 | (high & 15) << 4);
            }
        }
        if (top == 31) {
            for (int i = 0; i < GROUP; i++) {
                int fifths = 0;
                for (int group = 0; group < GROUPS; group++) {
                    fifths |= codes[GROUP * group + i] >> 4 << group;
                }
                target[at + 16 + i] = (byte) fifths;
            }
        }
    }
}
