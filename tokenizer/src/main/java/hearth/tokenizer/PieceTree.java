package hearth.tokenizer;

import java.util.Arrays;

/**
 * Finds all pieces that a text begins with: the pieces in the order of their bytes, narrowed down byte by byte. A position in
 * the tree is the range of the pieces that begin with the bytes read so far, first and last packed in one long.
 */
final class PieceTree {
    static final long NOWHERE = -1;
    static final int NO_PIECE = -1;

    private final PieceTable pieces;
    private final int[] order; // ids, by their bytes
    private final long[] firsts = new long[0x100]; // the range of each first byte

    /** @param ids the pieces to find, without empty ones; of equal pieces the lowest id is found */
    PieceTree(PieceTable pieces, int[] ids) {
        this.pieces = pieces;
        order = Arrays.stream(ids).boxed().sorted(this::compare).mapToInt(Integer::intValue).toArray();
        Arrays.fill(firsts, NOWHERE);
        int start = 0;
        for (int i = 1; i <= order.length; i++) {
            if (i == order.length || byteAt(i, 0) != byteAt(start, 0)) {
                firsts[byteAt(start, 0)] = (long) start << 32 | i;
                start = i;
            }
        }
    }

    private int compare(int a, int b) {
        byte[] bytes = pieces.bytes();
        int byBytes = Arrays.compareUnsigned(bytes, pieces.start(a), pieces.end(a), bytes, pieces.start(b), pieces.end(b));
        return byBytes != 0 ? byBytes : Integer.compare(a, b);
    }

    /** The position after a first byte, or {@link #NOWHERE}. */
    long first(byte value) {
        return firsts[value & 0xFF];
    }

    /** The position one byte further, or {@link #NOWHERE}; {@code depth} bytes were read before. */
    long step(long position, int depth, byte value) {
        int low = (int) (position >>> 32);
        int high = (int) position;
        int wanted = value & 0xFF;
        if (byteAt(low, depth) > wanted || byteAt(high - 1, depth) < wanted) {
            return NOWHERE;
        }
        int start = firstAtLeast(low, high, depth, wanted);
        int end = firstAtLeast(start, high, depth, wanted + 1);
        return start == end ? NOWHERE : (long) start << 32 | end;
    }

    /** The piece of exactly the {@code depth} bytes read, or {@link #NO_PIECE}. */
    int piece(long position, int depth) {
        int id = order[(int) (position >>> 32)]; // a piece comes before the longer ones it begins
        return pieces.length(id) == depth ? id : NO_PIECE;
    }

    /** The longest piece that {@code text} begins with at {@code at}, or {@link #NO_PIECE}. */
    int longest(WordBytes text, int at) {
        byte[] bytes = text.bytes();
        int longest = NO_PIECE;
        long position = first(bytes[at]);
        for (int depth = 1; position != NOWHERE; depth++) {
            int id = piece(position, depth);
            if (id != NO_PIECE) {
                longest = id;
            }
            position = at + depth < text.size() ? step(position, depth, bytes[at + depth]) : NOWHERE;
        }
        return longest;
    }

    private int firstAtLeast(int from, int to, int depth, int wanted) {
        int low = from;
        int high = to;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (byteAt(middle, depth) < wanted) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** -1 after the end of a piece. */
    private int byteAt(int place, int depth) {
        int id = order[place];
        return depth < pieces.length(id) ? pieces.bytes()[pieces.start(id) + depth] & 0xFF : -1;
    }
}
