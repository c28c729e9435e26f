package hearth.cli;

import hearth.json.Json;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Prints benchmark rows in one of llama-bench's formats. */
final class BenchPrinter {
    enum Format {
        md,
        json,
        jsonl,
        csv
    }

    private static final double MEBIBYTE = 1 << 20;
    private static final double GIBIBYTE = 1 << 30;

    private BenchPrinter() {}

    static void print(Format format, List<BenchRow> rows, PrintStream out) {
        switch (format) {
            case md -> markdown(rows, out);
            case json -> out.println(Json.writePretty(rows.stream().map(BenchRow::fields).toList()));
            case jsonl -> rows.forEach(row -> out.println(Json.write(row.fields())));
            case csv -> csv(rows, out);
        }
    }

    private static void markdown(List<BenchRow> rows, PrintStream out) {
        String row = "| %-30s | %10s | %10s | %-10s | %7s | %15s | %20s |%n";
        out.printf(Locale.ROOT, row, "model", "size", "params", "backend", "threads", "test", "t/s");
        out.println("| ------------------------------ | ---------: | ---------: | ---------- | ------: | --------------: | -------------------: |");
        for (BenchRow result : rows) {
            Map<String, Object> fields = result.fields();
            double[] rates = result.rates();
            String rate = String.format(Locale.ROOT, "%.2f ± %.2f", BenchRow.mean(rates), BenchRow.deviation(rates));
            out.printf(Locale.ROOT, row, fields.get("model_type"), size((Long) fields.get("model_size")),
                    parameters((Long) fields.get("model_n_params")), fields.get("backends"), result.threads(), result.test().name(), rate);
        }
        if (!rows.isEmpty()) {
            out.println();
            latencies(rows, out);
            out.println("build: " + rows.getFirst().machine().get("build_commit"));
        }
    }

    /** What llama-bench's table has no column for. */
    private static void latencies(List<BenchRow> rows, PrintStream out) {
        for (BenchRow row : rows) {
            Map<String, Object> fields = row.fields();
            StringBuilder line = new StringBuilder(String.format(
                    Locale.ROOT, "%s, %s: end to end %.1f ms", row.test().name(), threads(row.threads()), fields.get("end_to_end_ms_p50")));
            if (fields.get("time_to_first_token_ms") != null) {
                line.append(String.format(Locale.ROOT, ", first token after %.1f ms", fields.get("time_to_first_token_ms")));
            }
            if (fields.get("token_ms_p50") != null) {
                line.append(String.format(Locale.ROOT, ", a token %.2f ms (p90 %.2f, p99 %.2f)",
                        fields.get("token_ms_p50"), fields.get("token_ms_p90"), fields.get("token_ms_p99")));
            }
            row.roofShare().ifPresent(share -> line.append(String.format(
                    Locale.ROOT, ", %.0f %% of what %.1f GB/s of memory allow", 100 * share, row.roof().bandwidth() / 1e9)));
            out.println(line);
        }
        out.println();
    }

    static String threads(int count) {
        return count == 1 ? "1 thread" : count + " threads";
    }

    private static String size(long bytes) {
        return bytes >= GIBIBYTE
                ? String.format(Locale.ROOT, "%.2f GiB", bytes / GIBIBYTE)
                : String.format(Locale.ROOT, "%.2f MiB", bytes / MEBIBYTE);
    }

    private static String parameters(long count) {
        return count >= 1_000_000_000
                ? String.format(Locale.ROOT, "%.2f B", count / 1e9)
                : String.format(Locale.ROOT, "%.2f M", count / 1e6);
    }

    private static void csv(List<BenchRow> rows, PrintStream out) {
        for (int i = 0; i < rows.size(); i++) {
            Map<String, Object> fields = rows.get(i).fields();
            fields.keySet().removeAll(BenchRow.LIST_FIELDS);
            if (i == 0) {
                out.println(String.join(",", fields.keySet()));
            }
            out.println(fields.values().stream()
                    .map(value -> '"' + (value == null ? "" : String.valueOf(value)).replace("\"", "\"\"") + '"')
                    .collect(Collectors.joining(",")));
        }
    }
}
