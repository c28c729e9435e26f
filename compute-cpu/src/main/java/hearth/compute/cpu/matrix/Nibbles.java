package hearth.compute.cpu.matrix;

/**
 * Words of eight 4-bit weights of one row: nibble i is column 2i, nibble i + 4 is column 2i + 1. Shifted by 4i and masked, a word is
 * the pair of int16 (column 2i, column 2i + 1).
 */
final class Nibbles {
    private Nibbles() {}

    /** The word of the low nibbles of eight bytes, byte i being column i. */
    static int word(long eight) {
        long even = eight & 0x000F000F000F000FL;
        long odd = eight >>> 8 & 0x000F000F000F000FL;
        return gather(even) | gather(odd) << 16;
    }

    private static int gather(long spread) {
        long pairs = (spread | spread >>> 12) & 0x000000FF000000FFL;
        return (int) (pairs | pairs >>> 24) & 0xFFFF;
    }

    /** A word with {@code code} in column {@code column} (0..7) and zeros elsewhere. */
    static int put(int code, int column) {
        return code << (column / 2 * 4 + column % 2 * 16);
    }

    /** Column {@code column} (0..7) of a word. */
    static int get(int word, int column) {
        return word >>> (column / 2 * 4 + column % 2 * 16) & 15;
    }
}
