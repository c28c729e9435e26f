package hearth.workshop.evaluate;

import hearth.engine.score.Scorer;
import java.util.stream.IntStream;

/**
 * Measures perplexity: exp of the mean of -ln p(token), over the predictions that a {@link WindowPlan} lets count. Probabilities are
 * softmax over all logits, added up in 64 bits.
 */
public final class Perplexity {
    private Perplexity() {}

    /**
     * Reads the windows one after the other.
     *
     * @throws EvaluationException if a window is longer than the scorer's context
     * @throws hearth.engine.sampling.UnusableLogitsException if the model computes no usable numbers
     */
    public static PerplexityResult measure(Scorer scorer, EvaluationText text, WindowPlan plan, EvaluationListener listener) {
        requireContext(scorer, plan);
        long start = System.nanoTime();
        PerplexityTally tally = new PerplexityTally();
        for (int i = 0; i < plan.count(); i++) {
            Window window = plan.window(i);
            int[] tokens = text.tokens(window);
            scorer.begin(tokens, window.firstScored(), window.endScored());
            int row = window.firstScored();
            for (int rows = scorer.next(); rows > 0; rows = scorer.next()) {
                for (double nll : nlls(scorer, rows, text.ids(), window.start() + row + 1)) {
                    tally.add(nll);
                }
                row += rows;
            }
            listener.measured(i + 1, plan.count(), tally.perplexity().value());
        }
        long evaluated = (long) plan.count() * plan.length();
        return new PerplexityResult(plan, tally.count(), tally.mean(), tally.perplexity(), evaluated, System.nanoTime() - start);
    }

    static void requireContext(Scorer scorer, WindowPlan plan) {
        if (plan.length() > scorer.contextLength()) {
            throw new EvaluationException("windows of " + plan.length() + " tokens are longer than the model's context of "
                    + scorer.contextLength());
        }
    }

    /** -ln p of the tokens from {@code firstTarget} on. Rows are shared out to threads; each is computed by itself. */
    private static double[] nlls(Scorer scorer, int rows, int[] ids, int firstTarget) {
        int size = scorer.vocabularySize();
        float[] logits = scorer.logits();
        double[] nlls = new double[rows];
        IntStream.range(0, rows).parallel().forEach(r ->
                nlls[r] = LogSoftmax.normalizer(logits, r * size, size) - logits[r * size + ids[firstTarget + r]]);
        return nlls;
    }
}
