package hearth.documents.chunk;

import hearth.documents.extract.DocumentText;
import hearth.documents.extract.DocumentText.Heading;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Finds where a text may be cut: paragraphs, sentences, lines of code. Pure, in linear time. */
final class Units {
    /** A line shorter than this ends because its writer ended it, not because the page did. */
    private static final int SHORT_LINE = 50;
    private static final int LONGEST = 4000;

    private final DocumentText document;
    private final String text;
    private final BitSet headings = new BitSet();
    private int page;
    private final List<Unit> units = new ArrayList<>();

    /**
     * A stretch of text that is not cut if it can be helped.
     *
     * @param isHeading whether a heading begins here
     * @param isParagraph whether a paragraph begins here
     * @param isPage whether it is the first of a page
     */
    record Unit(int start, int end, boolean isHeading, boolean isParagraph, boolean isPage) {}

    private Units(DocumentText document) {
        this.document = document;
        this.text = document.text();
        for (Heading heading : document.headings()) {
            headings.set(heading.offset());
        }
    }

    static List<Unit> of(DocumentText document) {
        Units units = new Units(document);
        units.find();
        return units.units;
    }

    private void find() {
        boolean newParagraph = true;
        int start = skipBlank(0);
        while (start < text.length()) {
            int end = unitEnd(start);
            add(start, end, newParagraph);
            int next = skipBlank(end);
            newParagraph = hasEmptyLine(end, next) || headings.get(next);
            start = next;
        }
    }

    private void add(int start, int end, boolean isParagraph) {
        int last = end;
        while (last > start && isBlank(text.charAt(last - 1))) {
            last--;
        }
        if (last > start) {
            int now = document.page(start);
            units.add(new Unit(start, last, headings.get(start), isParagraph, now != page));
            page = now;
        }
    }

    private int unitEnd(int start) {
        int lineStart = start;
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (i > start && headings.get(i)) {
                return i;
            }
            if (c == '\n') {
                if (endsAtLine(lineStart, i)) {
                    return i + 1;
                }
                lineStart = i + 1;
            } else if (endsSentence(i)) {
                return i + 1;
            } else if (i - start >= LONGEST) {
                return Character.isLowSurrogate(c) ? i : i + 1;
            }
        }
        return text.length();
    }

    private boolean endsAtLine(int lineStart, int lineEnd) {
        boolean emptyNext = lineEnd + 1 >= text.length() || isBlank(text.charAt(lineEnd + 1));
        if (document.isCode() || emptyNext || lineEnd - lineStart < SHORT_LINE) {
            return true;
        }
        char next = text.charAt(lineEnd + 1);
        return next == '-' || next == '*' || next == '|' || next == '#' || next == '\u2022' || headings.get(lineEnd + 1);
    }

    private boolean endsSentence(int at) {
        char c = text.charAt(at);
        if (c == '\u3002' || c == '\uFF01' || c == '\uFF1F' || c == '\uFF1B') {
            return true;
        }
        if (document.isCode() || c != '.' && c != '!' && c != '?' && c != ';') {
            return false;
        }
        // "z. B.", "e.g." and numbers go on; so does what is followed by a small letter.
        int next = at + 1;
        if (next >= text.length() || !isBlank(text.charAt(next))) {
            return false;
        }
        next = skipBlank(next);
        boolean abbreviated = at >= 2 && text.charAt(at - 2) == ' ' || at >= 2 && text.charAt(at - 2) == '.';
        return !abbreviated && (next >= text.length() || !Character.isLowerCase(text.charAt(next)));
    }

    private boolean hasEmptyLine(int from, int to) {
        int lines = from > 0 && text.charAt(from - 1) == '\n' ? 1 : 0;
        for (int i = from; i < to; i++) {
            lines += text.charAt(i) == '\n' ? 1 : 0;
        }
        return lines >= 2;
    }

    private int skipBlank(int from) {
        int i = from;
        while (i < text.length() && isBlank(text.charAt(i)) && !headings.get(i)) {
            i++;
        }
        return i;
    }

    private static boolean isBlank(char c) {
        return c <= ' ' || c == '\u00A0' || c == '\u3000';
    }
}
