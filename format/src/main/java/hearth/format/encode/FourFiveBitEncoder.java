package hearth.format.encode;

/**
 * Q4_0, Q4_1, Q5_0, Q5_1. Without importance the extreme value fixes the scale; with it the scale is searched for, and the
 * codes are those of the search.
 */
final class FourFiveBitEncoder implements BlockEncoder {
    private static final int VALUES = 32;

    private final int levels;
    private final boolean withMinimum;
    private final int header;
    private final int bytes;
    private final int[] codes = new int[VALUES];
    private final Lanes lanes = new Lanes(VALUES);
    private final float[] variance = new float[Lanes.COUNT];
    private final AffineSearch affine;
    private final ScaleSearch symmetric;

    /** @param bits 4 or 5 */
    FourFiveBitEncoder(int bits, boolean withMinimum) {
        this.levels = 1 << bits;
        this.withMinimum = withMinimum;
        header = withMinimum ? 4 : 2;
        bytes = header + VALUES * bits / 8;
        affine = AffineSearch.weighted(VALUES, levels - 1);
        symmetric = new ScaleSearch(levels / 2);
    }

    @Override
    public void encode(float[] values, int offset, int rows, int columns, float[] importance, byte[] target, int targetOffset) {
        int blocks = columns / VALUES;
        for (int row = 0; row < rows; row++) {
            int from = offset + row * columns;
            int at = targetOffset + row * blocks * bytes;
            if (importance.length > 0) {
                weightedRow(values, from, columns, importance, target, at);
            } else {
                for (int block = 0; block < blocks; block++) {
                    plainBlock(values, from + block * VALUES, target, at + block * bytes);
                }
            }
        }
    }

    private void plainBlock(float[] values, int from, byte[] target, int at) {
        if (withMinimum) {
            float low = values[from];
            float high = values[from];
            for (int i = from; i < from + VALUES; i++) {
                low = Math.min(low, values[i]);
                high = Math.max(high, values[i]);
            }
            float scale = (high - low) / (levels - 1);
            float inverse = Rounding.inverse(scale);
            Rounding.putFloat16(target, at, scale);
            Rounding.putFloat16(target, at + 2, low);
            for (int i = 0; i < VALUES; i++) {
                codes[i] = Math.min(levels - 1, (int) ((values[from + i] - low) * inverse + 0.5f));
            }
        } else {
            float scale = Rounding.peak(values, from, VALUES) / (-levels / 2);
            float inverse = Rounding.inverse(scale);
            Rounding.putFloat16(target, at, scale);
            for (int i = 0; i < VALUES; i++) {
                codes[i] = Math.min(levels - 1, (int) (values[from + i] * inverse + (levels / 2 + 0.5f)));
            }
        }
        pack(target, at + header);
    }

    private void weightedRow(float[] values, int from, int columns, float[] importance, byte[] target, int at) {
        java.util.Arrays.fill(variance, Rounding.sumOfSquares(values, from, columns) / columns);
        for (int column = 0; column < columns; column += Lanes.COUNT * VALUES) {
            int groups = Math.min(Lanes.COUNT, (columns - column) / VALUES);
            lanes.load(values, from + column, groups);
            lanes.weighByImportance(importance, column, variance);
            if (withMinimum) {
                affine.run(lanes);
            } else {
                symmetric.run(lanes);
            }
            for (int l = 0; l < groups; l++) {
                weightedBlock(l, target, at + (column / VALUES + l) * bytes);
            }
        }
    }

    private void weightedBlock(int lane, byte[] target, int at) {
        Rounding.putFloat16(target, at, withMinimum ? affine.scale[lane] : symmetric.scale[lane]);
        if (withMinimum) {
            Rounding.putFloat16(target, at + 2, affine.minimum[lane]);
        }
        for (int i = 0; i < VALUES; i++) {
            float value = lanes.values[i][lane];
            codes[i] = withMinimum ? affine.code(value, lane) : symmetric.code(value, lane);
        }
        pack(target, at + header);
    }

    private void pack(byte[] target, int at) {
        int nibbles = at;
        if (levels == 32) {
            int fifths = 0;
            for (int i = 0; i < VALUES; i++) {
                fifths |= (codes[i] >> 4) << i;
            }
            Rounding.put32(target, at, fifths);
            nibbles += 4;
        }
        for (int j = 0; j < VALUES / 2; j++) {
            target[nibbles + j] = (byte) (codes[j] & 15 | codes[j + VALUES / 2] << 4);
        }
    }
}
