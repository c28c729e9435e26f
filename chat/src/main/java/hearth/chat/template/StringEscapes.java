package hearth.chat.template;

import hearth.chat.value.TemplateFault;

/** Python's escape sequences in string literals; an unknown one stays as written. */
final class StringEscapes {
    private final String text;
    private final int line;
    private final StringBuilder out = new StringBuilder();
    private int at;

    private StringEscapes(String text, int line) {
        this.text = text;
        this.line = line;
    }

    static String resolve(String text, int line) {
        StringEscapes work = new StringEscapes(text, line);
        while (work.at < text.length()) {
            char unit = text.charAt(work.at++);
            if (unit == '\\' && work.at < text.length()) {
                work.escape(text.charAt(work.at++));
            } else {
                work.out.append(unit);
            }
        }
        return work.out.toString();
    }

    private void escape(char letter) {
        switch (letter) {
            case 'n' -> out.append('\n');
            case 't' -> out.append('\t');
            case 'r' -> out.append('\r');
            case 'a' -> out.append((char) 7);
            case 'b' -> out.append('\b');
            case 'f' -> out.append('\f');
            case 'v' -> out.append((char) 11);
            case '\\', '\'', '"' -> out.append(letter);
            case '\n' -> {
                // An escaped end of line joins the lines.
            }
            case 'x' -> hex(2);
            case 'u' -> hex(4);
            case 'U' -> hex(8);
            case 'N' -> named();
            default -> {
                if (letter >= '0' && letter <= '7') {
                    octal();
                } else {
                    out.append('\\').append(letter);
                }
            }
        }
    }

    private void hex(int digits) {
        int codePoint = 0;
        for (int i = 0; i < digits; i++) {
            int digit = at < text.length() ? Character.digit(text.charAt(at++), 16) : -1;
            if (digit < 0 || codePoint > Character.MAX_CODE_POINT) {
                throw bad();
            }
            codePoint = codePoint * 16 + digit;
        }
        if (!Character.isValidCodePoint(codePoint)) {
            throw bad();
        }
        out.appendCodePoint(codePoint);
    }

    private void octal() {
        int codePoint = 0;
        at--;
        for (int i = 0; i < 3 && at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '7'; i++) {
            codePoint = codePoint * 8 + text.charAt(at++) - '0';
        }
        out.append((char) codePoint);
    }

    private void named() {
        int close = at < text.length() && text.charAt(at) == '{' ? text.indexOf('}', at) : -1;
        if (close < 0) {
            throw bad();
        }
        try {
            out.appendCodePoint(Character.codePointOf(text.substring(at + 1, close)));
        } catch (IllegalArgumentException _) {
            throw bad();
        }
        at = close + 1;
    }

    private TemplateFault bad() {
        return TemplateFault.syntax("a string holds an escape sequence that can't be decoded", line);
    }
}
