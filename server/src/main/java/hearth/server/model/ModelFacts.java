package hearth.server.model;

/**
 * What a loaded model is.
 *
 * @param contextLength positions of one sequence
 * @param slots answers that can be made at once
 * @param memoryBytes all it holds: weights, caches, buffers
 * @param canChat whether it has a chat template
 * @param usesTools whether tool definitions reach its prompt
 * @param thinks whether it reasons before it answers
 * @param embeds whether it makes vectors
 * @param ranks whether it is a reranker: it scores a query and a document together
 */
public record ModelFacts(
        int contextLength,
        int vocabularySize,
        int slots,
        long memoryBytes,
        boolean canChat,
        boolean usesTools,
        boolean thinks,
        boolean embeds,
        boolean ranks) {}
