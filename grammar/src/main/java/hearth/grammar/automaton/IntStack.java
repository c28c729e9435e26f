package hearth.grammar.automaton;

import java.util.Arrays;

/** Numbers, last in first out. */
final class IntStack {
    private int[] values = new int[32];
    private int size;

    void push(int value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, 2 * size);
        }
        values[size++] = value;
    }

    int pop() {
        return values[--size];
    }

    boolean isEmpty() {
        return size == 0;
    }
}
