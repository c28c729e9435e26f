package hearth.format.encode;

import hearth.format.FourBitTable;

/** IQ4_NL and IQ4_XS: 4-bit codes of a table of uneven values; XS has a 6-bit scale for each 32 of 256 values. */
final class NonlinearEncoder implements BlockEncoder {
    private static final int GROUP = 32;
    private static final int TRIES = 7;
    private static final int HALF_SCALE = 32;
    /** Midpoints of the table are multiples of a half between -128 and 128. */
    private static final int REACH = 256;
    private static final byte[] NEAREST = nearest();

    private final boolean superBlock;
    private final int values;
    private final int bytes;
    private final float[] weights = new float[GROUP];
    private final float[] scales = new float[8];
    private final int[] codes = new int[GROUP];

    NonlinearEncoder(boolean superBlock) {
        this.superBlock = superBlock;
        values = superBlock ? 256 : GROUP;
        bytes = superBlock ? 136 : 18;
    }

    /** The code for numbers from i / 2 - 128 to below the next half; a number in the middle of two values takes the upper. */
    private static byte[] nearest() {
        byte[] table = new byte[2 * REACH + 1];
        for (int i = 0; i < table.length; i++) {
            int code = 0;
            while (code < 15 && i - REACH >= FourBitTable.NONLINEAR.value(code) + FourBitTable.NONLINEAR.value(code + 1)) {
                code++;
            }
            table[i] = (byte) code;
        }
        return table;
    }

    private static int code(float value) {
        float doubled = Math.max(-REACH, Math.min(REACH, 2 * value));
        int floor = (int) doubled;
        return NEAREST[(floor > doubled ? floor - 1 : floor) + REACH];
    }

    @Override
    public void encode(float[] source, int offset, int rows, int columns, float[] importance, byte[] target, int targetOffset) {
        int blocks = rows * columns / values;
        for (int block = 0; block < blocks; block++) {
            int at = targetOffset + block * bytes;
            int from = offset + block * values;
            float variance = 2f / values * Rounding.sumOfSquares(source, from, values);
            for (int group = 0; group < values / GROUP; group++) {
                int first = from + group * GROUP;
                weigh(source, first, importance, (block * values + group * GROUP) % columns, variance);
                scales[group] = scale(source, first);
            }
            if (superBlock) {
                finish(source, from, target, at);
            } else {
                Rounding.putFloat16(target, at, scales[0]);
                pack(source, from, Rounding.inverse(scales[0]), target, at + 2);
            }
        }
    }

    private void weigh(float[] source, int from, float[] importance, int column, float variance) {
        for (int i = 0; i < GROUP; i++) {
            float square = source[from + i] * source[from + i];
            weights[i] = importance.length == 0 ? square : importance[column + i] * (float) Math.sqrt(variance + square);
        }
    }

    private float scale(float[] source, int from) {
        float peak = Rounding.peak(source, from, GROUP);
        if (Math.abs(peak) < Rounding.TINY) {
            return 0;
        }
        int lowest = FourBitTable.NONLINEAR.value(0);
        float scale = 0;
        float best = 0;
        // The first candidate is the plain one; it counts even where a later one is as good.
        for (int t = -TRIES - 1; t <= TRIES; t++) {
            boolean plain = t < -TRIES;
            float inverse = plain ? 1 / (-peak / lowest) : (t + lowest) / peak;
            float products = 0;
            float squares = 0;
            for (int i = 0; i < GROUP; i++) {
                float x = source[from + i];
                float q = FourBitTable.NONLINEAR.value(code(inverse * x));
                float w = weights[i] * q;
                products += w * x;
                squares += w * q;
            }
            if (plain || squares > 0 && products * products > best * squares) {
                scale = products / squares;
                best = scale * products;
            }
        }
        return scale;
    }

    private void finish(float[] source, int from, byte[] target, int at) {
        float scale = -Rounding.peak(scales, 0, scales.length) / HALF_SCALE;
        Rounding.putFloat16(target, at, scale);
        float inverse = Rounding.inverse(scale);
        int high = 0;
        for (int group = 0; group < scales.length; group++) {
            int code = Math.clamp(Rounding.nearest(inverse * scales[group]), -HALF_SCALE, HALF_SCALE - 1);
            pack(source, from + group * GROUP, Rounding.inverse(scale * code), target, at + 8 + 16 * group);
            int stored = code + HALF_SCALE;
            int low = (stored & 15) << 4 * (group % 2);
            target[at + 4 + group / 2] = (byte) (group % 2 == 0 ? low : target[at + 4 + group / 2] | low);
            high |= stored >> 4 << 2 * group;
        }
        Rounding.put16(target, at + 2, high);
    }

    private void pack(float[] source, int from, float inverse, byte[] target, int at) {
        for (int i = 0; i < GROUP; i++) {
            codes[i] = code(inverse * source[from + i]);
        }
        for (int j = 0; j < GROUP / 2; j++) {
            target[at + j] = (byte) (codes[j] | codes[j + GROUP / 2] << 4);
        }
    }
}
