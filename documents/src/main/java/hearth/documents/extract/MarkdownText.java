package hearth.documents.extract;

/** Markdown as it is written, with its headings found. */
final class MarkdownText {
    private MarkdownText() {}

    static void read(String source, TextBuilder out) throws Unreadable {
        String fence = "";
        String before = "";
        int beforeAt = 0;
        for (String line : source.split("\\r\\n|[\\r\\n]", -1)) {
            int at = out.length();
            String stripped = line.strip();
            String mark = fenceOf(stripped);
            if (!mark.isEmpty() && (fence.isEmpty() || mark.startsWith(fence) && stripped.length() == mark.length())) {
                fence = fence.isEmpty() ? mark : "";
            } else if (fence.isEmpty()) {
                headingOf(stripped, at, before, beforeAt, out);
            }
            before = stripped;
            beforeAt = at;
            out.raw(line);
            out.raw('\n');
        }
    }

    private static void headingOf(String line, int at, String before, int beforeAt, TextBuilder out) {
        int level = 0;
        while (level < line.length() && line.charAt(level) == '#') {
            level++;
        }
        if (level >= 1 && level <= 6 && line.length() > level && line.charAt(level) == ' ') {
            out.mark(at, level, line.substring(level).replaceAll("\\s+#+\\s*$", "").strip());
        } else if (!before.isEmpty() && line.length() >= 2 && (isRow(line, '=') || isRow(line, '-')) && !before.startsWith("|")) {
            out.mark(beforeAt, line.charAt(0) == '=' ? 1 : 2, before);
        }
    }

    private static boolean isRow(String line, char c) {
        return line.chars().allMatch(each -> each == c);
    }

    /** Three or more backticks or tildes that open or close code; empty for other lines. */
    private static String fenceOf(String line) {
        if (!line.startsWith("```") && !line.startsWith("~~~")) {
            return "";
        }
        int end = 0;
        while (end < line.length() && line.charAt(end) == line.charAt(0)) {
            end++;
        }
        return line.substring(0, end);
    }
}
