package hearth.cli;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The result of one test, with the field names of llama-bench.
 *
 * @param machine build, processor and model: the fields that all rows of a run share
 * @param threads threads that computed
 * @param samplesNanos time of each repetition
 */
record BenchRow(Map<String, Object> machine, int threads, BenchTest test, Instant time, long[] samplesNanos) {
    private static final double NANOS_PER_SECOND = 1e9;

    /** Tokens a second of each repetition. */
    double[] rates() {
        return Arrays.stream(samplesNanos).mapToDouble(nanos -> test.tokens() * NANOS_PER_SECOND / nanos).toArray();
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

    /** Every field, in llama-bench's order. */
    Map<String, Object> fields() {
        double[] nanos = Arrays.stream(samplesNanos).asDoubleStream().toArray();
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
        fields.put("samples_ns", Arrays.stream(samplesNanos).boxed().toList());
        fields.put("samples_ts", Arrays.stream(rates).boxed().toList());
        return fields;
    }

    /** The names of {@link #fields} whose values are lists, which a CSV has no place for. */
    static final List<String> LIST_FIELDS = List.of("samples_ns", "samples_ts");
}
