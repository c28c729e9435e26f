package hearth.tokenizer.split;

import java.util.BitSet;

/**
 * The Unicode classes that pre-tokenizers tell apart, as bits; a code point can be in several, or in none. They are those of
 * Unicode 15.1, which the reference uses; the characters that the JDK's 16.0 adds count as unassigned.
 */
final class CharacterClass {
    static final int LETTER = 1;
    static final int NUMBER = 2;
    static final int PUNCTUATION = 4;
    static final int SYMBOL = 8;
    static final int MARK = 16;
    static final int SPACE = 32;
    /** Lu, Lt, Lm, Lo and M: what may stand in the upper-case part of a word. */
    static final int UPPER_PART = 64;
    /** Ll, Lm, Lo and M. */
    static final int LOWER_PART = 128;

    private static final int[][] NEW_IN_16 = {
        {0x0897, 0x0897}, {0x1B4E, 0x1B4F}, {0x1B7F, 0x1B7F}, {0x1C89, 0x1C8A}, {0x2427, 0x2429}, {0x31E4, 0x31E5},
        {0xA7CB, 0xA7CD}, {0xA7DA, 0xA7DC}, {0x105C0, 0x105F3}, {0x10D40, 0x10D8F}, {0x10EC2, 0x10EFC}, {0x11380, 0x113E2},
        {0x116D0, 0x116E3}, {0x11BC0, 0x11BF9}, {0x11F5A, 0x11F5A}, {0x13460, 0x143FA}, {0x16100, 0x16139},
        {0x16D40, 0x16D79}, {0x18CFF, 0x18CFF}, {0x1CC00, 0x1CEB3}, {0x1E5D0, 0x1E5FF}, {0x1F8B2, 0x1F8C1},
        {0x1FA89, 0x1FA8F}, {0x1FABE, 0x1FABE}, {0x1FAC6, 0x1FAC6}, {0x1FADC, 0x1FADF}, {0x1FAE9, 0x1FAE9},
        {0x1FBCB, 0x1FBEF}
    };
    private static final BitSet NEWER = new BitSet();
    private static final short[] ASCII = new short[0x80];

    static {
        for (int[] range : NEW_IN_16) {
            NEWER.set(range[0], range[1] + 1);
        }
        for (int c = 0; c < ASCII.length; c++) {
            ASCII[c] = (short) classify(c);
        }
    }

    private CharacterClass() {}

    static int of(int codePoint) {
        if (codePoint < 0x80) {
            return ASCII[codePoint];
        }
        return NEWER.get(codePoint) ? 0 : classify(codePoint);
    }

    private static int classify(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.UPPERCASE_LETTER, Character.TITLECASE_LETTER -> LETTER | UPPER_PART;
            case Character.LOWERCASE_LETTER -> LETTER | LOWER_PART;
            case Character.MODIFIER_LETTER, Character.OTHER_LETTER -> LETTER | UPPER_PART | LOWER_PART;
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK ->
                MARK | UPPER_PART | LOWER_PART;
            case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER -> NUMBER;
            case Character.CONNECTOR_PUNCTUATION,
                    Character.DASH_PUNCTUATION,
                    Character.START_PUNCTUATION,
                    Character.END_PUNCTUATION,
                    Character.INITIAL_QUOTE_PUNCTUATION,
                    Character.FINAL_QUOTE_PUNCTUATION,
                    Character.OTHER_PUNCTUATION ->
                PUNCTUATION;
            case Character.MATH_SYMBOL, Character.CURRENCY_SYMBOL, Character.MODIFIER_SYMBOL, Character.OTHER_SYMBOL ->
                SYMBOL;
            case Character.SPACE_SEPARATOR, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> SPACE;
            // White_Space among the control characters
            default -> codePoint >= '\t' && codePoint <= '\r' || codePoint == 0x85 ? SPACE : 0;
        };
    }
}
