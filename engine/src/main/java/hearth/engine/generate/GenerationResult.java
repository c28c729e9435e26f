package hearth.engine.generate;

/**
 * A whole generation.
 *
 * @param text the answer, without any stop sequence
 * @param tokenIds all drawn tokens, one that ends the answer included
 */
public record GenerationResult(String text, int[] tokenIds, FinishReason reason, Usage usage) {}
