package hearth.tokenizer;

import java.util.Arrays;

/** A growing list of ints. */
final class IdList {
    private int[] values;
    private int size;

    IdList(int capacity) {
        values = new int[Math.max(4, capacity)];
    }

    void add(int value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size + (size >> 1) + 4);
        }
        values[size++] = value;
    }

    void addAll(int[] source, int from, int to) {
        int count = to - from;
        if (size + count > values.length) {
            values = Arrays.copyOf(values, Math.max(size + count, size + (size >> 1) + 4));
        }
        System.arraycopy(source, from, values, size, count);
        size += count;
    }

    int removeLast() {
        return values[--size];
    }

    int at(int index) {
        return values[index];
    }

    void set(int index, int value) {
        values[index] = value;
    }

    int size() {
        return size;
    }

    /** Drops all but the first {@code count}. */
    void truncate(int count) {
        size = count;
    }

    void clear() {
        size = 0;
    }

    int[] toArray() {
        return Arrays.copyOf(values, size);
    }
}
