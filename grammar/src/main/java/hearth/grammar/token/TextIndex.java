package hearth.grammar.token;

/** The tokens of whole characters, and for each rarer character of ASCII those that have it. */
final class TextIndex {
    private final long[] whole;
    private final long[][] having = new long[0x80][]; // by character; null for common ones, and for those in no token

    TextIndex(int maskLength) {
        whole = new long[maskLength];
    }

    /** Letters, digits and blanks are in most tokens, so that a set of tokens without them is of no use. */
    static boolean isCommon(int character) {
        return character == ' ' || character >= '0' && character <= '9' || character >= 'A' && character <= 'Z'
                || character >= 'a' && character <= 'z';
    }

    void add(int id, byte[] piece) {
        set(whole, id);
        for (byte value : piece) {
            if (value >= 0 && !isCommon(value)) {
                if (having[value] == null) {
                    having[value] = new long[whole.length];
                }
                set(having[value], id);
            }
        }
    }

    private static void set(long[] mask, int id) {
        mask[id >> 6] |= 1L << id;
    }

    /** The tokens of whole characters that have none of some. */
    long[] without(boolean[] characters) {
        long[] mask = whole.clone();
        for (int c = 0; c < characters.length; c++) {
            if (characters[c] && having[c] != null) {
                for (int i = 0; i < mask.length; i++) {
                    mask[i] &= ~having[c][i];
                }
            }
        }
        return mask;
    }

    /** The other tokens of whole characters. */
    int[] idsBut(long[] mask) {
        int count = 0;
        for (int i = 0; i < mask.length; i++) {
            count += Long.bitCount(whole[i] & ~mask[i]);
        }
        int[] ids = new int[count];
        count = 0;
        for (int i = 0; i < mask.length; i++) {
            for (long left = whole[i] & ~mask[i]; left != 0; left &= left - 1) {
                ids[count++] = i << 6 | Long.numberOfTrailingZeros(left);
            }
        }
        return ids;
    }
}
