package hearth.workshop.evaluate;

import hearth.engine.Model;
import hearth.engine.generate.Cancellation;
import hearth.engine.generate.GenerationRequest;
import hearth.engine.generate.Session;
import hearth.engine.sampling.SamplingOptions;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** A short measurement of a loaded model's speed on random tokens; tokenizing and sampling are not in it. */
public final class SpeedSample {
    /** The compiler needs about so long; a shorter warm-up measures the interpreter. */
    private static final long WARM_UP_NANOS = 1_500_000_000L;

    private static final int RUNS = 2;
    private static final long SEED = 42;
    private static final double NANOS_PER_SECOND = 1e9;

    private final Model model;
    private final Runnable check;

    private SpeedSample(Model model, Runnable check) {
        this.model = model;
        this.check = check;
    }

    /**
     * Measures; the best of a few runs counts, as other programs may compute too.
     *
     * @param prompt tokens that run together
     * @param answer tokens that run one by one
     * @param check is asked between runs; what it throws ends the measurement
     */
    public static ModelFacts.Speed of(Model model, int prompt, int answer, Runnable check) {
        SpeedSample sample = new SpeedSample(model, check);
        return new ModelFacts.Speed(sample.rate(prompt, prompt), sample.rate(answer, 1));
    }

    private double rate(int tokens, int together) {
        long start = System.nanoTime();
        do {
            run(tokens, together);
        } while (System.nanoTime() - start < WARM_UP_NANOS);
        double best = 0;
        for (int i = 0; i < RUNS; i++) {
            best = Math.max(best, tokens * NANOS_PER_SECOND / run(tokens, together));
        }
        return best;
    }

    /** @return nanoseconds of all steps */
    private long run(int tokens, int together) {
        int[] ids = new SplittableRandom(SEED).ints(tokens, 0, model.config().vocabularySize()).toArray();
        long nanos = 0;
        try (Session session = model.session()) {
            for (int done = together; done <= tokens; done += together) {
                check.run();
                // What the session holds already is not evaluated again.
                GenerationRequest request = new GenerationRequest(
                        Arrays.copyOf(ids, done), SamplingOptions.greedy(), 0, List.of(), new Cancellation());
                nanos += session.generate(request, event -> {}).usage().promptNanos();
            }
        }
        return Math.max(1, nanos);
    }
}
