package hearth.format.encode;

/** Q3_K: a scale for each 16 values, rounded to 6 bits with sign; without importance found by changing single codes. */
final class ThreeBitSuperEncoder implements BlockEncoder {
    private static final int VALUES = 256;
    private static final int BYTES = 110;
    private static final int GROUP = 16;
    private static final int GROUPS = 16;
    private static final int HALF = 4;
    private static final int HALF_SCALE = 32;
    private static final int ROUNDS = 5;

    private final Lanes lanes = new Lanes(GROUP);
    private final ScaleSearch search = new ScaleSearch(HALF);
    private final Lanes scaleLanes = new Lanes(GROUPS);
    private final ScaleSearch scaleSearch = new ScaleSearch(HALF_SCALE);
    private final float[] variance = new float[Lanes.COUNT];
    private final float[] scales = new float[GROUPS];
    private final int[] scaleCodes = new int[GROUPS];
    private final int[] codes = new int[VALUES];

    @Override
    public void encode(float[] values, int offset, int rows, int columns, float[] importance, byte[] target, int targetOffset) {
        int blocks = rows * columns / VALUES;
        if (importance.length == 0) {
            for (int block = 0; block < blocks; block++) {
                plainBlock(values, offset + block * VALUES, target, targetOffset + block * BYTES);
            }
            return;
        }
        int together = Lanes.COUNT / GROUPS;
        for (int block = 0; block < blocks; block += together) {
            int some = Math.min(together, blocks - block);
            int from = offset + block * VALUES;
            lanes.load(values, from, some * GROUPS);
            Variance.ofSpans(values, from, VALUES, GROUPS, some * GROUPS, 2, variance);
            lanes.weighByImportance(importance, block * VALUES % columns, variance);
            search.run(lanes);
            weighScales(some);
            for (int b = 0; b < some; b++) {
                weightedBlock(b, values, from + b * VALUES, target, targetOffset + (block + b) * BYTES);
            }
        }
    }

    private void weighScales(int blocks) {
        scaleLanes.load(search.scale, 0, blocks);
        for (int i = 0; i < GROUPS; i++) {
            for (int b = 0; b < blocks; b++) {
                scaleLanes.weights[i][b] = lanes.weightSums[b * GROUPS + i];
            }
        }
        scaleSearch.run(scaleLanes);
    }

    private void weightedBlock(int block, float[] values, int from, byte[] target, int at) {
        for (int group = 0; group < GROUPS; group++) {
            int lane = block * GROUPS + group;
            scaleCodes[group] = scaleSearch.code(search.scale[lane], block);
            for (int i = 0; i < GROUP; i++) {
                codes[group * GROUP + i] = search.code(values[from + group * GROUP + i], lane);
            }
        }
        finish(scaleSearch.scale[block], values, from, target, at);
    }

    private void plainBlock(float[] values, int from, byte[] target, int at) {
        for (int group = 0; group < GROUPS; group++) {
            scales[group] = descend(values, from + group * GROUP, group * GROUP);
        }
        float peak = Rounding.peak(scales, 0, GROUPS);
        if (peak == 0) {
            java.util.Arrays.fill(scaleCodes, 0);
            java.util.Arrays.fill(target, at + 96, at + BYTES, (byte) 0);
            pack(target, at);
            return;
        }
        float inverse = -HALF_SCALE / peak;
        for (int group = 0; group < GROUPS; group++) {
            scaleCodes[group] = Math.clamp(Rounding.nearest(inverse * scales[group]), -HALF_SCALE, HALF_SCALE - 1) + HALF_SCALE;
        }
        finish(1 / inverse, values, from, target, at);
    }

    /** Fills 16 codes, from 0 on, and returns their scale. */
    private float descend(float[] values, int from, int first) {
        float peak = Rounding.peak(values, from, GROUP);
        if (Math.abs(peak) < Rounding.TINY) {
            java.util.Arrays.fill(codes, first, first + GROUP, 0);
            return 0;
        }
        float inverse = -HALF / peak;
        float products = 0;
        float squares = 0;
        for (int i = 0; i < GROUP; i++) {
            float x = values[from + i];
            int code = Math.clamp(Rounding.nearest(inverse * x), -HALF, HALF - 1);
            codes[first + i] = code;
            products += x * x * x * code;
            squares += x * x * code * code;
        }
        boolean changed = true;
        for (int round = 0; round < ROUNDS && changed; round++) {
            changed = false;
            for (int i = 0; i < GROUP; i++) {
                float x = values[from + i];
                float w = x * x;
                int old = codes[first + i];
                float otherProducts = products - w * x * old;
                if (otherProducts > 0) {
                    float otherSquares = squares - w * old * old;
                    int code = Math.clamp(Rounding.nearest(x * otherSquares / otherProducts), -HALF, HALF - 1);
                    float newProducts = otherProducts + w * x * code;
                    float newSquares = otherSquares + w * code * code;
                    if (code != old && newSquares > 0
                            && newProducts * newProducts * squares > products * products * newSquares) {
                        codes[first + i] = code;
                        products = newProducts;
                        squares = newSquares;
                        changed = true;
                    }
                }
            }
        }
        for (int i = first; i < first + GROUP; i++) {
            codes[i] += HALF;
        }
        return squares > 0 ? products / squares : 0;
    }

    private void finish(float scale, float[] values, int from, byte[] target, int at) {
        packScales(target, at + 96);
        float stored = Rounding.putFloat16(target, at + 108, scale);
        for (int group = 0; group < GROUPS; group++) {
            float groupScale = stored * (scaleCodes[group] - HALF_SCALE);
            if (groupScale != 0) {
                for (int i = group * GROUP; i < (group + 1) * GROUP; i++) {
                    codes[i] = Math.clamp(Rounding.nearest(values[from + i] / groupScale), -HALF, HALF - 1) + HALF;
                }
            }
        }
        pack(target, at);
    }

    private void packScales(byte[] target, int at) {
        java.util.Arrays.fill(target, at, at + 12, (byte) 0);
        for (int group = 0; group < GROUPS; group++) {
            int code = scaleCodes[group];
            target[at + group % 8] |= (byte) ((code & 15) << 4 * (group / 8));
            target[at + 8 + group % 4] |= (byte) (code >> 4 << 2 * (group / 4));
        }
    }

    private void pack(byte[] target, int at) {
        for (int l = 0; l < 32; l++) {
            int third = 0;
            for (int row = 0; row < 8; row++) {
                third |= codes[32 * row + l] >> 2 << row;
            }
            target[at + l] = (byte) third;
        }
        TwoBitSuperEncoder.pack(codes, target, at + 32);
    }
}
