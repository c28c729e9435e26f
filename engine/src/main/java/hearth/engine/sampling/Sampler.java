package hearth.engine.sampling;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Draws the tokens of one generation: constraint, biases, penalties, the filters in a fixed order, the temperature, a pick. Not
 * thread-safe.
 */
public final class Sampler {
    private final Candidates candidates;
    private final Optional<TokenConstraint> constraint;
    private final Optional<Penalties> penalties;
    private final List<SamplingStep> steps;
    private final Draw draw;

    private Sampler(
            Candidates candidates,
            Optional<TokenConstraint> constraint,
            Optional<Penalties> penalties,
            List<SamplingStep> steps,
            Draw draw) {
        this.candidates = candidates;
        this.constraint = constraint;
        this.penalties = penalties;
        this.steps = steps;
        this.draw = draw;
    }

    /**
     * @param rules with biases for ids of the vocabulary only
     * @param candidates room for the vocabulary; may be shared with samplers of the same thread
     * @param contextLength what a {@code repeatLastN} of -1 means
     * @param randomSeed used where the options ask for a random seed
     */
    public static Sampler create(
            SamplingOptions options, TokenRules rules, Candidates candidates, int contextLength, int randomSeed) {
        int vocabularySize = candidates.vocabularySize();
        Optional<Penalties> penalties = penalties(options, vocabularySize, contextLength);
        List<SamplingStep> steps = new ArrayList<>();
        addIf(steps, !rules.bias().isEmpty(), () -> new LogitBias(rules.bias()));
        penalties.ifPresent(steps::add);
        int minKeep = options.minKeep();
        if (options.temperature() > 0) {
            addIf(steps, options.topK() > 0, () -> new TopK(options.topK()));
            addIf(steps, options.typicalP() < 1, () -> new TypicalP(options.typicalP(), minKeep, vocabularySize));
            addIf(steps, options.topP() < 1, () -> new TopP(options.topP(), minKeep));
            addIf(steps, options.minP() > 0, () -> new MinP(options.minP(), minKeep));
            addIf(steps, options.temperature() != 1, () -> new Temperature(options.temperature()));
        }
        // No filter drops the likeliest token before a greedy pick, but for typical-p, which makes no sense there.
        Draw draw = options.temperature() > 0
                ? new RandomDraw(new MersenneTwister(options.seed() < 0 ? randomSeed : (int) options.seed()))
                : new GreedyDraw();
        return new Sampler(
                candidates, rules.constraint().map(ConstraintSource::start), penalties, List.copyOf(steps), draw);
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

    /** Shows the penalties the prompt. */
    public void acceptPrompt(int[] ids) {
        if (penalties.isPresent()) {
            for (int id : ids) {
                penalties.get().accept(id);
            }
        }
    }

    /** Takes note of a token that was drawn. */
    public void accept(int id) {
        if (penalties.isPresent()) {
            penalties.get().accept(id);
        }
        if (constraint.isPresent()) {
            constraint.get().accept(id);
        }
    }

    /**
     * Draws an id; {@code logits} (vocabularySize, from {@code offset} on) stay as they are.
     *
     * @throws UnusableLogitsException if no token can be drawn from them
     * @throws NoTokenAllowedException if the constraint or the biases leave no token
     */
    public int sample(float[] logits, int offset) {
        candidates.load(logits, offset);
        if (constraint.isPresent()) {
            candidates.allowOnly(constraint.get().allowed());
        }
        for (int i = 0; i < steps.size(); i++) {
            steps.get(i).apply(candidates);
        }
        return draw.pick(candidates);
    }
}
