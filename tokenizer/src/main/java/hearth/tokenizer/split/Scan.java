package hearth.tokenizer.split;

/** Steps over runs of characters; the moves all splitters are made of. */
final class Scan {
    private static final char FIRST_HAN = 0x2E80;

    private Scan() {}

    /** The classes of the code point at {@code at}, or 0 at the end. */
    static int classAt(char[] text, int at, int end) {
        if (at >= end) {
            return 0;
        }
        return CharacterClass.of(codePointAt(text, at, end));
    }

    private static int codePointAt(char[] text, int at, int end) {
        char c = text[at];
        return Character.isHighSurrogate(c) && at + 1 < end ? Character.toCodePoint(c, text[at + 1]) : c;
    }

    /** Whether a character of the Han script is at {@code at}; not so at the end. */
    static boolean isHan(char[] text, int at, int end) {
        return at < end
                && text[at] >= FIRST_HAN
                && Character.UnicodeScript.of(codePointAt(text, at, end)) == Character.UnicodeScript.HAN;
    }

    /** The position after the code point at {@code at}. */
    static int after(char[] text, int at, int end) {
        return Character.isHighSurrogate(text[at]) && at + 1 < end ? at + 2 : at + 1;
    }

    /** The end of the run from {@code at} on whose classes meet {@code wanted}. */
    static int run(char[] text, int at, int end, int wanted) {
        while (at < end && (classAt(text, at, end) & wanted) != 0) {
            at = after(text, at, end);
        }
        return at;
    }

    /** The same for at most {@code limit} code points. */
    static int run(char[] text, int at, int end, int wanted, int limit) {
        for (int count = 0; count < limit && at < end && (classAt(text, at, end) & wanted) != 0; count++) {
            at = after(text, at, end);
        }
        return at;
    }

    /** The end of the run from {@code at} on that meets none of {@code unwanted}. */
    static int runWithout(char[] text, int at, int end, int unwanted) {
        while (at < end && (classAt(text, at, end) & unwanted) == 0) {
            at = after(text, at, end);
        }
        return at;
    }

    /** The end of {@code [\r\n]*}, or {@code [\r\n/]*}. */
    static int newlines(char[] text, int at, int end, boolean orSlashes) {
        while (at < end && (isNewline(text[at]) || orSlashes && text[at] == '/')) {
            at++;
        }
        return at;
    }

    static boolean isNewline(char c) {
        return c == '\n' || c == '\r';
    }

    /** The end of {@code 's|'t|'re|'ve|'m|'ll|'d} at {@code at}, or {@code at} if it is none of them. */
    static int contraction(char[] text, int at, int end, boolean anyCase) {
        if (at + 1 >= end || text[at] != '\'') {
            return at;
        }
        char first = lower(text[at + 1], anyCase);
        if (first == 's' || first == 't' || first == 'm' || first == 'd') {
            return at + 2;
        }
        if (at + 2 < end) {
            char second = lower(text[at + 2], anyCase);
            boolean known = (first == 'r' || first == 'v') && second == 'e' || first == 'l' && second == 'l';
            return known ? at + 3 : at;
        }
        return at;
    }

    private static char lower(char c, boolean anyCase) {
        return anyCase && c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
    }

    /**
     * The end of {@code \s+(?!\S)|\s+} at {@code at}, where a space stands: a run before other text leaves its last space to
     * that text.
     */
    static int spaces(char[] text, int at, int end) {
        int stop = run(text, at, end, CharacterClass.SPACE);
        return stop < end && stop - at > 1 ? stop - 1 : stop; // all spaces are single chars
    }

    /** The same with {@code \s*[\r\n]+} before it: a run with a newline ends after its last one. */
    static int spacesOrLines(char[] text, int at, int end) {
        int stop = run(text, at, end, CharacterClass.SPACE);
        for (int i = stop; i > at; i--) {
            if (isNewline(text[i - 1])) {
                return i;
            }
        }
        return stop < end && stop - at > 1 ? stop - 1 : stop;
    }
}
