package hearth.cli;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The result of one test: the fields of llama-bench under their names, then ours.
 *
 * @param machine build, processor and model: the fields that all rows of a run share
 * @param threads threads that computed
 * @param samples the repetitions; at least one
 * @param roof what the memory allows
 */
record BenchRow(
        Map<String, Object> machine, int threads, BenchTest test, Instant time, List<BenchSample> samples, Roof roof) {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double NANOS_PER_MILLI = 1e6;

    /** The names of {@link #fields} whose values are lists, which a CSV has no place for. */
    static final List<String> LIST_FIELDS = List.of("samples_ns", "samples_ts");

    /**
     * @param bandwidth bytes that this number of threads can read in a second
     * @param ceiling tokens a second at which decoding would use all of it
     */
    record Roof(double bandwidth, double ceiling) {}

    /** Tokens a second of each repetition. */
    double[] rates() {
        return samples.stream().mapToDouble(sample -> test.tokens() * NANOS_PER_SECOND / sample.nanos()).toArray();
    }

    /** Share of the memory's speed that decoding reaches; empty for a test that does more than decode. */
    OptionalDouble roofShare() {
        return test.promptTokens() > 0 ? OptionalDouble.empty() : OptionalDouble.of(mean(rates()) / roof.ceiling());
    }

    static double mean(double[] values) {
        return Arrays.stream(values).average().orElse(0);
    }

    /** Sample standard deviation; 0 for a single value. */
    static double deviation(double[] values) {
        if (values.length < 2) {
            return 0;
        }
        double mean = mean(values);
        double squares = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
        return Math.sqrt(squares / (values.length - 1));
    }

    /** The smallest value that is not less than this share of all (nearest rank). */
    static double percentile(double[] sorted, double share) {
        return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }

    /** Every field, llama-bench's in its order first. */
    Map<String, Object> fields() {
        double[] nanos = samples.stream().mapToDouble(BenchSample::nanos).toArray();
        double[] rates = rates();
        Map<String, Object> fields = new LinkedHashMap<>(machine);
        fields.put("n_threads", threads);
        fields.put("n_prompt", test.promptTokens());
        fields.put("n_gen", test.generatedTokens());
        fields.put("n_depth", test.depth());
        fields.put("test_time", time.truncatedTo(ChronoUnit.SECONDS).toString());
        fields.put("avg_ns", Math.round(mean(nanos)));
        fields.put("stddev_ns", Math.round(deviation(nanos)));
        fields.put("avg_ts", mean(rates));
        fields.put("stddev_ts", deviation(rates));
        fields.put("samples_ns", samples.stream().map(BenchSample::nanos).toList());
        fields.put("samples_ts", Arrays.stream(rates).boxed().toList());
        addLatencies(fields, nanos);
        return fields;
    }

    private void addLatencies(Map<String, Object> fields, double[] nanos) {
        double[] sorted = Arrays.stream(nanos).sorted().toArray();
        fields.put("end_to_end_ms_p50", percentile(sorted, 0.5) / NANOS_PER_MILLI);
        fields.put("end_to_end_ms_p90", percentile(sorted, 0.9) / NANOS_PER_MILLI);
        if (test.promptTokens() > 0) {
            double[] prompts = samples.stream().mapToDouble(BenchSample::promptNanos).toArray();
            // The logits of the first token come with the last of the prompt.
            fields.put("time_to_first_token_ms", mean(prompts) / NANOS_PER_MILLI);
        } else {
            fields.put("time_to_first_token_ms", null);
        }
        double[] tokens = samples.stream().flatMapToLong(sample -> Arrays.stream(sample.tokenNanos())).asDoubleStream().sorted().toArray();
        for (int percent : new int[] {50, 90, 99}) {
            fields.put("token_ms_p" + percent, tokens.length == 0 ? null : percentile(tokens, percent / 100.0) / NANOS_PER_MILLI);
        }
        fields.put("read_bandwidth_gbs", roof.bandwidth() / 1e9);
        fields.put("roofline_ts", roof.ceiling());
        fields.put("roofline_share", roofShare().isPresent() ? roofShare().getAsDouble() : null);
    }
}
