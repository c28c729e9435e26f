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

    /** Word {@code word}: {@code four} are the numbers 4 · word to 4 · word + 3, {@code last} 12 to 15, one a byte. */
    static int word(int four, int last, int word) {
        int pairs = four & 0x3F | (four & 0x3F00) << 8 | (four & 0x3F0000) >>> 10 | (four & 0x3F000000) >>> 2;
        int even = last & 0x3F | (last >>> 16 & 0x3F) << 6;
        int odd = last >>> 8 & 0x3F | (last >>> 24 & 0x3F) << 6;
        return pairs | (even >> 4 * word & 15) << 12 | (odd >> 4 * word & 15) << 28;
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
