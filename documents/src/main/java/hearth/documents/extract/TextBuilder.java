package hearth.documents.extract;

import hearth.documents.extract.DocumentText.Heading;
import java.util.ArrayList;
import java.util.List;

/** Puts a document's text together, within the limit of characters. For one thread. */
final class TextBuilder {
    private static final int MAX_HEADINGS = 50_000;
    private static final int MAX_TITLE = 200;

    private final StringBuilder text = new StringBuilder();
    private final List<Heading> headings = new ArrayList<>();
    private final List<Integer> pages = new ArrayList<>();
    private final ReadingLimits limits;
    private boolean wasReturn;

    TextBuilder(ReadingLimits limits) {
        this.limits = limits;
    }

    int length() {
        return text.length();
    }

    /** A new page begins here. */
    void page() throws Unreadable {
        if (pages.size() >= limits.pages()) {
            throw Unreadable.tooLarge("has more than " + limits.pages() + " pages");
        }
        pages.add(pages.isEmpty() ? 0 : text.length());
    }

    int pageCount() {
        return pages.size();
    }

    /** Text as it is, apart from line ends and characters that are none. */
    void raw(CharSequence piece) throws Unreadable {
        for (int i = 0; i < piece.length(); i++) {
            raw(piece.charAt(i));
        }
    }

    void raw(char c) throws Unreadable {
        boolean afterReturn = c == '\n' && !text.isEmpty() && wasReturn;
        wasReturn = c == '\r';
        if (afterReturn) {
            return;
        }
        char kept = c == '\r' || c == '\u2028' || c == '\u2029' || c == '\f' || c == '\u000B' ? '\n' : c;
        if (kept < ' ' && kept != '\n' && kept != '\t' || kept == '\uFEFF' || kept == '\u007F') {
            return;
        }
        if (text.length() >= limits.characters()) {
            throw Unreadable.tooLarge("has more than " + limits.characters() + " characters of text");
        }
        text.append(kept);
    }

    /** A paragraph with an empty line before it; blank ones are dropped. */
    void paragraph(String paragraph) throws Unreadable {
        String stripped = paragraph.strip();
        if (!stripped.isEmpty()) {
            gap();
            raw(stripped);
        }
    }

    /** A paragraph right below the last one, such as a row of a table. */
    void line(String line) throws Unreadable {
        String stripped = line.strip();
        if (!stripped.isEmpty()) {
            if (!text.isEmpty() && text.charAt(text.length() - 1) != '\n') {
                raw('\n');
            }
            raw(stripped);
        }
    }

    void heading(int level, String title) throws Unreadable {
        String stripped = title.strip().replaceAll("\\s+", " ");
        if (!stripped.isEmpty()) {
            gap();
            mark(text.length(), level, stripped);
            raw(stripped);
        }
    }

    /** A heading whose text is, or will be, there anyway. */
    void mark(int offset, int level, String title) {
        if (headings.size() < MAX_HEADINGS) {
            headings.add(new Heading(offset, level, title.length() > MAX_TITLE ? title.substring(0, MAX_TITLE) : title));
        }
    }

    void gap() throws Unreadable {
        int end = text.length();
        if (end == 0) {
            return;
        }
        if (text.charAt(end - 1) != '\n') {
            raw('\n');
        }
        end = text.length();
        if (end < 2 || text.charAt(end - 2) != '\n') {
            raw('\n');
        }
    }

    CharSequence from(int offset) {
        return text.subSequence(offset, text.length());
    }

    /** @throws Unreadable if there is no text in it */
    DocumentText build(boolean isCode, String note, String whyEmpty) throws Unreadable {
        String all = text.toString();
        if (all.isBlank()) {
            throw new Unreadable(whyEmpty);
        }
        headings.sort(java.util.Comparator.comparingInt(Heading::offset));
        return new DocumentText(all, headings, pages, isCode, note);
    }
}
