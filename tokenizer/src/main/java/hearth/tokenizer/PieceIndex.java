package hearth.tokenizer;

/**
 * Finds a piece by its bytes: open addressing over a polynomial hash, so that the hash of a joined pair follows from the
 * hashes of its halves and that of any slice from two prefix hashes, without reading the bytes again.
 */
final class PieceIndex {
    static final int ABSENT = -1;

    private static final long BASE = 0x9E3779B97F4A7C15L | 1;
    private static final long SPREAD = 0xD6E8FEB86659FD93L;

    private final PieceTable pieces;
    private long[] slots; // upper half: part of the hash; lower half: id + 1, 0 where empty
    private int shift;
    private int count;

    PieceIndex(PieceTable pieces, int expectedCount) {
        this.pieces = pieces;
        int bits = Math.max(4, Integer.SIZE - Integer.numberOfLeadingZeros(expectedCount * 2));
        slots = new long[1 << bits];
        shift = Long.SIZE - bits;
    }

    /** The hash of a slice one byte longer. */
    static long extend(long hash, byte next) {
        return hash * BASE + (next & 0xFF) + 1;
    }

    static long hash(byte[] bytes, int from, int to) {
        long hash = 0;
        for (int i = from; i < to; i++) {
            hash = extend(hash, bytes[i]);
        }
        return hash;
    }

    /** BASE to the powers 0 … count. */
    static long[] powers(int count) {
        long[] powers = new long[count + 1];
        powers[0] = 1;
        for (int i = 1; i <= count; i++) {
            powers[i] = powers[i - 1] * BASE;
        }
        return powers;
    }

    /** The id of the piece equal to {@code bytes[from, to)}, whose hash the caller knows, or {@link #ABSENT}. */
    int find(byte[] bytes, int from, int to, long hash) {
        long mixed = mix(hash);
        int mask = slots.length - 1;
        for (int i = (int) (mixed >>> shift); ; i = (i + 1) & mask) {
            long slot = slots[i];
            if (slot == 0) {
                return ABSENT;
            }
            if ((int) (slot >>> 32) == (int) mixed) {
                int id = (int) slot - 1;
                if (pieces.equals(id, bytes, from, to)) {
                    return id;
                }
            }
        }
    }

    int find(byte[] bytes, int from, int to) {
        return find(bytes, from, to, hash(bytes, from, to));
    }

    /** Makes {@code id} findable, unless an equal piece already is: the first one stays. Returns whether it is findable. */
    boolean add(int id) {
        byte[] bytes = pieces.bytes();
        long hash = hash(bytes, pieces.start(id), pieces.end(id));
        if (find(bytes, pieces.start(id), pieces.end(id), hash) != ABSENT) {
            return false;
        }
        if (2 * ++count > slots.length) {
            grow();
        }
        insert(mix(hash), id);
        return true;
    }

    private void insert(long mixed, int id) {
        int mask = slots.length - 1;
        int i = (int) (mixed >>> shift);
        while (slots[i] != 0) {
            i = (i + 1) & mask;
        }
        slots[i] = mixed << 32 | (id + 1);
    }

    private void grow() {
        long[] old = slots;
        slots = new long[2 * old.length];
        shift--;
        for (long slot : old) {
            if (slot != 0) {
                int id = (int) slot - 1;
                insert(mix(hash(pieces.bytes(), pieces.start(id), pieces.end(id))), id);
            }
        }
    }

    // the slot comes from the upper bits, the stored part from the lower ones
    private static long mix(long hash) {
        long mixed = (hash ^ (hash >>> 32)) * SPREAD;
        return mixed ^ (mixed >>> 29);
    }
}
