package hearth.cli;

/**
 * One row of a benchmark.
 *
 * @param promptTokens tokens evaluated in batches
 * @param generatedTokens tokens evaluated one at a time
 * @param depth tokens in the cache before, not timed
 */
record BenchTest(int promptTokens, int generatedTokens, int depth) {
    BenchTest {
        if (promptTokens < 0 || generatedTokens < 0 || depth < 0 || promptTokens + generatedTokens == 0) {
            throw new CommandException("token counts of a benchmark must not be negative, and not all zero");
        }
    }

    int tokens() {
        return promptTokens + generatedTokens;
    }

    int contextLength() {
        return Math.addExact(depth, tokens());
    }

    /** llama-bench's name of it: {@code pp512}, {@code tg128}, {@code tg32 @ d512}. */
    String name() {
        String what = promptTokens > 0 && generatedTokens > 0
                ? "pp" + promptTokens + "+tg" + generatedTokens
                : promptTokens > 0 ? "pp" + promptTokens : "tg" + generatedTokens;
        return depth > 0 ? what + " @ d" + depth : what;
    }
}
