package hearth.server.call;

/**
 * What an answer took.
 *
 * @param promptTokens all tokens of the prompt
 * @param reusedTokens those of them that were still in a KV cache
 * @param reuseNote why not more were reused, for people; empty if all were
 * @param generatedTokens drawn tokens
 * @param thinkingTokens those of them that were reasoning
 * @param loadNanos waiting for the model to be loaded
 * @param queueNanos waiting for a slot
 * @param promptNanos evaluating the prompt
 * @param generationNanos drawing the answer
 * @param totalNanos from the call to the end
 */
public record AnswerUsage(
        int promptTokens,
        int reusedTokens,
        String reuseNote,
        int generatedTokens,
        int thinkingTokens,
        long loadNanos,
        long queueNanos,
        long promptNanos,
        long generationNanos,
        long totalNanos) {}
