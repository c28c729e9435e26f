package hearth.chat.template;

import hearth.chat.value.PythonText;
import hearth.chat.value.TemplateFault;
import java.util.List;

/** Reads the words between the marks of one tag. */
final class CodeLexer {
    private static final String[] LONG_OPERATORS = {"//", "**", "==", "!=", ">=", "<="};
    private static final String OPERATORS = "+-/*%~[](){}><=.:|,;";

    private final String source;
    private final String close;
    private final List<Token> tokens;
    private final StringBuilder open = new StringBuilder();
    private int at;
    private int line;
    private char closingSign;

    CodeLexer(String source, int at, String close, int line, List<Token> tokens) {
        this.source = source;
        this.at = at;
        this.close = close;
        this.line = line;
        this.tokens = tokens;
    }

    /** Adds all tokens of the tag and returns the offset behind its closing mark. */
    int run() {
        while (at < source.length()) {
            if (open.isEmpty() && closes()) {
                return at + close.length() + (closingSign == 0 ? 0 : 1);
            }
            char unit = source.charAt(at);
            if (PythonText.isSpace(unit)) {
                line += unit == '\n' ? 1 : 0;
                at++;
            } else if (unit >= '0' && unit <= '9') {
                number();
            } else if (unit == '\'' || unit == '"') {
                string(unit);
            } else if (unit == '_' || Character.isUnicodeIdentifierStart(source.codePointAt(at))) {
                name();
            } else {
                operator();
            }
        }
        throw TemplateFault.syntax("unexpected end of template, expected '" + close + "'", line);
    }

    /** The sign in the closing mark; 0 if there was none. */
    char closingSign() {
        return closingSign;
    }

    private boolean closes() {
        if (source.startsWith(close, at)) {
            return true;
        }
        char unit = source.charAt(at);
        boolean sign = unit == '-' || (unit == '+' && close.equals("%}"));
        if (sign && source.startsWith(close, at + 1)) {
            closingSign = unit;
            return true;
        }
        return false;
    }

    private void add(Token.Kind kind, String text) {
        tokens.add(new Token(kind, text, line));
    }

    private void name() {
        int from = at;
        while (at < source.length() && Character.isUnicodeIdentifierPart(source.codePointAt(at))
                && !Character.isIdentifierIgnorable(source.codePointAt(at))) {
            at += Character.charCount(source.codePointAt(at));
        }
        at = Math.max(at, from + 1);
        add(Token.Kind.NAME, source.substring(from, at));
    }

    private void number() {
        int from = at;
        boolean afterDot = from > 0 && source.charAt(from - 1) == '.';
        char letter = source.charAt(at) == '0' && at + 1 < source.length() ? source.charAt(at + 1) : 0;
        int radix = "xX".indexOf(letter) >= 0 ? 16 : "oO".indexOf(letter) >= 0 ? 8 : "bB".indexOf(letter) >= 0 ? 2 : 10;
        if (letter != 0 && radix != 10) {
            at += 2;
            digits(radix);
            add(Token.Kind.INTEGER, source.substring(from, at));
            return;
        }
        digits(10);
        boolean real = false;
        if (!afterDot && at + 1 < source.length() && source.charAt(at) == '.' && isDigit(at + 1)) {
            real = true;
            at++;
            digits(10);
        }
        if (!afterDot && at < source.length() && "eE".indexOf(source.charAt(at)) >= 0) {
            int exponent = at + 1 < source.length() && "+-".indexOf(source.charAt(at + 1)) >= 0 ? at + 2 : at + 1;
            if (isDigit(exponent)) {
                real = true;
                at = exponent;
                digits(10);
            }
        }
        add(real ? Token.Kind.FLOAT : Token.Kind.INTEGER, source.substring(from, at));
    }

    private void digits(int radix) {
        while (at < source.length()) {
            char unit = source.charAt(at);
            boolean joins = unit == '_' && at + 1 < source.length() && Character.digit(source.charAt(at + 1), radix) >= 0;
            if (!joins && (unit >= 0x80 || Character.digit(unit, radix) < 0)) {
                return;
            }
            at++;
        }
    }

    private boolean isDigit(int offset) {
        return offset < source.length() && source.charAt(offset) >= '0' && source.charAt(offset) <= '9';
    }

    private void string(char quote) {
        int from = at + 1;
        int end = from;
        boolean escaped = false;
        while (end < source.length() && source.charAt(end) != quote) {
            escaped |= source.charAt(end) == '\\';
            end += source.charAt(end) == '\\' ? 2 : 1;
        }
        if (end >= source.length()) {
            throw TemplateFault.syntax("a string does not end", line);
        }
        String text = source.substring(from, end);
        add(Token.Kind.STRING, escaped ? StringEscapes.resolve(text, line) : text);
        for (int i = from; i < end; i++) {
            line += source.charAt(i) == '\n' ? 1 : 0;
        }
        at = end + 1;
    }

    private void operator() {
        for (String operator : LONG_OPERATORS) {
            if (source.startsWith(operator, at)) {
                add(Token.Kind.OPERATOR, operator);
                at += 2;
                return;
            }
        }
        char unit = source.charAt(at);
        if (OPERATORS.indexOf(unit) < 0) {
            throw TemplateFault.syntax("unexpected character '" + Character.toString(source.codePointAt(at)) + "'", line);
        }
        if ("([{".indexOf(unit) >= 0) {
            open.append(unit == '(' ? ')' : unit == '[' ? ']' : '}');
        } else if (")]}".indexOf(unit) >= 0) {
            int last = open.length() - 1;
            if (last < 0 || open.charAt(last) != unit) {
                String expected = last < 0 ? "" : ", expected '" + open.charAt(last) + "'";
                throw TemplateFault.syntax("unexpected '" + unit + "'" + expected, line);
            }
            open.setLength(last);
        }
        add(Token.Kind.OPERATOR, String.valueOf(unit));
        at++;
    }
}
