package hearth.tokenizer;

/** Maps pairs of non-negative ints to a non-negative long, by open addressing; key and value lie side by side. */
final class PairTable {
    static final long ABSENT = -1;

    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private long[] entries; // at even places a pair plus one, 0 where empty; behind it the value
    private int shift;
    private int count;

    PairTable(int expectedCount) {
        int bits = Math.max(4, Integer.SIZE - Integer.numberOfLeadingZeros(expectedCount + expectedCount / 2));
        entries = new long[2 << bits];
        shift = Long.SIZE - bits;
    }

    long get(int left, int right) {
        int at = slot(entries, key(left, right));
        return entries[at] == 0 ? ABSENT : entries[at + 1];
    }

    /** Sets the value of a pair that has none; the first value of a pair stays. */
    void putIfAbsent(int left, int right, long value) {
        long key = key(left, right);
        int at = slot(entries, key);
        if (entries[at] != 0) {
            return;
        }
        entries[at] = key;
        entries[at + 1] = value;
        count++;
        if (8L * count > 3L * entries.length) { // three quarters full
            grow();
        }
    }

    /** Where the key is, or the empty place where it belongs. */
    private int slot(long[] table, long key) {
        int mask = table.length - 1;
        int at = (int) (key * SPREAD >>> shift) << 1;
        while (table[at] != key && table[at] != 0) {
            at = (at + 2) & mask;
        }
        return at;
    }

    private void grow() {
        long[] larger = new long[2 * entries.length];
        shift--;
        for (int i = 0; i < entries.length; i += 2) {
            if (entries[i] != 0) {
                int at = slot(larger, entries[i]);
                larger[at] = entries[i];
                larger[at + 1] = entries[i + 1];
            }
        }
        entries = larger;
    }

    private static long key(int left, int right) {
        return ((long) left << 32 | right) + 1;
    }
}
