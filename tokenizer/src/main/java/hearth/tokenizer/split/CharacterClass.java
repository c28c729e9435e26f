package hearth.tokenizer.split;

/** The Unicode classes that pre-tokenizers tell apart, as bits; a code point can be in several, or in none. */
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

    private static final short[] ASCII = new short[0x80];

    static {
        for (int c = 0; c < ASCII.length; c++) {
            ASCII[c] = (short) classify(c);
        }
    }

    private CharacterClass() {}

    static int of(int codePoint) {
        return codePoint < 0x80 ? ASCII[codePoint] : classify(codePoint);
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
