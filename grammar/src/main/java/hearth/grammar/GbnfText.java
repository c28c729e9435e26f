package hearth.grammar;

import java.util.Arrays;

/** The characters of a GBNF text with a place in it, and its smallest parts. */
final class GbnfText {
    private static final int MAX_CLASS_ITEMS = 100_000;

    private final String text;
    private int at;

    GbnfText(String text) {
        this.text = text;
    }

    boolean atEnd() {
        return at >= text.length();
    }

    /** The next code point; there must be one. */
    int peek() {
        return text.codePointAt(at);
    }

    /** Steps over {@code wanted} if it comes next. */
    boolean take(String wanted) {
        boolean found = text.startsWith(wanted, at);
        if (found) {
            at += wanted.length();
        }
        return found;
    }

    /** Steps over blanks and comments, and newlines if asked. */
    void skipBlanks(boolean newlines) {
        while (!atEnd()) {
            char c = text.charAt(at);
            if (c == '#') {
                while (!atEnd() && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
                    at++;
                }
            } else if (c == ' ' || c == '\t' || newlines && (c == '\n' || c == '\r')) {
                at++;
            } else {
                return;
            }
        }
    }

    /** The rule name that starts here; empty if none does. */
    String name() {
        int start = at;
        while (!atEnd() && isNameCharacter(text.charAt(at))) {
            at++;
        }
        return text.substring(start, at);
    }

    long number(long limit) {
        int start = at;
        long value = 0;
        while (!atEnd() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            value = value * 10 + text.charAt(at++) - '0';
            if (value > limit) {
                throw new GrammarTooComplexException("the number at " + place() + " is larger than " + limit);
            }
        }
        if (at == start) {
            throw error("expected a number");
        }
        return value;
    }

    /** The text between two quotes. */
    String string() {
        at++;
        StringBuilder result = new StringBuilder();
        while (!take("\"")) {
            result.appendCodePoint(character());
        }
        return result.toString();
    }

    /** The set in brackets. */
    CodePoints characterClass() {
        at++;
        boolean negated = take("^");
        int[] pairs = new int[16];
        int size = 0;
        while (!take("]")) {
            int first = character();
            int last = first;
            if (text.startsWith("-", at) && !text.startsWith("-]", at)) {
                at++;
                last = character();
                if (last < first) {
                    throw error("a character range that ends before it starts");
                }
            }
            if (size == pairs.length) {
                if (size > 2 * MAX_CLASS_ITEMS) {
                    throw new GrammarTooComplexException("a character class of more than " + MAX_CLASS_ITEMS + " items at " + place());
                }
                pairs = Arrays.copyOf(pairs, 2 * size);
            }
            pairs[size++] = first;
            pairs[size++] = last;
        }
        CodePoints set = CodePoints.ofRanges(Arrays.copyOf(pairs, size));
        return negated ? set.complement() : set;
    }

    /** The text of a token from "&lt;" to "&gt;". */
    String tokenName() {
        int end = text.indexOf('>', at);
        if (!text.startsWith("<", at) || end < 0 || text.substring(at, end).indexOf('\n') >= 0) {
            throw error("expected a token like <[12]> or <text>");
        }
        String name = text.substring(at, end + 1);
        at = end + 1;
        return name;
    }

    private int character() {
        if (atEnd()) {
            throw error("the grammar ends inside a text or a character class");
        }
        int c = peek();
        at += Character.charCount(c);
        if (c != '\\') {
            return checked(c);
        }
        if (atEnd()) {
            throw error("the grammar ends after a backslash");
        }
        char escape = text.charAt(at++);
        return switch (escape) {
            case 'x' -> hex(2);
            case 'u' -> hex(4);
            case 'U' -> hex(8);
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'n' -> '\n';
            case '\\', '"', '[', ']', '-' -> escape;
            default -> throw error("unknown escape \"\\" + escape + "\"");
        };
    }

    private int hex(int digits) {
        long value = 0;
        for (int i = 0; i < digits; i++) {
            int digit = atEnd() ? -1 : Character.digit(text.charAt(at), 16);
            if (digit < 0 || text.charAt(at) > 'f') {
                throw error("expected " + digits + " hexadecimal digits");
            }
            value = value << 4 | digit;
            at++;
        }
        if (value > Character.MAX_CODE_POINT) {
            throw error("no such character: " + Long.toHexString(value));
        }
        return checked((int) value);
    }

    private int checked(int c) {
        if (c >= 0xD800 && c <= 0xDFFF) {
            throw error("half a surrogate pair is not a character");
        }
        return c;
    }

    InvalidGrammarException error(String message) {
        return new InvalidGrammarException(message + " at " + place());
    }

    /** Line and column, counted from 1. */
    String place() {
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < Math.min(at, text.length()); i++) {
            if (text.charAt(i) == '\n') {
                line++;
                lineStart = i + 1;
            }
        }
        return "line " + line + ", column " + (at - lineStart + 1);
    }

    private static boolean isNameCharacter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-';
    }
}
