package hearth.compute.cpu.matrix;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Words of eight 4-bit weights of one row: nibble i is column 2i, nibble i + 4 is column 2i + 1. Shifted by 4i and masked, a word is
 * the pair of int16 (column 2i, column 2i + 1).
 */
final class Nibbles {
    private static final int MASK = 0x000F000F;

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

    /** Column {@code column} (0..7) of a word. */
    static int get(int word, int column) {
        return word >>> (column / 2 * 4 + column % 2 * 16) & 15;
    }

    static ShortVector pair0(IntVector word) {
        return word.and(MASK).reinterpretAsShorts();
    }

    static ShortVector pair1(IntVector word) {
        return word.lanewise(VectorOperators.LSHR, 4).and(MASK).reinterpretAsShorts();
    }

    static ShortVector pair2(IntVector word) {
        return word.lanewise(VectorOperators.LSHR, 8).and(MASK).reinterpretAsShorts();
    }

    static ShortVector pair3(IntVector word) {
        return word.lanewise(VectorOperators.LSHR, 12).and(MASK).reinterpretAsShorts();
    }

    /** Unpacks 4 words (32 columns) of one vector of rows to 16 pairs, each less {@code zero} (a pair of int16). */
    static void unpack(MemorySegment words, long from, int[] pairs, int to, int zero) {
        int step = PanelMatrix.PANEL_ROWS;
        ShortVector offset = IntVector.broadcast(Lanes.INT, zero).reinterpretAsShorts();
        for (int word = 0; word < 4; word++) {
            IntVector v = Lanes.ints(words, from + word * 4L * step);
            int at = to + word * 4 * step;
            pair0(v).sub(offset).reinterpretAsInts().intoArray(pairs, at);
            pair1(v).sub(offset).reinterpretAsInts().intoArray(pairs, at + step);
            pair2(v).sub(offset).reinterpretAsInts().intoArray(pairs, at + 2 * step);
            pair3(v).sub(offset).reinterpretAsInts().intoArray(pairs, at + 3 * step);
        }
    }
}
