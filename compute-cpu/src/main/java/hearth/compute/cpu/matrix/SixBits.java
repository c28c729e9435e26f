package hearth.compute.cpu.matrix;

/**
 * 16 numbers of 6 bits in 3 words. Word k holds the pairs of columns 2k and 2k + 1 at bits 0 and 6, the even column of a pair in the low
 * half of the word, the odd one in the high half. The four bits that are left in each half are bits 4k to 4k + 3 of the last two
 * pairs: so only those have to be put together.
 */
final class SixBits {
    static final int WORDS = 3;
    /** A pair. */
    static final int MASK = 0x003F003F;
    /** A word's bits of the last two pairs. */
    static final int LAST = 0xF000F000;

    private SixBits() {}

    /** Word {@code word} of the numbers at {@code numbers[0..15]}. */
    static int word(byte[] numbers, int word) {
        int packed = 0;
        for (int i = 0; i < 2; i++) {
            int pair = 2 * word + i;
            packed |= (numbers[2 * pair] | numbers[2 * pair + 1] << 16) << 6 * i;
        }
        int even = numbers[12] | numbers[14] << 6;
        int odd = numbers[13] | numbers[15] << 6;
        return packed | (even >> 4 * word & 15) << 12 | (odd >> 4 * word & 15) << 28;
    }

    /** The number of {@code column}, given its block's words. */
    static int get(int[] words, int column) {
        int half = column % 2 * 16;
        int pair = column / 2;
        if (pair < 6) {
            return words[pair / 2] >>> (half + pair % 2 * 6) & 63;
        }
        int last = 0;
        for (int word = 0; word < WORDS; word++) {
            last |= (words[word] >>> (half + 12) & 15) << 4 * word;
        }
        return last >> (pair - 6) * 6 & 63;
    }
}
