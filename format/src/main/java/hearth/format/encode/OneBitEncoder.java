package hearth.format.encode;

import hearth.format.Codebook;
import java.util.Arrays;

/**
 * IQ1_S and IQ1_M: vectors of -1, 0 and 1, all a little up or down, times the scale of a group of 32 (S) or 16 (M) values. In M
 * the two vectors of a group are shifted each on its own.
 */
final class OneBitEncoder implements BlockEncoder {
    private static final int VALUES = 256;
    private static final int VECTOR = 8;
    private static final int DISTANCES = 3;
    private static final int TOP_SCALE = 15;

    private final boolean halves;
    private final int group;
    private final int bytes;
    private final NearestVectors vectors = new NearestVectors(Codebook.IQ1, DISTANCES);
    private final OneBitSearch search;
    private final float[] weights = new float[VALUES];
    private final float[] scales;
    /** Numbers of the shifts; kept from block to block for groups of zeros, as the reference keeps its memory. */
    private final int[] shifts;
    private final int[] indexes = new int[VALUES / VECTOR];

    /** @param halves whether it is IQ1_M */
    OneBitEncoder(boolean halves) {
        this.halves = halves;
        group = halves ? 16 : 32;
        bytes = halves ? 56 : 50;
        search = new OneBitSearch(group, halves);
        scales = new float[VALUES / group];
        shifts = new int[VALUES / group];
    }

    @Override
    public void encode(float[] values, int offset, int rows, int columns, float[] importance, byte[] target, int targetOffset) {
        int blocks = rows * columns / VALUES;
        for (int b = 0; b < blocks; b++) {
            block(values, offset + b * VALUES, importance, b * VALUES % columns, target, targetOffset + b * bytes);
        }
    }

    private void block(float[] values, int from, float[] importance, int column, byte[] target, int at) {
        float variance = 2 * Rounding.sumOfSquares(values, from, VALUES) / VALUES;
        for (int i = 0; i < VALUES; i++) {
            float square = values[from + i] * values[from + i];
            weights[i] = importance.length == 0 ? square : importance[column + i] * (float) Math.sqrt(variance + square);
        }
        Arrays.fill(target, at, at + bytes, (byte) 0);
        Arrays.fill(indexes, 0);
        float largest = 0;
        for (int g = 0; g < scales.length; g++) {
            scales[g] = group(values, from, g);
            largest = Math.max(largest, scales[g]);
        }
        for (int i = 0; i < indexes.length; i++) {
            target[at + (halves ? 0 : 2) + i] = (byte) indexes[i];
        }
        if (halves) {
            packHalves(values, from, largest, target, at);
        } else {
            pack(largest, target, at);
        }
    }

    private float group(float[] values, int from, int number) {
        int first = number * group;
        float largest = Rounding.largestMagnitude(values, from + first, group);
        if (largest < (halves ? 1e-7f : 1e-12f)) {
            return 0;
        }
        float[] some = Arrays.copyOfRange(values, from + first, from + first + group);
        float[] weighing = Arrays.copyOfRange(weights, first, first + group);
        int[] found = new int[group];
        shifts[number] = search.run(some, weighing, found);
        float scale = search.scale();
        boolean missing = false;
        for (int v = 0; v < group / VECTOR; v++) {
            int index = vectors.index(found, v * VECTOR);
            if (index < 0) {
                missing = true;
                index = vectors.snap(found, v * VECTOR, some, weighing, scale, numbers(number, v));
            }
            indexes[first / VECTOR + v] = index;
        }
        return missing ? refit(some, weighing, found, number, scale) : scale;
    }

    /** What the digits of a vector of a group stand for. */
    private float[] numbers(int number, int vector) {
        return halves ? OneBitSearch.halfNumbers(shifts[number], vector) : OneBitSearch.numbers(shifts[number]);
    }

    private float refit(float[] some, float[] weighing, int[] found, int number, float scale) {
        float products = 0;
        float squares = 0;
        for (int i = 0; i < group; i++) {
            float q = numbers(number, i / VECTOR)[found[i]];
            products += weighing[i] * q * some[i];
            squares += weighing[i] * q * q;
        }
        return products > 0 && squares > 0 ? products / squares : scale;
    }

    private static int scaleCode(float inverse, float scale) {
        return Math.clamp(Rounding.nearest(0.5f * (inverse * scale - 1)), 0, 7);
    }

    private void pack(float largest, byte[] target, int at) {
        float scale = largest / TOP_SCALE;
        float inverse = 1 / scale;
        if (largest != 0) {
            Rounding.putFloat16(target, at, scale * 1.125f);
        }
        for (int g = 0; g < scales.length; g++) {
            int high = 0;
            for (int v = 0; v < 4; v++) {
                high |= indexes[4 * g + v] >> 8 << 3 * v;
            }
            if (largest != 0) {
                high |= (scaleCode(inverse, scales[g]) | (shifts[g] == 0 ? 0 : 8)) << 12;
            }
            Rounding.put16(target, at + 34 + 2 * g, high);
        }
    }

    private void packHalves(float[] values, int from, float largest, byte[] target, int at) {
        for (int g = 0; g < scales.length; g++) {
            target[at + 32 + g] = (byte) (indexes[2 * g] >> 8 | indexes[2 * g + 1] >> 8 << 4);
        }
        if (largest == 0) {
            return;
        }
        float inverse = 1 / (largest / TOP_SCALE);
        int[] packed = new int[4];
        float products = 0;
        float squares = 0;
        for (int g = 0; g < scales.length; g++) {
            int code = scaleCode(inverse, scales[g]);
            packed[g / 4] |= code << 3 * (g % 4);
            target[at + 32 + g] |= (byte) ((shifts[g] & 2) << 2 | (shifts[g] & 1) << 7);
            for (int i = g * group; i < (g + 1) * group; i++) {
                int vector = i / VECTOR;
                float q = numbers(g, vector % 2)[Codebook.IQ1.digit(indexes[vector], i % VECTOR)] * (2 * code + 1);
                products += weights[i] * q * values[from + i];
                squares += weights[i] * q * q;
            }
        }
        float scale = squares > 0 ? products / squares : largest / TOP_SCALE;
        int bits = Float.floatToFloat16(scale * 1.1125f);
        for (int i = 0; i < 4; i++) {
            Rounding.put16(target, at + 48 + 2 * i, packed[i] | (bits >> 4 * i & 15) << 12);
        }
    }
}
