package hearth.cli;

import hearth.engine.GenerationSettings;
import hearth.engine.Model;
import hearth.engine.generate.Cancellation;
import hearth.engine.generate.GenerationRequest;
import hearth.engine.generate.Session;
import hearth.engine.sampling.SamplingOptions;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Times one test of llama-bench: {@code ppN} evaluates N random tokens in batches, {@code tgN} one at a time, {@code ppN+tgM} one
 * after the other. Tokenizing and sampling are not in it.
 */
final class BenchRun {
    /** C2 needs up to a second a kernel: a shorter warm-up measures the interpreter. */
    private static final long WARM_UP_NANOS = 2_000_000_000L;
    private static final long SEED = 42;

    private final Model model;
    private final BenchTest test;
    private final SplittableRandom random = new SplittableRandom(SEED);

    BenchRun(Model model, BenchTest test) {
        this.model = model;
        this.test = test;
    }

    /** Repeats the test, uncounted, until the compiler has had its time. */
    void warmUp() {
        long start = System.nanoTime();
        do {
            repeat();
        } while (System.nanoTime() - start < WARM_UP_NANOS);
    }

    BenchSample repeat() {
        int vocabularySize = model.config().vocabularySize();
        int[] ids = random.ints(test.contextLength(), 0, vocabularySize).toArray();
        try (Session session = model.session()) {
            if (test.depth() > 0) {
                evaluate(session, ids, test.depth());
            }
            int done = test.depth() + test.promptTokens();
            long promptNanos = test.promptTokens() > 0 ? evaluate(session, ids, done) : 0;
            long[] tokenNanos = new long[test.generatedTokens()];
            for (int i = 0; i < tokenNanos.length; i++) {
                tokenNanos[i] = evaluate(session, ids, done + i + 1);
            }
            return new BenchSample(promptNanos, tokenNanos);
        }
    }

    /** Evaluates the first {@code count} ids; those the session holds already are not evaluated again. */
    private static long evaluate(Session session, int[] ids, int count) {
        GenerationRequest request = new GenerationRequest(
                Arrays.copyOf(ids, count), SamplingOptions.greedy(), 0, List.of(), new Cancellation());
        return session.generate(request, event -> {}).usage().promptNanos();
    }

    /** What the model must be loaded with for these tests. */
    static GenerationSettings settings(List<BenchTest> tests, int threads, int batchSize) {
        int context = tests.stream().mapToInt(BenchTest::contextLength).max().orElseThrow();
        return GenerationSettings.defaults().withThreads(threads).withContextLength(context).withBatchSize(batchSize);
    }
}
