package hearth.tokenizer.split;

/** The kinds of characters that BERT's way to words tells apart. */
final class BertCharacters {
    private static final int[][] CHINESE = {
        {0x3400, 0x4DBF}, {0x4E00, 0x9FFF}, {0xF900, 0xFAFF}, {0x20000, 0x2A6DF}, {0x2A700, 0x2B73F}, {0x2B740, 0x2B81F},
        {0x2B920, 0x2CEAF}, {0x2F800, 0x2FA1F}
    };

    private BertCharacters() {}

    /** Characters of Chinese, Japanese and Korean that are words; the sixth block begins later than Unicode's, as in the original. */
    static boolean isChinese(int codePoint) {
        if (codePoint < CHINESE[0][0]) {
            return false;
        }
        for (int[] range : CHINESE) {
            if (codePoint >= range[0] && codePoint <= range[1]) {
                return true;
            }
        }
        return false;
    }

    /** White space as Unicode has it. */
    static boolean isSpace(int codePoint) {
        return codePoint == ' '
                || codePoint >= '\t' && codePoint <= '\r'
                || codePoint == 0x85
                || codePoint > 0x85 && Character.isSpaceChar(codePoint);
    }

    /** Control characters and the like, but for line ends and tabs. */
    static boolean isDropped(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL -> codePoint != '\t' && codePoint != '\n' && codePoint != '\r';
            case Character.FORMAT, Character.PRIVATE_USE, Character.SURROGATE -> true;
            default -> codePoint == 0xFFFD;
        };
    }

    /** Each a word of its own: what Unicode calls punctuation, and every ASCII character that is no letter, number or space. */
    static boolean isPunctuation(int codePoint) {
        if (codePoint < 0x80) {
            return codePoint > ' ' && codePoint < 0x7F && !Character.isLetterOrDigit(codePoint);
        }
        return switch (Character.getType(codePoint)) {
            case Character.CONNECTOR_PUNCTUATION,
                    Character.DASH_PUNCTUATION,
                    Character.START_PUNCTUATION,
                    Character.END_PUNCTUATION,
                    Character.INITIAL_QUOTE_PUNCTUATION,
                    Character.FINAL_QUOTE_PUNCTUATION,
                    Character.OTHER_PUNCTUATION ->
                true;
            default -> false;
        };
    }

    /** A mark that takes no place of its own. */
    static boolean isAccent(int codePoint) {
        return Character.getType(codePoint) == Character.NON_SPACING_MARK;
    }

    /** Whether the reference does not take this character apart, as it is younger than its tables. */
    static boolean isNew(int codePoint) {
        return false;
    }

    static int lower(int codePoint) {
        return Character.toLowerCase(codePoint);
    }
}
