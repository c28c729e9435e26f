package hearth.server.metrics;

import java.util.Map;
import java.util.TreeMap;

/** The figures of one name, one for each combination of labels. Thread-safe. */
final class Family {
    /** Labels come from routes and models of this machine; a limit all the same. */
    private static final int MAX_SERIES = 10_000;

    private final String name;
    private final String type;
    private final String help;
    private final Map<String, Series> series = new TreeMap<>();

    private static final class Series {
        private double sum;
        private long count;
        private double[] bounds = {};
        private long[] buckets = {};
    }

    /** @param type {@code counter}, {@code gauge} or {@code histogram} */
    Family(String name, String type, String help) {
        this.name = name;
        this.type = type;
        this.help = help;
    }

    /** @param labels names and values in turn */
    synchronized void add(double amount, String... labels) {
        Series found = find(labels);
        if (found != null) {
            found.sum += amount;
        }
    }

    synchronized void observe(double[] bounds, double value, String... labels) {
        Series found = find(labels);
        if (found == null) {
            return;
        }
        if (found.bounds.length == 0) {
            found.bounds = bounds;
            found.buckets = new long[bounds.length];
        }
        found.sum += value;
        found.count++;
        for (int i = 0; i < bounds.length; i++) {
            found.buckets[i] += value <= bounds[i] ? 1 : 0;
        }
    }

    private Series find(String... labels) {
        StringBuilder key = new StringBuilder();
        for (int i = 0; i < labels.length; i += 2) {
            key.append(i == 0 ? "" : ",").append(labels[i]).append("=\"").append(escaped(labels[i + 1])).append('"');
        }
        Series found = series.get(key.toString());
        if (found == null && series.size() < MAX_SERIES) {
            found = new Series();
            series.put(key.toString(), found);
        }
        return found;
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    synchronized void write(StringBuilder out) {
        out.append("# HELP ").append(name).append(' ').append(help).append('\n');
        out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
        series.forEach((labels, figures) -> {
            if (type.equals("histogram")) {
                String before = labels.isEmpty() ? "" : labels + ",";
                for (int i = 0; i < figures.bounds.length; i++) {
                    line(out, "_bucket", before + "le=\"" + number(figures.bounds[i]) + '"', figures.buckets[i]);
                }
                line(out, "_bucket", before + "le=\"+Inf\"", figures.count);
                line(out, "_sum", labels, figures.sum);
                line(out, "_count", labels, figures.count);
            } else {
                line(out, "", labels, figures.sum);
            }
        });
    }

    private void line(StringBuilder out, String suffix, String labels, double value) {
        out.append(name).append(suffix);
        if (!labels.isEmpty()) {
            out.append('{').append(labels).append('}');
        }
        out.append(' ').append(number(value)).append('\n');
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15 ? Long.toString((long) value) : Double.toString(value);
    }
}
