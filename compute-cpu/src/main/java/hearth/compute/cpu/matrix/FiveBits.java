package hearth.compute.cpu.matrix;

/**
 * 32 numbers of 5 bits in 5 words. Word k holds the pairs of columns 3k, 3k + 1 and 3k + 2 at bits 0, 5 and 10, the even column of a pair
 * in the low half of the word, the odd one in the high half. The bit that is left in each half is bit k of the last pair: so only that
 * pair has to be put together.
 */
final class FiveBits {
    static final int WORDS = 5;
    /** A pair. */
    static final int MASK = 0x001F001F;
    /** A word's bits of the last pair. */
    static final int LAST = 0x80008000;

    private FiveBits() {}

    /** Word {@code word} of the numbers at {@code numbers[0..31]}. */
    static int word(byte[] numbers, int word) {
        int packed = 0;
        for (int i = 0; i < 3; i++) {
            int pair = 3 * word + i;
            packed |= (numbers[2 * pair] | numbers[2 * pair + 1] << 16) << 5 * i;
        }
        return packed | (numbers[30] >> word & 1) << 15 | (numbers[31] >> word & 1) << 31;
    }

    /** The number of {@code column}, given its block's words. */
    static int get(int[] words, int column) {
        int half = column % 2 * 16;
        int pair = column / 2;
        if (pair < 15) {
            return words[pair / 3] >>> (half + pair % 3 * 5) & 31;
        }
        int number = 0;
        for (int word = 0; word < WORDS; word++) {
            number |= (words[word] >>> (half + 15) & 1) << word;
        }
        return number;
    }
}
