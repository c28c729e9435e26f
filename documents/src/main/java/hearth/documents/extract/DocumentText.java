package hearth.documents.extract;

import java.util.List;
import java.util.StringJoiner;

/**
 * A document's text and where its parts begin. Positions are indices of UTF-16 units in the text.
 *
 * @param headings in order
 * @param pages where each page begins, the first at 0; empty if the file has no pages
 * @param isCode whether lines are units of their own
 * @param note what was guessed while it was read; empty for nothing
 */
public record DocumentText(String text, List<Heading> headings, List<Integer> pages, boolean isCode, String note) {
    private static final int MAX_PATH = 200;

    public DocumentText {
        headings = List.copyOf(headings);
        pages = List.copyOf(pages);
    }

    /** @param level 1 for the highest */
    public record Heading(int offset, int level, String title) {}

    /** The page of a position, 1 for the first; 0 if the file has no pages. */
    public int page(int offset) {
        int low = 0;
        int high = pages.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (pages.get(middle) <= offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The headings above a position, highest first, as one line; empty if there are none. */
    public String section(int offset) {
        StringJoiner path = new StringJoiner(" \u203A ");
        int last = 0;
        while (last < headings.size() && headings.get(last).offset() <= offset) {
            last++;
        }
        String[] titles = new String[7];
        int below = titles.length;
        for (int i = last - 1; i >= 0 && below > 1; i--) {
            int level = Math.min(6, Math.max(1, headings.get(i).level()));
            if (level < below) {
                titles[level] = headings.get(i).title();
                below = level;
            }
        }
        for (String title : titles) {
            if (title != null) {
                path.add(title);
            }
        }
        String all = path.toString();
        return all.length() > MAX_PATH ? all.substring(0, MAX_PATH - 1) + "\u2026" : all;
    }

    /** The line of a position, 1 for the first. */
    public int line(int offset) {
        int line = 1;
        for (int i = text.indexOf('\n'); i >= 0 && i < offset; i = text.indexOf('\n', i + 1)) {
            line++;
        }
        return line;
    }
}
