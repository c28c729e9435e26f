package hearth.chat.answer;

import java.util.List;

/** Text that has come and is not understood yet, with a record of what was taken since a mark. */
final class Pending {
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder marked = new StringBuilder();
    private boolean marking;
    private boolean last;

    /** How much of a marker is there. */
    enum Match {
        YES,
        /** The text ends before it is certain. */
        MAYBE,
        NO
    }

    void append(String piece) {
        text.append(piece);
    }

    /** No more text comes. */
    void end() {
        last = true;
    }

    boolean ended() {
        return last;
    }

    int length() {
        return text.length();
    }

    boolean isEmpty() {
        return text.isEmpty();
    }

    char charAt(int index) {
        return text.charAt(index);
    }

    int indexOf(String marker, int from) {
        return text.indexOf(marker, from);
    }

    int indexOf(String marker) {
        return text.indexOf(marker);
    }

    String take(int count) {
        String taken = text.substring(0, count);
        text.delete(0, count);
        if (marking) {
            marked.append(taken);
        }
        return taken;
    }

    String takeAll() {
        return take(text.length());
    }

    /** Whether the text begins with the marker; a whole one is taken. */
    Match takeIf(String marker) {
        int common = Math.min(marker.length(), text.length());
        if (!marker.startsWith(text.substring(0, common))) {
            return Match.NO;
        }
        if (common < marker.length()) {
            return last ? Match.NO : Match.MAYBE;
        }
        take(marker.length());
        return Match.YES;
    }

    void skipBlanks() {
        int count = 0;
        while (count < text.length() && Character.isWhitespace(text.charAt(count))) {
            count++;
        }
        take(count);
    }

    /** How many characters at the beginning can't be part of any of these markers: all but an end that may be the start of one. */
    int certain(List<String> markers) {
        int certain = text.length();
        if (last) {
            return certain;
        }
        for (String marker : markers) {
            int most = Math.min(marker.length() - 1, text.length());
            for (int length = most; length > 0; length--) {
                if (marker.startsWith(text.substring(text.length() - length))) {
                    certain = Math.min(certain, text.length() - length);
                    break;
                }
            }
        }
        return certain;
    }

    /** From here on what is taken is kept. */
    void mark() {
        marked.setLength(0);
        marking = true;
    }

    /** What was taken since the mark. */
    String sinceMark() {
        return marked.toString();
    }

    void unmark() {
        marking = false;
        marked.setLength(0);
    }
}
