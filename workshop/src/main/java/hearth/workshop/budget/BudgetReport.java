package hearth.workshop.budget;

import hearth.workshop.evaluate.ComparisonReport;
import hearth.workshop.evaluate.ReportTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The evidence of a quantization to a budget, in forms to show: fields for JSON, a page, lines of text.
 *
 * @param comparison of the file with its source, on the verification text
 */
public record BudgetReport(BudgetResult result, ComparisonReport comparison) {
    /** For JSON. */
    public Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("budget", result.goal().toString());
        fields.put("file_bytes", result.fileBytes());
        fields.put("predicted_kl_divergence", result.best().predicted());
        fields.put("comparison", comparison.fields());
        fields.put("attempts", result.attempts().stream().map(BudgetReport::fields).toList());
        List<Object> groups = new ArrayList<>();
        result.sensitivity().probes().forEach((name, probe) -> {
            Map<String, Object> group = new LinkedHashMap<>();
            group.put("group", name);
            group.put("probe", probe.encoding().toString());
            group.put("error", probe.error());
            group.put("kl_divergence", probe.divergence());
            groups.add(group);
        });
        fields.put("sensitivity", groups);
        fields.put("file_types", result.fixedTypes().stream().map(BudgetReport::fields).toList());
        fields.put("tensors", result.tensors().stream().map(this::fields).toList());
        return fields;
    }

    private static Map<String, Object> fields(Attempt attempt) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("file_bytes", attempt.fileBytes());
        fields.put("predicted_kl_divergence", attempt.predicted());
        fields.putAll(attempt.measure().fields());
        return fields;
    }

    private static Map<String, Object> fields(FixedTypes.Fixed fixed) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("type", fixed.type().name());
        fields.put("file_bytes", fixed.fileBytes());
        fields.put("predicted_kl_divergence", fixed.loss());
        return fields;
    }

    private Map<String, Object> fields(TensorChoices tensor) {
        Choice choice = choice(tensor);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", tensor.tensor().name());
        fields.put("group", tensor.group());
        fields.put("type", choice.encoding().type().name());
        fields.put("importance", choice.encoding().weighted());
        fields.put("bytes", choice.byteSize());
        fields.put("predicted_kl_divergence", result.sensitivity().loss(tensor.group(), choice));
        return fields;
    }

    private Choice choice(TensorChoices tensor) {
        return result.best().allocation().choices().get(tensor.tensor().name());
    }

    /** One page for a browser, with everything in it. */
    public String html() {
        return comparison.html(List.of(attemptTable(), fixedTable(0, Double.MAX_VALUE), typeTable(), groupTable()));
    }

    private ReportTable attemptTable() {
        List<List<String>> rows = new ArrayList<>();
        for (Attempt attempt : result.attempts()) {
            rows.add(List.of(
                    text("%.1f MB%s", attempt.fileBytes() / 1e6, attempt == result.best() ? ", taken" : ""),
                    text("%.5f", attempt.predicted()),
                    text("%.5f ± %.5f", attempt.measure().divergence().value(), attempt.measure().divergence().error()),
                    text("%+.3f %%", 100 * Math.expm1(attempt.measure().logRatio().value())),
                    text("%.2f %%", 100 * attempt.measure().sameTop().value())));
        }
        return new ReportTable("Files that were tried for: " + result.goal(),
                List.of("size", "KL predicted", "KL measured", "perplexity", "same top token"), rows);
    }

    private ReportTable groupTable() {
        Map<String, List<TensorChoices>> groups = new LinkedHashMap<>();
        result.tensors().forEach(tensor -> groups.computeIfAbsent(tensor.group(), _ -> new ArrayList<>()).add(tensor));
        List<List<String>> rows = new ArrayList<>();
        groups.forEach((name, tensors) -> {
            Sensitivity.Probe probe = result.sensitivity().probes().get(name);
            long bytes = tensors.stream().mapToLong(tensor -> choice(tensor).byteSize()).sum();
            long values = tensors.stream().mapToLong(tensor -> tensor.tensor().elementCount()).sum();
            double loss = tensors.stream().mapToDouble(tensor -> result.sensitivity().loss(name, choice(tensor))).sum();
            rows.add(List.of(name, types(tensors), text("%.1f MB", bytes / 1e6), text("%.2f", 8.0 * bytes / values),
                    text("%.5f in %s", probe.divergence(), probe.encoding().type()), text("%.5f", loss)));
        });
        return new ReportTable("What became of each group of tensors",
                List.of("group", "types", "size", "bits a weight", "KL when rounded alone", "KL predicted"), rows);
    }

    /** File types whose size lies between two multiples of the result's. */
    private ReportTable fixedTable(double least, double most) {
        List<List<String>> rows = result.fixedTypes().stream()
                .filter(fixed -> fixed.fileBytes() >= least * result.fileBytes() && fixed.fileBytes() <= most * result.fileBytes())
                .map(fixed -> List.of(fixed.type().name(), text("%.1f MB", fixed.fileBytes() / 1e6), text("%.5f", fixed.loss())))
                .toList();
        return new ReportTable("What file types would give, by the same measurements", List.of("type", "size", "KL predicted"), rows);
    }

    private ReportTable typeTable() {
        Map<String, long[]> sums = new TreeMap<>();
        for (TensorChoices tensor : result.tensors()) {
            long[] sum = sums.computeIfAbsent(choice(tensor).encoding().type().name(), _ -> new long[2]);
            sum[0]++;
            sum[1] += choice(tensor).byteSize();
        }
        List<List<String>> rows = new ArrayList<>();
        sums.forEach((type, sum) -> rows.add(List.of(type, String.valueOf(sum[0]), text("%.1f MB", sum[1] / 1e6))));
        return new ReportTable("Types that were chosen", List.of("type", "tensors", "size"), rows);
    }

    /** Types with their counts, for example {@code 3 Q4_K, 1 Q6_K}. */
    private String types(List<TensorChoices> tensors) {
        Map<String, Integer> counts = new TreeMap<>();
        tensors.forEach(tensor -> counts.merge(choice(tensor).encoding().type().name(), 1, Integer::sum));
        List<String> parts = new ArrayList<>();
        counts.forEach((type, count) -> parts.add(count == 1 && tensors.size() == 1 ? type : count + " " + type));
        return String.join(", ", parts);
    }

    /** Lines for a terminal. */
    public String text() {
        return attemptTable().text() + "\n" + typeTable().text() + "\n" + fixedTable(0.8, 1.25).text();
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
