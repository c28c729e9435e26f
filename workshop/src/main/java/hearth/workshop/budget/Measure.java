package hearth.workshop.budget;

import hearth.workshop.evaluate.ComparisonResult;
import hearth.workshop.evaluate.Estimate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a comparison with the source gave, as far as budgets care.
 *
 * @param divergence mean KL divergence, in nats
 * @param logRatio ln(perplexity / the source's)
 * @param sameTop share of predictions with the same likeliest token
 */
record Measure(Estimate divergence, Estimate logRatio, Estimate sameTop) {
    static Measure of(ComparisonResult result) {
        return new Measure(result.divergence().mean(), result.logRatio(), result.sameTop());
    }

    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        put(fields, "kl_divergence", divergence);
        put(fields, "log_perplexity_ratio", logRatio);
        put(fields, "same_top_token", sameTop);
        return fields;
    }

    private static void put(Map<String, Object> fields, String name, Estimate estimate) {
        fields.put(name, estimate.value());
        fields.put(name + "_error", estimate.error());
    }

    /** Of {@link #fields}; empty if a number is missing. */
    static Optional<Measure> parse(Map<?, ?> fields) {
        return estimate(fields, "kl_divergence").flatMap(divergence -> estimate(fields, "log_perplexity_ratio")
                .flatMap(logRatio -> estimate(fields, "same_top_token").map(sameTop -> new Measure(divergence, logRatio, sameTop))));
    }

    private static Optional<Estimate> estimate(Map<?, ?> fields, String name) {
        return fields.get(name) instanceof Number value && fields.get(name + "_error") instanceof Number error
                ? Optional.of(new Estimate(value.doubleValue(), error.doubleValue()))
                : Optional.empty();
    }
}
