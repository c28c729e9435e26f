package hearth.workshop.evaluate;

import java.util.List;
import java.util.Locale;

/**
 * A table of a report.
 *
 * @param header names of the columns
 * @param rows one cell for each column
 */
public record ReportTable(String title, List<String> header, List<List<String>> rows) {
    public ReportTable {
        header = List.copyOf(header);
        rows = rows.stream().map(List::copyOf).toList();
    }

    /** Lines for a terminal: the first column to the left, the others to the right. */
    public String text() {
        int[] widths = new int[header.size()];
        for (int c = 0; c < widths.length; c++) {
            int column = c;
            widths[c] = Math.max(header.get(c).length(), rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0));
        }
        StringBuilder out = new StringBuilder(title).append('\n');
        line(header, widths, out);
        rows.forEach(row -> line(row, widths, out));
        return out.toString();
    }

    private static void line(List<String> cells, int[] widths, StringBuilder out) {
        for (int c = 0; c < widths.length; c++) {
            out.append(String.format(Locale.ROOT, (c == 0 ? "%-" : "  %") + widths[c] + "s", cells.get(c)));
        }
        out.append('\n');
    }

    void html(StringBuilder page) {
        page.append("<h2>").append(ComparisonPage.escaped(title)).append("</h2>\n<table>\n<tr>");
        header.forEach(name -> page.append("<th>").append(ComparisonPage.escaped(name)).append("</th>"));
        page.append("</tr>\n");
        for (List<String> row : rows) {
            page.append("<tr>");
            row.forEach(cell -> page.append("<td>").append(ComparisonPage.escaped(cell)).append("</td>"));
            page.append("</tr>\n");
        }
        page.append("</table>\n");
    }
}
