package hearth.grammar.automaton;

import java.util.Arrays;

/** A set of numbers that is emptied often. */
final class LongSet {
    private long[] slots = new long[64];
    private int[] stamps = new int[64]; // a slot is taken if it bears the current stamp
    private int stamp = 1;
    private int size;

    /** Adds a value and tells whether it was new. */
    boolean add(long value) {
        if (2 * size >= slots.length) {
            grow();
        }
        if (!insert(value)) {
            return false;
        }
        size++;
        return true;
    }

    int size() {
        return size;
    }

    void clear() {
        size = 0;
        if (++stamp == 0) {
            Arrays.fill(stamps, 0);
            stamp = 1;
        }
    }

    private boolean insert(long value) {
        int mask = slots.length - 1;
        long mixed = value * 0x9E3779B97F4A7C15L;
        int at = (int) (mixed >>> 32) & mask;
        while (stamps[at] == stamp) {
            if (slots[at] == value) {
                return false;
            }
            at = at + 1 & mask;
        }
        slots[at] = value;
        stamps[at] = stamp;
        return true;
    }

    private void grow() {
        long[] oldSlots = slots;
        int[] oldStamps = stamps;
        slots = new long[2 * oldSlots.length];
        stamps = new int[2 * oldSlots.length];
        int oldStamp = stamp;
        stamp = 1;
        for (int i = 0; i < oldSlots.length; i++) {
            if (oldStamps[i] == oldStamp) {
                insert(oldSlots[i]);
            }
        }
    }
}
