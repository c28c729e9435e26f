package hearth.workshop.evaluate;

import java.util.Arrays;

/** Collects the predictions of two models, and makes the figures of them. */
final class ComparisonTally {
    private final double[] divergences;
    private final double[] deltas;
    private final double[] windowDivergences;
    private final PerplexityTally base = new PerplexityTally();
    private final PerplexityTally candidate = new PerplexityTally();
    private double products;
    private double divergenceSum;
    private int sameTop;
    private int count;
    private int windowFirst;
    private int windowCount;

    ComparisonTally(WindowPlan plan) {
        int tokens = Math.toIntExact(plan.scoredCount());
        divergences = new double[tokens];
        deltas = new double[tokens];
        windowDivergences = new double[plan.count()];
    }

    /**
     * One prediction.
     *
     * @param divergence of the candidate from the base, in nats
     * @param baseNll -ln p of the token that follows
     */
    void add(double divergence, double baseNll, double candidateNll, boolean agree) {
        divergences[count] = divergence;
        deltas[count] = Math.exp(-candidateNll) - Math.exp(-baseNll);
        count++;
        divergenceSum += divergence;
        base.add(baseNll);
        candidate.add(candidateNll);
        products += baseNll * candidateNll;
        sameTop += agree ? 1 : 0;
    }

    void endWindow() {
        double sum = 0;
        for (int i = windowFirst; i < count; i++) {
            sum += divergences[i];
        }
        windowDivergences[windowCount++] = sum / (count - windowFirst);
        windowFirst = count;
    }

    double meanDivergence() {
        return divergenceSum / count;
    }

    ComparisonResult result(WindowPlan plan, long nanos) {
        double covariance = count > 1 ? (products / count - base.mean() * candidate.mean()) / (count - 1) : 0;
        double variance = square(base.meanError()) + square(candidate.meanError()) - 2 * covariance;
        Estimate logRatio = new Estimate(candidate.mean() - base.mean(), Math.sqrt(Math.max(0, variance)));
        double spread = base.meanError() * candidate.meanError();
        double share = (double) sameTop / count;
        return new ComparisonResult(
                plan,
                base.perplexity(),
                candidate.perplexity(),
                logRatio,
                spread == 0 ? 1 : covariance / spread,
                Distribution.of(Arrays.copyOf(divergences, count)),
                Distribution.of(Arrays.copyOf(deltas, count)),
                new Estimate(share, count > 1 ? Math.sqrt(share * (1 - share) / (count - 1)) : 0),
                windowDivergences,
                nanos);
    }

    private static double square(double value) {
        return value * value;
    }
}
