package hearth.workshop.evaluate;

/**
 * The perplexity of a model over a text.
 *
 * @param plan the definition it was measured by
 * @param tokenCount predictions that count
 * @param meanNll mean of their negative natural logarithms, in nats a token
 * @param evaluatedTokens tokens that the windows hold
 * @param nanos the whole time
 */
public record PerplexityResult(
        WindowPlan plan, long tokenCount, double meanNll, Estimate perplexity, long evaluatedTokens, long nanos) {
    /** Tokens a second, of those the windows hold. */
    public double tokensPerSecond() {
        return nanos == 0 ? 0 : evaluatedTokens * 1e9 / nanos;
    }
}
