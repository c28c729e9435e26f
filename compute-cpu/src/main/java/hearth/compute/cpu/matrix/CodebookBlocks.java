package hearth.compute.cpu.matrix;

import hearth.format.Codebook;
import hearth.format.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Turns stored blocks of the IQ types into words of 4-bit codes (in the order of {@link Nibbles}) and group scales. A code is the
 * digit of the codebook's alphabet, with the top bit for the minus sign, or for the IQ1 types for a shift down instead of up.
 */
abstract class CodebookBlocks {
    static final int PANEL_ROWS = PanelMatrix.PANEL_ROWS;

    /** For each byte of signs, bit i of which is set for a negative column i, the top bits of a word's codes. */
    static final int[] SIGNS = signs(8);
    /** The same for 7 bits; the eighth makes the number of minus signs even. */
    static final int[] EVEN_SIGNS = signs(7);

    private final int groupColumns;
    private final byte[] values;

    CodebookBlocks(int groupColumns, byte[] values) {
        this.groupColumns = groupColumns;
        this.values = values;
    }

    /** The reader of a type's blocks. */
    static CodebookBlocks of(TensorType type) {
        return switch (type) {
            case IQ1_S, IQ1_M -> new OneBitBlocks(type);
            case IQ2_XXS, IQ2_XS, IQ2_S -> new TwoBitBlocks(type);
            case IQ3_XXS, IQ3_S -> new ThreeBitBlocks(type);
            default -> throw new IllegalArgumentException(type + " has no codebook");
        };
    }

    /** Columns that share a scale. */
    final int groupColumns() {
        return groupColumns;
    }

    /** What the 16 codes stand for. */
    final byte[] values() {
        return values;
    }

    /** Writes the words and group scales of the block at {@code at}, for row {@code lane} of a panel. */
    abstract void expand(MemorySegment w, long at, int lane, int[] words, float[] scales);

    /** The digits of each vector of a codebook as a word, or for vectors of 4 as the first half of one. */
    static int[] words(Codebook codebook) {
        int[] words = new int[codebook.size()];
        for (int i = 0; i < words.length; i++) {
            for (int place = 0; place < codebook.width(); place++) {
                words[i] |= Nibbles.put(codebook.digit(i, place), place);
            }
        }
        return words;
    }

    private static int[] signs(int bits) {
        int[] words = new int[1 << bits];
        for (int i = 0; i < words.length; i++) {
            int signs = bits == 7 ? i | (Integer.bitCount(i) & 1) << 7 : i;
            for (int place = 0; place < 8; place++) {
                words[i] |= Nibbles.put((signs >> place & 1) << 3, place);
            }
        }
        return words;
    }

    /** Digits of the alphabet, then the same negated. */
    static byte[] signedValues(Codebook codebook) {
        byte[] values = new byte[16];
        for (int digit = 0; digit < codebook.alphabetSize(); digit++) {
            values[digit] = (byte) codebook.value(digit);
            values[8 + digit] = (byte) -codebook.value(digit);
        }
        return values;
    }

    static int unsigned8(MemorySegment w, long at) {
        return w.get(ValueLayout.JAVA_BYTE, at) & 0xFF;
    }

    static int unsigned16(MemorySegment w, long at) {
        return w.get(WeightMemory.SHORT, at) & 0xFFFF;
    }

    static float half(MemorySegment w, long at) {
        return Float.float16ToFloat(w.get(WeightMemory.SHORT, at));
    }
}
