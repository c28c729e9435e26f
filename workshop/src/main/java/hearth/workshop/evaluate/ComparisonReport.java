package hearth.workshop.evaluate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The figures of a comparison in forms to show: fields for JSON, lines of text.
 *
 * @param textDigest SHA-256 of the text, in hexadecimal
 */
public record ComparisonReport(ModelFacts base, ModelFacts candidate, String textDigest, ComparisonResult result) {
    private static final double[] DIVERGENCE_QUANTILES = {0.999, 0.99, 0.95, 0.9, 0.5, 0.1, 0.05, 0.01, 0.001};

    /** A figure with its name. */
    public record Line(String name, String value) {}

    /** For JSON. */
    public Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("base", base.fields());
        fields.put("candidate", candidate.fields());
        fields.put("text_sha256", textDigest);
        fields.put("definition", result.plan().kind().name().toLowerCase(Locale.ROOT));
        fields.put("window", result.plan().length());
        fields.put("stride", result.plan().stride());
        fields.put("chunks", result.plan().count());
        fields.put("predictions", result.divergence().count());
        put(fields, "base_perplexity", result.basePerplexity());
        put(fields, "candidate_perplexity", result.candidatePerplexity());
        put(fields, "perplexity_ratio", result.ratio());
        put(fields, "log_perplexity_ratio", result.logRatio());
        fields.put("nll_correlation", result.correlation());
        fields.put("kl_divergence", distribution(result.divergence()));
        fields.put("delta_probability", distribution(result.deltaProbability()));
        put(fields, "delta_probability_rms", result.deltaProbability().rootMeanSquare());
        put(fields, "same_top_token", result.sameTop());
        List<Object> windows = new ArrayList<>();
        for (double value : result.windowDivergence()) {
            windows.add(value);
        }
        fields.put("kl_divergence_by_chunk", windows);
        fields.put("seconds", result.nanos() / 1e9);
        return fields;
    }

    private static void put(Map<String, Object> fields, String name, Estimate estimate) {
        fields.put(name, estimate.value());
        fields.put(name + "_error", estimate.error());
    }

    private static Map<String, Object> distribution(Distribution values) {
        Map<String, Object> fields = new LinkedHashMap<>();
        put(fields, "mean", values.mean());
        fields.put("max", values.max());
        for (double quantile : DIVERGENCE_QUANTILES) {
            fields.put(quantileName(quantile), values.quantile(quantile));
        }
        fields.put("min", values.min());
        return fields;
    }

    private static String quantileName(double quantile) {
        return quantile == 0.5 ? "median" : "p" + String.format(Locale.ROOT, "%.1f", quantile * 100).replace(".0", "");
    }

    /** What stands for each model: size, perplexity, speed; the base, then the candidate. */
    List<String[]> sideBySide() {
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"type", base.type(), candidate.type()});
        rows.add(new String[] {"weights", megabytes(base), megabytes(candidate)});
        rows.add(new String[] {"bits a weight", text("%.2f", base.bitsPerWeight()), text("%.2f", candidate.bitsPerWeight())});
        rows.add(new String[] {"perplexity", text(result.basePerplexity(), 4), text(result.candidatePerplexity(), 4)});
        if (base.speed().isPresent() || candidate.speed().isPresent()) {
            rows.add(new String[] {"prefill", prefill(base), prefill(candidate)});
            rows.add(new String[] {"decode", decode(base), decode(candidate)});
        }
        return rows;
    }

    private static String megabytes(ModelFacts model) {
        return text("%.1f MB", model.weightBytes() / 1e6);
    }

    private static String prefill(ModelFacts model) {
        return model.speed().map(speed -> text("%.1f tokens/s", speed.prefill())).orElse("not measured");
    }

    private static String decode(ModelFacts model) {
        return model.speed().map(speed -> text("%.1f tokens/s", speed.decode())).orElse("not measured");
    }

    /** What stands for the two together. */
    List<Line> together() {
        Distribution divergence = result.divergence();
        Distribution delta = result.deltaProbability();
        return List.of(
                new Line("perplexity ratio", text(result.ratio(), 5)),
                new Line("ln perplexity ratio", text(result.logRatio(), 5)),
                new Line("correlation of ln p", text("%.4f", result.correlation())),
                new Line("KL divergence, mean", text(divergence.mean(), 6)),
                new Line("KL divergence, median", text("%.6f", divergence.quantile(0.5))),
                new Line("KL divergence, p90 / p99", text("%.6f / %.6f", divergence.quantile(0.9), divergence.quantile(0.99))),
                new Line("KL divergence, max", text("%.6f", divergence.max())),
                new Line("same top token", text("%.3f ± %.3f %%", 100 * result.sameTop().value(), 100 * result.sameTop().error())),
                new Line("Δp, mean", text("%.3f ± %.3f %%", 100 * delta.mean().value(), 100 * delta.mean().error())),
                new Line("Δp, RMS", text(
                        "%.3f ± %.3f %%", 100 * delta.rootMeanSquare().value(), 100 * delta.rootMeanSquare().error())),
                new Line("Δp, p1 / p10", text("%.3f / %.3f %%", 100 * delta.quantile(0.01), 100 * delta.quantile(0.1))),
                new Line("Δp, median", text("%.3f %%", 100 * delta.quantile(0.5))),
                new Line("Δp, p90 / p99", text("%.3f / %.3f %%", 100 * delta.quantile(0.9), 100 * delta.quantile(0.99))));
    }

    /** How it was measured. */
    String method() {
        WindowPlan plan = result.plan();
        return plan.kind().description() + "; " + plan.count() + " x " + plan.length() + " tokens, " + result.divergence().count()
                + " predictions";
    }

    /** Lines for a terminal. */
    public String text() {
        StringBuilder out = new StringBuilder();
        out.append(text("%-26s %20s %20s%n", "", shortened(base.name()), shortened(candidate.name())));
        sideBySide().forEach(row -> out.append(text("%-26s %20s %20s%n", (Object[]) row)));
        out.append(text("%n"));
        together().forEach(line -> out.append(text("%-26s %s%n", line.name(), line.value())));
        return out.append(text("%n")).append(method()).append(text("%n")).toString();
    }

    private static String shortened(String name) {
        int most = 20;
        return name.length() <= most ? name : "…" + name.substring(name.length() - most + 1);
    }

    private static String text(Estimate estimate, int digits) {
        return text("%." + digits + "f ± %." + digits + "f", estimate.value(), estimate.error());
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    /** One page for a browser, with everything in it. */
    public String html() {
        return html(List.of());
    }

    /** As the other one, with tables of other work behind the comparison. */
    public String html(List<ReportTable> tables) {
        return ComparisonPage.of(this, tables);
    }
}
