package hearth.chat.value;

import java.util.BitSet;

/** Python's view of single characters. */
public final class PythonText {
    private PythonText() {}

    /** {@code str.isspace} of one UTF-16 unit; no space lies outside the first plane. */
    public static boolean isSpace(char unit) {
        if (unit <= ' ') {
            return unit == ' ' || (unit >= '\t' && unit <= '\r') || (unit >= 0x1c && unit <= 0x1f);
        }
        return unit == 0x85 || unit == 0xa0 || (unit > 0xff && (Character.isSpaceChar(unit)));
    }

    /** {@code str.isprintable} of one character. */
    public static boolean isPrintable(int codePoint) {
        if (codePoint == ' ') {
            return true;
        }
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SPACE_SEPARATOR -> false;
            default -> true;
        };
    }

    /** Whether {@code str.splitlines} ends a line at this unit. */
    public static boolean isLineBreak(char unit) {
        return (unit >= '\n' && unit <= '\r')
                || (unit >= 0x1c && unit <= 0x1e)
                || unit == 0x85
                || unit == 0x2028
                || unit == 0x2029;
    }

    /** Text without the characters of {@code characters} at its ends; null strips space. */
    public static MarkedText strip(MarkedText text, String characters, boolean left, boolean right) {
        String plain = text.text();
        BitSet set = characters == null ? null : codePoints(characters);
        int from = 0;
        int to = plain.length();
        while (left && from < to && strips(plain.codePointAt(from), set)) {
            from += Character.charCount(plain.codePointAt(from));
        }
        while (right && to > from && strips(plain.codePointBefore(to), set)) {
            to -= Character.charCount(plain.codePointBefore(to));
        }
        return text.slice(from, to);
    }

    private static boolean strips(int codePoint, BitSet set) {
        if (set == null) {
            return codePoint <= Character.MAX_VALUE && isSpace((char) codePoint);
        }
        return set.get(codePoint);
    }

    private static BitSet codePoints(String characters) {
        BitSet set = new BitSet();
        for (int i = 0; i < characters.length(); ) {
            int codePoint = characters.codePointAt(i);
            set.set(codePoint);
            i += Character.charCount(codePoint);
        }
        return set;
    }

    /** Appends the hexadecimal {@code number} padded with zeros to {@code width}. */
    static void appendHex(StringBuilder out, int number, int width) {
        String digits = Integer.toHexString(number);
        out.repeat('0', width - digits.length()).append(digits);
    }
}
