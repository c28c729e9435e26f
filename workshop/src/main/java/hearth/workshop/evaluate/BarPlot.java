package hearth.workshop.evaluate;

import java.util.Arrays;
import java.util.Locale;

/** Bars from 0 up, as an SVG element. */
final class BarPlot {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 180;
    private static final int LEFT = 70;
    private static final int BOTTOM = 24;
    private static final int TOP = 12;

    private BarPlot() {}

    /**
     * @param values one for each bar; what is negative shows as 0
     * @param first label under the first bar
     * @param last label under the last
     * @param unit of the values
     */
    static String svg(double[] values, String first, String last, String unit) {
        double largest = Math.max(Arrays.stream(values).max().orElse(0), Double.MIN_NORMAL);
        double height = HEIGHT - BOTTOM - TOP;
        double step = (double) (WIDTH - LEFT) / values.length;
        StringBuilder svg = new StringBuilder();
        svg.append(text("<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s, from %s to %s\">%n",
                WIDTH, HEIGHT, ComparisonPage.escaped(unit), ComparisonPage.escaped(first), ComparisonPage.escaped(last)));
        for (int i = 0; i < values.length; i++) {
            double bar = Math.max(0, values[i]) / largest * height;
            svg.append(text("<rect class=\"bar\" x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\"><title>%.6g</title></rect>%n",
                    LEFT + i * step, TOP + height - bar, Math.max(0.5, step - 1), bar, values[i]));
        }
        svg.append(text("<line x1=\"%d\" y1=\"%.2f\" x2=\"%d\" y2=\"%.2f\"/>%n", LEFT, TOP + height, WIDTH, TOP + height));
        svg.append(label(LEFT, HEIGHT - 8, "start", first)).append(label(WIDTH, HEIGHT - 8, "end", last));
        svg.append(label(LEFT - 6, TOP + 8, "end", text("%.3g", largest))).append(label(LEFT - 6, (int) (TOP + height), "end", "0"));
        svg.append(label(LEFT + 4, TOP + 2, "start", unit));
        return svg.append("</svg>\n").toString();
    }

    private static String label(int x, int y, String anchor, String words) {
        return text("<text x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>%n", x, y, anchor, ComparisonPage.escaped(words));
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
