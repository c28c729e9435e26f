package hearth.engine.sampling;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Draws the tokens of one generation: penalties, the filters in a fixed order, the temperature, a pick. Not thread-safe. */
public final class Sampler {
    private final Candidates candidates;
    private final Optional<Penalties> penalties;
    private final List<SamplingStep> steps;
    private final Draw draw;

    private Sampler(Candidates candidates, Optional<Penalties> penalties, List<SamplingStep> steps, Draw draw) {
        this.candidates = candidates;
        this.penalties = penalties;
        this.steps = steps;
        this.draw = draw;
    }

    /**
     * @param vocabularySize number of logits of each step
     * @param contextLength what a {@code repeatLastN} of -1 means
     * @param randomSeed used where the options ask for a random seed
     */
    public static Sampler create(SamplingOptions options, int vocabularySize, int contextLength, int randomSeed) {
        Optional<Penalties> penalties = penalties(options, vocabularySize, contextLength);
        List<SamplingStep> steps = new ArrayList<>();
        penalties.ifPresent(steps::add);
        if (options.temperature() > 0) {
            addIf(steps, options.topK() > 0, () -> new TopK(options.topK()));
            addIf(steps, options.typicalP() < 1, () -> new TypicalP(options.typicalP(), vocabularySize));
            addIf(steps, options.topP() < 1, () -> new TopP(options.topP()));
            addIf(steps, options.minP() > 0, () -> new MinP(options.minP()));
            addIf(steps, options.temperature() != 1, () -> new Temperature(options.temperature()));
        }
        // No filter drops the likeliest token before a greedy pick, but for typical-p, which makes no sense there.
        Draw draw = options.temperature() > 0
                ? new RandomDraw(new MersenneTwister(options.seed() < 0 ? randomSeed : (int) options.seed()))
                : new GreedyDraw();
        return new Sampler(new Candidates(vocabularySize), penalties, List.copyOf(steps), draw);
    }

    private static Optional<Penalties> penalties(SamplingOptions options, int vocabularySize, int contextLength) {
        int lastCount = options.repeatLastN() < 0 ? contextLength : Math.min(options.repeatLastN(), contextLength);
        boolean neutral =
                options.repeatPenalty() == 1 && options.presencePenalty() == 0 && options.frequencyPenalty() == 0;
        return lastCount == 0 || neutral
                ? Optional.empty()
                : Optional.of(new Penalties(
                        options.repeatPenalty(),
                        options.frequencyPenalty(),
                        options.presencePenalty(),
                        lastCount,
                        vocabularySize));
    }

    private static void addIf(List<SamplingStep> steps, boolean wanted, Supplier<SamplingStep> step) {
        if (wanted) {
            steps.add(step.get());
        }
    }

    /** Adds a token of the prompt, or one that was drawn, to what the penalties look at. */
    public void accept(int id) {
        if (penalties.isPresent()) {
            penalties.get().accept(id);
        }
    }

    /**
     * Draws an id; {@code logits} (vocabularySize) stay as they are.
     *
     * @throws UnusableLogitsException if no token can be drawn from them
     */
    public int sample(float[] logits) {
        candidates.load(logits);
        for (int i = 0; i < steps.size(); i++) {
            steps.get(i).apply(candidates);
        }
        return draw.pick(candidates);
    }
}
