package hearth.format.encode;

import hearth.format.Codebook;
import java.util.Arrays;

/**
 * Finds the vectors of a codebook that are near others. Digits stand evenly spaced here: digit n for 2n + 1. For a vector that
 * is not in the book those at its smallest few distances are looked at; the lists are made when first needed.
 */
final class NearestVectors {
    private final int width;
    private final int base;
    private final int distances;
    private final int size;
    private final byte[] digits; // (vector, place)
    private final int[] indexes; // by code, -1 where the book has none
    private final int[][] neighbours; // by code, nearest first

    /** @param distances how many distinct distances count */
    NearestVectors(Codebook book, int distances) {
        this.distances = distances;
        width = book.width();
        base = book.alphabetSize();
        size = book.size();
        digits = new byte[size * width];
        int codes = 1;
        for (int i = 0; i < width; i++) {
            codes *= base;
        }
        indexes = new int[codes];
        neighbours = new int[codes][];
        Arrays.fill(indexes, -1);
        for (int v = 0; v < size; v++) {
            int code = 0;
            for (int i = width - 1; i >= 0; i--) {
                digits[v * width + i] = (byte) book.digit(v, i);
                code = code * base + digits[v * width + i];
            }
            indexes[code] = v;
        }
    }

    private int code(int[] vector, int from) {
        int code = 0;
        for (int i = width - 1; i >= 0; i--) {
            code = code * base + vector[from + i];
        }
        return code;
    }

    /** Place of a vector in the book, or -1. */
    int index(int[] vector, int from) {
        return indexes[code(vector, from)];
    }

    /**
     * Puts the book's best vector in place of one that is not in it: among the near ones that with the least weighted square of
     * the error.
     *
     * @param values what the digits times {@code scale} should come near
     */
    void snap(int[] vector, int from, float[] values, float[] weights, float scale) {
        int code = code(vector, from);
        if (neighbours[code] == null) {
            neighbours[code] = near(vector, from);
        }
        float least = Float.MAX_VALUE;
        int best = neighbours[code][0];
        for (int candidate : neighbours[code]) {
            float error = 0;
            for (int i = 0; i < width; i++) {
                float difference = scale * (2 * digits[candidate * width + i] + 1) - values[from + i];
                error += weights[from + i] * difference * difference;
            }
            if (error < least) {
                least = error;
                best = candidate;
            }
        }
        copy(best, vector, from);
    }

    /** As {@link #snap}, with values of any sign and the given numbers for the digits; returns the place in the book. */
    int snap(int[] vector, int from, float[] values, float[] weights, float scale, float[] numbers) {
        int code = code(vector, from);
        if (neighbours[code] == null) {
            neighbours[code] = near(vector, from);
        }
        float least = Float.MAX_VALUE;
        int best = neighbours[code][0];
        for (int candidate : neighbours[code]) {
            float error = 0;
            for (int i = 0; i < width; i++) {
                float difference = scale * numbers[digits[candidate * width + i]] - values[from + i];
                error += weights[from + i] * difference * difference;
            }
            if (error < least) {
                least = error;
                best = candidate;
            }
        }
        copy(best, vector, from);
        return best;
    }

    private void copy(int index, int[] vector, int from) {
        for (int i = 0; i < width; i++) {
            vector[from + i] = digits[index * width + i];
        }
    }

    private int[] near(int[] vector, int from) {
        int[] squares = new int[size];
        for (int v = 0; v < size; v++) {
            for (int i = 0; i < width; i++) {
                int difference = 2 * (digits[v * width + i] - vector[from + i]);
                squares[v] += difference * difference;
            }
        }
        int[] found = new int[size];
        int count = 0;
        int last = -1;
        for (int round = 0; round < distances; round++) {
            int next = Integer.MAX_VALUE;
            for (int square : squares) {
                next = square > last && square < next ? square : next;
            }
            for (int v = 0; v < size; v++) {
                if (squares[v] == next) {
                    found[count++] = v;
                }
            }
            last = next;
        }
        return Arrays.copyOf(found, count);
    }
}
