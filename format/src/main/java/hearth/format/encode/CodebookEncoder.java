package hearth.format.encode;

import java.util.Arrays;

/** IQ2_XXS, IQ2_XS, IQ2_S, IQ3_XXS, IQ3_S: vectors of a codebook with signs, and a 4-bit scale for each group of values. */
final class CodebookEncoder implements BlockEncoder {
    private static final int VALUES = 256;
    private static final int SCALES = 31;

    private final CodebookKind kind;
    private final int width;
    private final int levels;
    private final NearestVectors vectors;
    private final CodebookBlock block;
    private final float[] scales;
    private final float[] weights;
    private final float[] roots;
    private final float[] magnitudes;
    private final int[] digits;
    private final int[] trial;
    private final boolean[] inBook;
    private final boolean[] trialInBook;
    private final PositiveScale positive;

    CodebookEncoder(CodebookKind kind) {
        this.kind = kind;
        width = kind.book.width();
        levels = kind.book.alphabetSize();
        vectors = new NearestVectors(kind.book, kind.distances);
        int groups = VALUES / kind.group;
        block = new CodebookBlock(groups);
        scales = new float[groups];
        weights = new float[kind.group];
        roots = new float[kind.group];
        magnitudes = new float[kind.group];
        digits = new int[kind.group];
        trial = new int[kind.group];
        inBook = new boolean[kind.group / width];
        trialInBook = new boolean[kind.group / width];
        positive = new PositiveScale(kind.group, levels + 1);
    }

    @Override
    public void encode(float[] values, int offset, int rows, int columns, float[] importance, byte[] target, int targetOffset) {
        int blocks = rows * columns / VALUES;
        for (int b = 0; b < blocks; b++) {
            block(values, offset + b * VALUES, importance, b * VALUES % columns, target, targetOffset + b * kind.bytes);
        }
    }

    private void block(float[] values, int from, float[] importance, int column, byte[] target, int at) {
        boolean doubled = kind != CodebookKind.IQ2_XXS && kind != CodebookKind.IQ2_XS;
        float squares = Rounding.sumOfSquares(values, from, VALUES);
        float variance = doubled ? 2 * squares / VALUES : squares / VALUES;
        block.clear();
        Arrays.fill(target, at, at + kind.bytes, (byte) 0);
        float largest = 0;
        for (int g = 0; g < scales.length; g++) {
            int first = g * kind.group;
            weigh(values, from + first, importance, column + first, variance);
            separateSigns(values, from + first, first / 8);
            scales[g] = search(first);
            largest = Math.max(largest, scales[g]);
        }
        if (largest == 0) {
            return;
        }
        float scale = largest / SCALES;
        float inverse = 1 / scale;
        for (int g = 0; g < scales.length; g++) {
            block.scaleCodes[g] = Math.clamp(Rounding.nearest(0.5f * (inverse * scales[g] - 1)), 0, 15);
        }
        Rounding.putFloat16(target, at, scale * kind.factor);
        kind.pack(block, target, at);
    }

    private void weigh(float[] values, int from, float[] importance, int column, float variance) {
        for (int i = 0; i < kind.group; i++) {
            float square = values[from + i] * values[from + i];
            if (importance.length > 0) {
                weights[i] = importance[column + i] * (float) Math.sqrt(variance + square);
            } else {
                weights[i] = kind == CodebookKind.IQ2_S ? 0.25f * variance + square : square;
            }
            roots[i] = (float) Math.sqrt(weights[i]);
        }
    }

    /** Fills magnitudes and signs; where the count of minus signs must be even, the value that matters least is turned. */
    private void separateSigns(float[] values, int from, int firstEight) {
        for (int eight = 0; eight < kind.group / 8; eight++) {
            int bits = 0;
            int least = 8 * eight;
            float leastCost = Float.MAX_VALUE;
            for (int i = 8 * eight; i < 8 * eight + 8; i++) {
                float value = values[from + i];
                magnitudes[i] = value >= 0 ? value : -value;
                bits |= value >= 0 ? 0 : 1 << i % 8;
                float cost = weights[i] * value * value;
                if (cost < leastCost) {
                    leastCost = cost;
                    least = i;
                }
            }
            if (kind.evenSigns && Integer.bitCount(bits) % 2 == 1) {
                magnitudes[least] = -magnitudes[least];
                bits ^= 1 << least % 8;
            }
            block.signs[firstEight + eight] = bits;
        }
    }

    /** Finds scale and vectors of the group whose first value is {@code first} of its block. */
    private float search(int first) {
        float largest = magnitudes[0];
        for (float magnitude : magnitudes) {
            largest = Math.max(largest, magnitude);
        }
        if (largest < kind.tiny) {
            return zero(first);
        }
        float top = 2 * levels - 1;
        float scale = largest / top;
        if (kind == CodebookKind.IQ2_XXS) {
            scale = positive.fit(magnitudes, weights, 0);
            largest = scale * levels;
            if (largest <= 0) {
                return zero(first);
            }
        }
        scale = candidates(largest, scale);
        if (scale > 0 && (kind == CodebookKind.IQ2_XXS || missing())) {
            round(1 / scale, scale, digits, inBook, kind.snapsAll());
            scale = refit(scale);
        }
        for (int v = 0; v < inBook.length; v++) {
            block.indexes[first / width + v] = vectors.index(digits, v * width);
        }
        return scale;
    }

    private float zero(int first) {
        Arrays.fill(block.signs, first / 8, (first + kind.group) / 8, 0);
        return 0;
    }

    private boolean missing() {
        for (boolean in : inBook) {
            if (!in) {
                return true;
            }
        }
        return false;
    }

    private float candidates(float largest, float plain) {
        float scale = plain;
        float best = 0;
        Arrays.fill(digits, 0);
        Arrays.fill(inBook, true);
        for (int is = -kind.span; is <= kind.span; is++) {
            float inverse = (2 * levels - 1 + is * kind.step) / largest;
            Arrays.fill(trialInBook, false);
            round(inverse, 1 / inverse, trial, trialInBook, true);
            float products = 0;
            float squares = 0;
            for (int i = 0; i < trial.length; i++) {
                float q = 2 * trial[i] + 1;
                products += weights[i] * magnitudes[i] * q;
                squares += weights[i] * q * q;
            }
            if (squares > 0 && products * products > best * squares) {
                scale = products / squares;
                best = scale * products;
                System.arraycopy(trial, 0, digits, 0, digits.length);
                System.arraycopy(trialInBook, 0, inBook, 0, inBook.length);
            }
        }
        return scale;
    }

    /** Digits for a scale, from the book; those marked as being in it stay unless {@code all} change. */
    private void round(float inverse, float scale, int[] target, boolean[] marks, boolean all) {
        for (int v = 0; v < marks.length; v++) {
            if (marks[v] && !all) {
                continue;
            }
            for (int i = v * width; i < (v + 1) * width; i++) {
                target[i] = Math.clamp(Rounding.nearest(0.5f * (inverse * magnitudes[i] - 1)), 0, levels - 1);
            }
            marks[v] = vectors.index(target, v * width) >= 0;
            if (!marks[v]) {
                vectors.snap(target, v * width, magnitudes, roots, scale);
            }
        }
    }

    private float refit(float scale) {
        float products = 0;
        float squares = 0;
        for (int i = 0; i < digits.length; i++) {
            float q = 2 * digits[i] + 1;
            products += weights[i] * magnitudes[i] * q;
            squares += weights[i] * q * q;
        }
        return squares > 0 ? products / squares : scale;
    }
}
