package hearth.workshop.evaluate;

/**
 * How far a model's predictions are from those of its base, over a text; llama-perplexity's figures.
 *
 * @param logRatio ln(candidate's perplexity / base's)
 * @param correlation of the two models' -ln p of the tokens that follow
 * @param divergence Kullback-Leibler, Σ p_base · (ln p_base - ln p) over what the base gives more than exp(-16), in nats a token
 * @param deltaProbability p - p_base of the token that follows, from -1 to 1
 * @param sameTop share of the predictions whose likeliest token is the same
 * @param windowDivergence the mean divergence of each window
 * @param nanos the whole time
 */
public record ComparisonResult(
        WindowPlan plan,
        Estimate basePerplexity,
        Estimate candidatePerplexity,
        Estimate logRatio,
        double correlation,
        Distribution divergence,
        Distribution deltaProbability,
        Estimate sameTop,
        double[] windowDivergence,
        long nanos) {
    /** The candidate's perplexity by the base's. */
    public Estimate ratio() {
        double value = Math.exp(logRatio.value());
        return new Estimate(value, value * logRatio.error());
    }
}
