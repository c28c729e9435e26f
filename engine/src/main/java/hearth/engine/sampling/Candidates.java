package hearth.engine.sampling;

import java.util.Arrays;

/**
 * The tokens that may still be drawn, with their logits: the whole vocabulary in id order at first. Steps change logits, shorten
 * the list or reorder it. All arrays are made once, for the vocabulary's size; samplers that take turns on one thread can share them.
 */
public final class Candidates {
    private final int[] ids;
    private final float[] logits;
    private final float[] probabilities;
    private final long[] keys;
    private int size;
    private boolean sorted;

    /** Room for this many tokens. */
    public Candidates(int vocabularySize) {
        ids = new int[vocabularySize];
        logits = new float[vocabularySize];
        probabilities = new float[vocabularySize];
        keys = new long[vocabularySize];
    }

    /**
     * Starts again with all tokens.
     *
     * @throws UnusableLogitsException if a logit is NaN or positive infinity, or all are negative infinity
     */
    void load(float[] source, int offset) {
        size = ids.length;
        sorted = false;
        float max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < size; i++) {
            float logit = source[offset + i];
            // False for NaN and for positive infinity alike.
            if (!(logit < Float.POSITIVE_INFINITY)) {
                throw new UnusableLogitsException("the logit of token " + i + " is " + logit);
            }
            max = Math.max(max, logit);
            ids[i] = i;
            logits[i] = logit;
        }
        if (max == Float.NEGATIVE_INFINITY) {
            throw new UnusableLogitsException("all " + size + " logits are negative infinity");
        }
    }

    /** How many tokens there is room for. */
    public int vocabularySize() {
        return ids.length;
    }

    /** Makes the logits of all but these ids negative infinity; only while all tokens are there, in id order. */
    void allowOnly(long[] allowed) {
        for (int i = 0; i < size; i++) {
            if (i >> 6 >= allowed.length || (allowed[i >> 6] & 1L << i) == 0) {
                logits[i] = Float.NEGATIVE_INFINITY;
            }
        }
        requireAny("the constraint");
    }

    /** @throws NoTokenAllowedException if no logit is above negative infinity any more */
    void requireAny(String culprit) {
        for (int i = 0; i < size; i++) {
            if (logits[i] > Float.NEGATIVE_INFINITY) {
                return;
            }
        }
        throw new NoTokenAllowedException(culprit + " leaves no token that could be drawn");
    }

    int size() {
        return size;
    }

    int id(int index) {
        return ids[index];
    }

    float logit(int index) {
        return logits[index];
    }

    void logit(int index, float value) {
        logits[index] = value;
    }

    /** As the last {@link #softmax} left it. */
    float probability(int index) {
        return probabilities[index];
    }

    /** Drops all after the first {@code newSize}. */
    void truncate(int newSize) {
        size = newSize;
    }

    /** Keeps the entry at {@code from} as the one at {@code to}, {@code to <= from}; for steps that drop in between. */
    void move(int from, int to) {
        ids[to] = ids[from];
        logits[to] = logits[from];
    }

    /** Index of the largest logit; the lowest index of equal ones. */
    int argMax() {
        int best = 0;
        for (int i = 1; i < size; i++) {
            if (logits[i] > logits[best]) {
                best = i;
            }
        }
        return best;
    }

    float maxLogit() {
        return logits[sorted ? 0 : argMax()];
    }

    /** Keeps the {@code count} largest logits, largest first; of equal ones the lower id comes first. */
    void keepLargest(int count) {
        if (sorted) {
            size = Math.min(size, count);
        } else if (count >= size) {
            sort();
        } else {
            keepLargestOfUnsorted(count);
        }
    }

    /** Orders by logit, largest first; of equal ones the lower id comes first. */
    void sort() {
        if (!sorted) {
            for (int i = 0; i < size; i++) {
                keys[i] = key(i);
            }
            takeSortedKeys(size);
        }
    }

    /** Reorders by ascending key, then keeps the first {@code count}; the list then counts as unordered by logit. */
    void reorder(int[] order, int count) {
        for (int i = 0; i < count; i++) {
            keys[i] = (long) ids[order[i]] << 32 | Integer.toUnsignedLong(Float.floatToRawIntBits(logits[order[i]]));
        }
        for (int i = 0; i < count; i++) {
            ids[i] = (int) (keys[i] >> 32);
            logits[i] = Float.intBitsToFloat((int) keys[i]);
        }
        size = count;
        sorted = false;
    }

    /** Fills the probabilities: exp(l - max) / sum, in 32 bits. */
    void softmax() {
        float max = maxLogit();
        float sum = 0;
        for (int i = 0; i < size; i++) {
            probabilities[i] = (float) Math.exp(logits[i] - max);
            sum += probabilities[i];
        }
        for (int i = 0; i < size; i++) {
            probabilities[i] /= sum;
        }
    }

    // A min-heap of the best so far: most logits of a large vocabulary fail the one comparison with its root.
    private void keepLargestOfUnsorted(int count) {
        for (int i = 0; i < count; i++) {
            keys[i] = key(i);
        }
        for (int i = count / 2 - 1; i >= 0; i--) {
            siftDown(i, count);
        }
        for (int i = count; i < size; i++) {
            long key = key(i);
            if (key > keys[0]) {
                keys[0] = key;
                siftDown(0, count);
            }
        }
        takeSortedKeys(count);
    }

    private void siftDown(int start, int count) {
        long moving = keys[start];
        int hole = start;
        for (int child = 2 * hole + 1; child < count; child = 2 * hole + 1) {
            if (child + 1 < count && keys[child + 1] < keys[child]) {
                child++;
            }
            if (keys[child] >= moving) {
                break;
            }
            keys[hole] = keys[child];
            hole = child;
        }
        keys[hole] = moving;
    }

    private void takeSortedKeys(int count) {
        Arrays.sort(keys, 0, count);
        for (int i = 0; i < count; i++) {
            long key = keys[count - 1 - i];
            ids[i] = ~(int) key;
            logits[i] = fromOrdered((int) (key >> 32));
        }
        size = count;
        sorted = true;
    }

    // Logit in the upper half so that keys compare as logits do, then the inverted id so that a lower id is larger.
    private long key(int index) {
        return (long) toOrdered(logits[index]) << 32 | Integer.toUnsignedLong(~ids[index]);
    }

    // Adding 0 makes one zero of the two. The bits of a negative float compare in the wrong direction.
    private static int toOrdered(float value) {
        int bits = Float.floatToRawIntBits(value + 0f);
        return bits ^ ((bits >> 31) & 0x7FFF_FFFF);
    }

    private static float fromOrdered(int ordered) {
        return Float.intBitsToFloat(ordered ^ ((ordered >> 31) & 0x7FFF_FFFF));
    }
}
