package hearth.tokenizer;

import java.util.Arrays;

/** Byte strings by id, end to end in one array. New ones can be added at the end. */
final class PieceTable {
    private byte[] bytes;
    private int[] starts;
    private int size;

    PieceTable(int expectedCount, int expectedBytes) {
        bytes = new byte[Math.max(16, expectedBytes)];
        starts = new int[Math.max(16, expectedCount + 1)];
    }

    /** Adds the bytes of {@code source} from {@code from} up to {@code to} and returns their id. */
    int add(byte[] source, int from, int to) {
        int start = starts[size];
        int end = Math.addExact(start, to - from);
        if (size + 2 > starts.length) {
            starts = Arrays.copyOf(starts, starts.length + (starts.length >> 1));
        }
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8, Math.max(end, bytes.length * 3L / 2)));
        }
        System.arraycopy(source, from, bytes, start, to - from);
        starts[++size] = end;
        return size - 1;
    }

    /** Adds the one byte that a text like {@code <0x0A>} names; other texts as they are. */
    int addByteToken(byte[] source, int from, int to) {
        if (to - from == 6 && source[from] == '<' && source[from + 1] == '0' && source[from + 2] == 'x') {
            int high = Character.digit(source[from + 3], 16);
            int low = Character.digit(source[from + 4], 16);
            if (high >= 0 && low >= 0) {
                return add(new byte[] {(byte) (high << 4 | low)}, 0, 1);
            }
        }
        return add(source, from, to);
    }

    int size() {
        return size;
    }

    /** The shared bytes: read only, and replaced when {@link #add} needs room. */
    byte[] bytes() {
        return bytes;
    }

    int start(int id) {
        return starts[id];
    }

    int end(int id) {
        return starts[id + 1];
    }

    int length(int id) {
        return starts[id + 1] - starts[id];
    }

    byte[] copy(int id) {
        return Arrays.copyOfRange(bytes, starts[id], starts[id + 1]);
    }

    boolean equals(int id, byte[] other, int from, int to) {
        return Arrays.equals(bytes, starts[id], starts[id + 1], other, from, to);
    }
}
