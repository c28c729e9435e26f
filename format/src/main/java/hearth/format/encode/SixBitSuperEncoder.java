package hearth.format.encode;

/** Q6_K: a scale for each 16 values is searched for, rounded to 8 bits, then the codes are taken anew. */
final class SixBitSuperEncoder implements BlockEncoder {
    private static final int VALUES = 256;
    private static final int BYTES = 210;
    private static final int GROUP = 16;
    private static final int GROUPS = 16;
    private static final int HALF = 32;

    private final Lanes lanes = new Lanes(GROUP);
    private final ScaleSearch search = new ScaleSearch(HALF);
    private final int[] codes = new int[VALUES];

    @Override
    public void encode(float[] values, int offset, int rows, int columns, float[] importance, byte[] target, int targetOffset) {
        int count = rows * columns;
        for (int start = 0; start < count; start += Lanes.COUNT * GROUP) {
            int groups = Math.min(Lanes.COUNT, (count - start) / GROUP);
            lanes.load(values, offset + start, groups);
            if (importance.length > 0) {
                lanes.weighByImportance(importance, start % columns);
            } else {
                lanes.weighBySquare();
            }
            search.run(lanes);
            for (int l = 0; l < groups; l += GROUPS) {
                block(l, values, offset + start + l * GROUP, target, targetOffset + (start / VALUES + l / GROUPS) * BYTES);
            }
        }
    }

    private void block(int lane, float[] values, int from, byte[] target, int at) {
        float peak = Rounding.peak(search.scale, lane, GROUPS);
        if (Math.abs(peak) < Rounding.TINY) {
            java.util.Arrays.fill(target, at, at + BYTES, (byte) 0);
            return;
        }
        float inverse = -128f / peak;
        float stored = Rounding.putFloat16(target, at + 208, 1 / inverse);
        for (int group = 0; group < GROUPS; group++) {
            int code = Math.min(127, Rounding.nearest(inverse * search.scale[lane + group]));
            target[at + 192 + group] = (byte) code;
            float groupScale = stored * code;
            int first = group * GROUP;
            if (groupScale == 0) {
                for (int i = 0; i < GROUP; i++) {
                    codes[first + i] = search.code(values[from + first + i], lane + group);
                }
            } else {
                for (int i = 0; i < GROUP; i++) {
                    int value = Rounding.nearest(values[from + first + i] / groupScale);
                    codes[first + i] = Math.max(-HALF, Math.min(HALF - 1, value)) + HALF;
                }
            }
        }
        pack(target, at);
    }

    private void pack(byte[] target, int at) {
        for (int half = 0; half < 2; half++) {
            for (int l = 0; l < 32; l++) {
                int i = 128 * half + l;
                int a = codes[i];
                int b = codes[i + 32];
                int c = codes[i + 64];
                int d = codes[i + 96];
                target[at + 64 * half + l] = (byte) (a & 15 | (c & 15) << 4);
                target[at + 64 * half + 32 + l] = (byte) (b & 15 | (d & 15) << 4);
                target[at + 128 + 32 * half + l] = (byte) (a >> 4 | b >> 4 << 2 | c >> 4 << 4 | d >> 4 << 6);
            }
        }
    }
}
