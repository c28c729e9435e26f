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

    /** Reads {@code P,N}: P prompt tokens and N generated ones. */
    static BenchTest ofPair(String pair, int depth) {
        String[] counts = pair.split(",", -1);
        try {
            if (counts.length == 2) {
                return new BenchTest(Integer.parseInt(counts[0].strip()), Integer.parseInt(counts[1].strip()), depth);
            }
        } catch (NumberFormatException e) {
            // Told below, together with what is wrong in another way.
        }
        throw new CommandException("-pg takes two counts, as in -pg 512,128, not '" + pair + "'");
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
