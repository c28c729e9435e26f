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
import java.util.function.Consumer;

/**
 * Times one test of llama-bench: {@code ppN} evaluates N random tokens in batches, {@code tgN} one at a time. Tokenizing and
 * sampling are not in it.
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

    /** Nanoseconds of each repetition. */
    long[] run(int repetitions, Consumer<String> progress) {
        progress.accept(test.name() + ": warming up");
        long start = System.nanoTime();
        do {
            repeat();
        } while (System.nanoTime() - start < WARM_UP_NANOS);
        long[] samples = new long[repetitions];
        for (int i = 0; i < repetitions; i++) {
            progress.accept(test.name() + ": run " + (i + 1) + "/" + repetitions);
            samples[i] = repeat();
        }
        return samples;
    }

    private long repeat() {
        int vocabularySize = model.config().vocabularySize();
        int[] ids = random.ints(test.depth() + test.promptTokens() + test.generatedTokens(), 0, vocabularySize).toArray();
        try (Session session = model.session()) {
            if (test.depth() > 0) {
                evaluate(session, ids, test.depth());
            }
            long nanos = 0;
            int done = test.depth() + test.promptTokens();
            if (test.promptTokens() > 0) {
                nanos += evaluate(session, ids, done);
            }
            for (int i = 1; i <= test.generatedTokens(); i++) {
                nanos += evaluate(session, ids, done + i);
            }
            return nanos;
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
