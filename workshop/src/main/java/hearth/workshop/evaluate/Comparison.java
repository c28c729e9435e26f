package hearth.workshop.evaluate;

import hearth.engine.score.Scorer;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Compares a model's predictions with those of its base over a text: token by token the whole distributions, so that far less text is
 * needed than for a difference of perplexities. Both must have one vocabulary.
 */
public final class Comparison {
    private final EvaluationText text;
    private final WindowPlan plan;

    public Comparison(EvaluationText text, WindowPlan plan) {
        this.text = text;
        this.plan = plan;
    }

    /**
     * Runs both models.
     *
     * @throws EvaluationException if the vocabularies differ, or windows are longer than a context
     * @throws hearth.engine.sampling.UnusableLogitsException if a model computes no usable numbers
     */
    public ComparisonResult run(Scorer base, Scorer candidate, EvaluationListener listener) {
        return run(new ModelSource(base, text, plan), candidate, listener);
    }

    /**
     * Takes the base's predictions from a file as far as it goes; the rest is computed by the base and added to the file.
     *
     * @param base is asked for only if the file is not complete
     */
    public ComparisonResult run(BaseLogits file, LazyScorer base, Scorer candidate, EvaluationListener listener) {
        return run(new KeptSource(file, () -> new ModelSource(base.scorer(), text, plan)), candidate, listener);
    }

    /** Gives a scorer when it is needed: to load a model takes time and memory. */
    @FunctionalInterface
    public interface LazyScorer {
        Scorer scorer();
    }

    /** @throws EvaluationException if the two read the text as different tokens */
    public static void requireSameTokens(EvaluationText base, EvaluationText candidate) {
        if (!Arrays.equals(base.ids(), candidate.ids()) || !base.begin().equals(candidate.begin())) {
            throw new EvaluationException("the two models read the text as different tokens, so their predictions can't be compared");
        }
    }

    private ComparisonResult run(BaseSource base, Scorer candidate, EvaluationListener listener) {
        Perplexity.requireContext(candidate, plan);
        if (base.vocabularySize() != candidate.vocabularySize()) {
            throw new EvaluationException("the base has a vocabulary of " + base.vocabularySize() + " tokens, the model one of "
                    + candidate.vocabularySize() + ", so their predictions can't be compared");
        }
        long start = System.nanoTime();
        ComparisonTally tally = new ComparisonTally(plan);
        BaseRows rows = new BaseRows(base.vocabularySize());
        for (int i = 0; i < plan.count(); i++) {
            Window window = plan.window(i);
            base.begin(i);
            candidate.begin(text.tokens(window), window.firstScored(), window.endScored());
            int target = window.start() + window.firstScored() + 1;
            for (int count = candidate.next(); count > 0; count = candidate.next()) {
                base.next(count, rows);
                add(rows, candidate, target, count, tally);
                target += count;
            }
            base.end();
            tally.endWindow();
            listener.measured(i + 1, plan.count(), tally.meanDivergence());
        }
        return tally.result(plan, System.nanoTime() - start);
    }

    private void add(BaseRows base, Scorer candidate, int firstTarget, int count, ComparisonTally tally) {
        double[] divergences = new double[count];
        double[] nlls = new double[count];
        boolean[] agree = new boolean[count];
        IntStream.range(0, count).parallel().forEach(r -> {
            int size = base.vocabularySize();
            int offset = r * size;
            float[] logits = candidate.logits();
            double normalizer = LogSoftmax.normalizer(logits, offset, size);
            nlls[r] = normalizer - logits[offset + text.ids()[firstTarget + r]];
            divergences[r] = divergence(base.logProbabilities(), logits, offset, size, normalizer);
            agree[r] = top(logits, offset, size) == base.top(r);
        });
        for (int r = 0; r < count; r++) {
            tally.add(divergences[r], -base.target(r), nlls[r], agree[r]);
        }
    }

    /** Σ p_base · (ln p_base - ln p). */
    static double divergence(float[] base, float[] logits, int offset, int size, double normalizer) {
        double sum = 0;
        for (int i = offset; i < offset + size; i++) {
            double log = base[i];
            if (log > BaseRows.FLOOR) {
                sum += Math.exp(log) * (log - (logits[i] - normalizer));
            }
        }
        return sum;
    }

    private static int top(float[] logits, int offset, int size) {
        int top = 0;
        for (int v = 1; v < size; v++) {
            if (logits[offset + v] > logits[offset + top]) {
                top = v;
            }
        }
        return top;
    }
}
