package hearth.tokenizer;

/** Maps pairs of non-negative ints to a non-negative int, by open addressing. */
final class PairTable {
    static final int ABSENT = -1;

    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private long[] keys; // the pair plus one, 0 where empty
    private int[] values;
    private int shift;
    private int count;

    PairTable(int expectedCount) {
        int bits = Math.max(4, Integer.SIZE - Integer.numberOfLeadingZeros(expectedCount * 3 / 2));
        keys = new long[1 << bits];
        values = new int[1 << bits];
        shift = Long.SIZE - bits;
    }

    int get(int left, int right) {
        long key = key(left, right);
        int mask = keys.length - 1;
        for (int i = (int) (key * SPREAD >>> shift); ; i = (i + 1) & mask) {
            if (keys[i] == key) {
                return values[i];
            }
            if (keys[i] == 0) {
                return ABSENT;
            }
        }
    }

    /** Sets the value of a pair that has none; the first value of a pair stays. */
    void putIfAbsent(int left, int right, int value) {
        if (get(left, right) != ABSENT) {
            return;
        }
        if (4L * ++count > 3L * keys.length) {
            grow();
        }
        insert(key(left, right), value);
    }

    private void insert(long key, int value) {
        int mask = keys.length - 1;
        int i = (int) (key * SPREAD >>> shift);
        while (keys[i] != 0) {
            i = (i + 1) & mask;
        }
        keys[i] = key;
        values[i] = value;
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldValues = values;
        keys = new long[2 * oldKeys.length];
        values = new int[2 * oldKeys.length];
        shift--;
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != 0) {
                insert(oldKeys[i], oldValues[i]);
            }
        }
    }

    private static long key(int left, int right) {
        return ((long) left << 32 | right) + 1;
    }
}
