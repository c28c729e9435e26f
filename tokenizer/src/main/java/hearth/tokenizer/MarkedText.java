package hearth.tokenizer;

import java.util.List;

/** The parts of a prompt joined to one text that remembers how far each stretch is trusted. */
final class MarkedText {
    private final char[] chars;
    private final int[] ends; // of each stretch
    private final Trust[] trusts;

    private MarkedText(char[] chars, int[] ends, Trust[] trusts) {
        this.chars = chars;
        this.ends = ends;
        this.trusts = trusts;
        repairSurrogates(chars);
    }

    static MarkedText of(String text, Trust trust) {
        return new MarkedText(text.toCharArray(), new int[] {text.length()}, new Trust[] {trust});
    }

    static MarkedText of(List<TextPart> parts) {
        StringBuilder joined = new StringBuilder();
        int[] ends = new int[parts.size()];
        Trust[] trusts = new Trust[parts.size()];
        for (int i = 0; i < ends.length; i++) {
            joined.append(parts.get(i).text());
            ends[i] = joined.length();
            trusts[i] = parts.get(i).trusted() ? Trust.ALL : Trust.NONE;
        }
        char[] chars = new char[joined.length()];
        joined.getChars(0, chars.length, chars, 0);
        return new MarkedText(chars, ends, trusts);
    }

    /** Shared, without unpaired surrogates. */
    char[] chars() {
        return chars;
    }

    int length() {
        return chars.length;
    }

    /** The least trust of any character in {@code [from, to)}, which is not empty. */
    Trust trust(int from, int to) {
        int low = 0;
        int high = ends.length - 1;
        while (low < high) { // the first stretch that ends after "from"
            int middle = (low + high) >>> 1;
            if (ends[middle] > from) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        Trust least = trusts[low];
        for (int i = low; ends[i] < to; ) {
            i++;
            boolean empty = ends[i] == ends[i - 1];
            if (!empty && trusts[i].compareTo(least) < 0) {
                least = trusts[i];
            }
        }
        return least;
    }

    // an unpaired surrogate has no UTF-8 form: it reads as U+FFFD
    private static void repairSurrogates(char[] chars) {
        for (int i = 0; i < chars.length; i++) {
            if (Character.isSurrogate(chars[i])) {
                if (i + 1 < chars.length && Character.isSurrogatePair(chars[i], chars[i + 1])) {
                    i++;
                } else {
                    chars[i] = '\uFFFD';
                }
            }
        }
    }
}
