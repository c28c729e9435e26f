package hearth.chat.value;

/** Finds text in text in linear time: the plain search is quadratic on hostile input with a long needle. */
public final class TextSearch {
    private static final int PLAIN_LIMIT = 32;

    private final String needle;
    private final int[] borders;

    public TextSearch(String needle) {
        this.needle = needle;
        this.borders = needle.length() <= PLAIN_LIMIT ? null : borders(needle);
    }

    /** Offset of the first occurrence at or after {@code from}, or -1. */
    public int next(String text, int from) {
        if (borders == null) {
            return text.indexOf(needle, from);
        }
        int matched = 0;
        for (int i = from; i < text.length(); i++) {
            char unit = text.charAt(i);
            while (matched > 0 && needle.charAt(matched) != unit) {
                matched = borders[matched - 1];
            }
            if (needle.charAt(matched) == unit) {
                matched++;
            }
            if (matched == needle.length()) {
                return i + 1 - matched;
            }
        }
        return -1;
    }

    /** Offset of the last occurrence that ends at or before {@code to}, or -1. */
    public int last(String text, int to) {
        if (borders == null) {
            return text.lastIndexOf(needle, to - needle.length());
        }
        int found = -1;
        for (int at = next(text, 0); at >= 0 && at + needle.length() <= to; at = next(text, at + 1)) {
            found = at;
        }
        return found;
    }

    /** Knuth, Morris, Pratt: for each prefix, the length of its longest proper border. */
    private static int[] borders(String needle) {
        int[] borders = new int[needle.length()];
        int length = 0;
        for (int i = 1; i < borders.length; i++) {
            while (length > 0 && needle.charAt(i) != needle.charAt(length)) {
                length = borders[length - 1];
            }
            if (needle.charAt(i) == needle.charAt(length)) {
                length++;
            }
            borders[i] = length;
        }
        return borders;
    }
}
