package hearth.workshop.evaluate;

import java.util.List;
import java.util.Locale;

/** A comparison as one HTML page with its plots; it loads nothing from anywhere. */
final class ComparisonPage {
    private static final int DELTA_PARTS = 41;
    /** Most bars of a plot: neighbours are put together beyond. */
    private static final int MAX_BARS = 120;
    private static final String STYLE =
            """
            :root { color-scheme: light dark; }
            body { font: 15px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
            table { border-collapse: collapse; width: 100%; margin: 1rem 0; }
            th, td { text-align: right; padding: .3rem .6rem; border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); }
            th:first-child, td:first-child { text-align: left; font-weight: 400; }
            td { font-variant-numeric: tabular-nums; }
            svg { width: 100%; height: auto; }
            svg .bar { fill: #c2571a; }
            svg text { fill: currentColor; font-size: 11px; }
            svg line { stroke: currentColor; stroke-opacity: .3; }
            footer { font-size: 13px; opacity: .7; overflow-wrap: anywhere; }
            """;

    private ComparisonPage() {}

    static String of(ComparisonReport report, List<ReportTable> tables) {
        StringBuilder page = new StringBuilder();
        String title = escaped(report.candidate().name()) + " compared with " + escaped(report.base().name());
        page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width\">\n<title>").append(title).append("</title>\n<style>\n")
                .append(STYLE).append("</style>\n</head>\n<body>\n<h1>").append(title).append("</h1>\n");
        page.append("<table>\n<tr><th></th><th>").append(escaped(report.base().name())).append("</th><th>")
                .append(escaped(report.candidate().name())).append("</th></tr>\n");
        for (String[] row : report.sideBySide()) {
            page.append("<tr><td>").append(escaped(row[0])).append("</td><td>").append(escaped(row[1])).append("</td><td>")
                    .append(escaped(row[2])).append("</td></tr>\n");
        }
        page.append("</table>\n<table>\n");
        for (ComparisonReport.Line line : report.together()) {
            page.append("<tr><td>").append(escaped(line.name())).append("</td><td>").append(escaped(line.value())).append("</td></tr>\n");
        }
        page.append("</table>\n");
        deltas(report.result().deltaProbability(), page);
        divergences(report.result().windowDivergence(), page);
        tables.forEach(table -> table.html(page));
        return page.append("<footer>").append(escaped(report.method())).append(". Text: SHA-256 ").append(escaped(report.textDigest()))
                .append(".</footer>\n</body>\n</html>\n").toString();
    }

    /** The middle part is as wide as the values are; what lies outside counts at the ends. */
    private static void deltas(Distribution deltas, StringBuilder page) {
        double reach = Math.max(Math.abs(deltas.quantile(0.001)), Math.abs(deltas.quantile(0.999)));
        double range = reach == 0 ? 0.01 : reach;
        int[] counts = deltas.histogram(-range, range, DELTA_PARTS);
        double[] shares = new double[counts.length];
        for (int i = 0; i < counts.length; i++) {
            shares[i] = 100.0 * counts[i] / deltas.count();
        }
        page.append("<h2>Change of the right token's probability (Δp)</h2>\n");
        page.append(BarPlot.svg(shares, percent(-range), percent(range), "% of the predictions"));
    }

    private static String percent(double value) {
        return String.format(Locale.ROOT, "%+.2f %%", 100 * value);
    }

    private static void divergences(double[] windows, StringBuilder page) {
        int group = Math.ceilDiv(windows.length, MAX_BARS);
        double[] bars = new double[Math.ceilDiv(windows.length, group)];
        for (int i = 0; i < bars.length; i++) {
            int end = Math.min(windows.length, (i + 1) * group);
            for (int w = i * group; w < end; w++) {
                bars[i] += windows[w] / (end - i * group);
            }
        }
        page.append("<h2>KL divergence along the text</h2>\n");
        page.append(BarPlot.svg(bars, "chunk 1", "chunk " + windows.length, "nats a token"));
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
