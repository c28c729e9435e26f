package hearth.engine.generate;

/**
 * What a generation took.
 *
 * @param promptTokens all tokens of the prompt
 * @param reusedTokens those of them that were still in the KV cache
 * @param reuseLimit why not more of them were
 * @param generatedTokens drawn tokens, one that ends the answer included
 * @param queueNanos time from the request to its start
 * @param promptNanos time to evaluate the rest of the prompt
 * @param generationNanos time from then to the end
 * @param firstTokenNanos time from the start to the first drawn token; 0 if there was none
 */
public record Usage(
        int promptTokens,
        int reusedTokens,
        ReuseLimit reuseLimit,
        int generatedTokens,
        long queueNanos,
        long promptNanos,
        long generationNanos,
        long firstTokenNanos) {
    private static final double NANOS_PER_SECOND = 1e9;

    /** Prompt tokens evaluated in a second, reused ones not counted; 0 if there was nothing to time. */
    public double promptTokensPerSecond() {
        return rate(promptTokens - reusedTokens, promptNanos);
    }

    /** Tokens drawn in a second; 0 if there was nothing to time. */
    public double generatedTokensPerSecond() {
        return rate(generatedTokens, generationNanos);
    }

    private static double rate(int count, long nanos) {
        return nanos <= 0 ? 0 : count * NANOS_PER_SECOND / nanos;
    }
}
