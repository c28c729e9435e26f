package hearth.grammar.schema;

import hearth.grammar.CodePoints;

/** Escapes and bracketed classes of a regular expression. */
final class RegexClasses {
    /** Everything but line ends. */
    static final CodePoints DOT = CodePoints.anyOf("\n\r\u2028\u2029").complement();

    private static final CodePoints DIGITS = CodePoints.range('0', '9');
    private static final CodePoints WORD =
            CodePoints.ofRanges('0', '9', 'A', 'Z', '_', '_', 'a', 'z');
    private static final CodePoints SPACE = CodePoints.ofRanges(
            '\t', '\r', ' ', ' ', 0xA0, 0xA0, 0x1680, 0x1680, 0x2000, 0x200A, 0x2028, 0x2029, 0x202F, 0x202F, 0x205F, 0x205F, 0x3000,
            0x3000, 0xFEFF, 0xFEFF);

    private final RegexParser parser;

    RegexClasses(RegexParser parser) {
        this.parser = parser;
    }

    /** What follows an opening bracket, with the closing one. */
    CodePoints bracketed() {
        boolean negated = parser.take('^');
        CodePoints set = CodePoints.NONE;
        while (!parser.take(']')) {
            CodePoints first = member();
            if (!parser.atEnd() && parser.peek() == '-' && !parser.follows("-]")) {
                parser.take('-');
                CodePoints last = member();
                if (!isOne(first) || !isOne(last) || last.first(0) < first.first(0)) {
                    throw parser.error("a character range without order");
                }
                first = CodePoints.range(first.first(0), last.first(0));
            }
            set = set.or(first);
        }
        return negated ? set.complement() : set;
    }

    private CodePoints member() {
        int c = parser.next();
        return c == '\\' ? escape(true) : parser.character(c);
    }

    private static boolean isOne(CodePoints set) {
        return set.rangeCount() == 1 && set.first(0) == set.last(0);
    }

    /** What follows a backslash. */
    CodePoints escape(boolean inBrackets) {
        int c = parser.next();
        return switch (c) {
            case 'd' -> DIGITS;
            case 'D' -> DIGITS.complement();
            case 'w' -> WORD;
            case 'W' -> WORD.complement();
            case 's' -> SPACE;
            case 'S' -> SPACE.complement();
            case 't' -> CodePoints.of('\t');
            case 'n' -> CodePoints.of('\n');
            case 'r' -> CodePoints.of('\r');
            case 'f' -> CodePoints.of('\f');
            case 'v' -> CodePoints.of(0x0B);
            case '0' -> CodePoints.of(0);
            case 'x' -> CodePoints.of(hex(2));
            case 'u' -> unicode();
            case 'c' -> CodePoints.of(parser.next() & 0x1F);
            case 'b' -> {
                if (inBrackets) {
                    yield CodePoints.of('\b');
                }
                throw parser.error("word borders are not supported");
            }
            default -> {
                if (c >= '1' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z') {
                    throw parser.error("\"\\" + (char) c + "\" is not supported");
                }
                yield parser.character(c);
            }
        };
    }

    private CodePoints unicode() {
        if (parser.take('{')) {
            int value = 0;
            while (!parser.take('}')) {
                value = value << 4 | hex(1);
                if (value > Character.MAX_CODE_POINT) {
                    throw parser.error("no such character");
                }
            }
            return parser.character(value);
        }
        int value = hex(4);
        if (Character.isHighSurrogate((char) value) && parser.follows("\\u")) {
            parser.next();
            parser.next();
            int low = hex(4);
            if (Character.isLowSurrogate((char) low)) {
                return CodePoints.of(Character.toCodePoint((char) value, (char) low));
            }
            throw parser.error("half a surrogate pair");
        }
        return parser.character(value);
    }

    private int hex(int digits) {
        int value = 0;
        for (int i = 0; i < digits; i++) {
            int c = parser.next();
            int digit = c < 0x80 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                throw parser.error("expected " + digits + " hexadecimal digits");
            }
            value = value << 4 | digit;
        }
        return value;
    }
}
