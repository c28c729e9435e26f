package hearth.chat.value;

/** Reads a format specification. */
final class FormatSpecParser {
    private static final int MAX_NUMBER = 1_000_000;

    private final String spec;
    private int at;

    FormatSpecParser(String spec) {
        this.spec = spec;
    }

    FormatSpec parse() {
        int fill = ' ';
        char align = 0;
        int fillLength = spec.isEmpty() ? 1 : Character.charCount(spec.codePointAt(0));
        if (spec.length() > fillLength && isAlign(spec.charAt(fillLength))) {
            fill = spec.codePointAt(0);
            align = spec.charAt(fillLength);
            at = fillLength + 1;
        } else if (!spec.isEmpty() && isAlign(spec.charAt(0))) {
            align = spec.charAt(at++);
        }
        char sign = peek() == '+' || peek() == '-' || peek() == ' ' ? spec.charAt(at++) : '-';
        boolean alternate = take('#');
        if (take('0') && align == 0) {
            fill = '0';
            align = '=';
        }
        int width = Math.max(0, number());
        char grouping = peek() == ',' || peek() == '_' ? spec.charAt(at++) : 0;
        int precision = -1;
        if (take('.')) {
            precision = number();
            if (precision < 0) {
                throw TemplateFault.runtime("Format specifier missing precision");
            }
        }
        char type = at < spec.length() ? spec.charAt(at++) : 0;
        if (at < spec.length()) {
            throw TemplateFault.runtime("Invalid format specifier '" + spec + "'");
        }
        return new FormatSpec(fill, align, sign, alternate, width, grouping, precision, type);
    }

    private char peek() {
        return at < spec.length() ? spec.charAt(at) : 0;
    }

    private boolean take(char wanted) {
        boolean found = peek() == wanted;
        if (found) {
            at++;
        }
        return found;
    }

    /** Digits as a number held to a million; -1 if there is none. */
    private int number() {
        int number = -1;
        while (peek() >= '0' && peek() <= '9') {
            number = Math.min(MAX_NUMBER, Math.max(0, number) * 10 + spec.charAt(at++) - '0');
        }
        return number;
    }

    private static boolean isAlign(char unit) {
        return unit == '<' || unit == '>' || unit == '^' || unit == '=';
    }
}
