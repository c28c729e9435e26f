package hearth.engine.generate;

import java.util.Optional;

/**
 * A whole generation.
 *
 * @param text the answer, without any stop sequence
 * @param tokenIds all drawn tokens, one that ends the answer included
 * @param stopSequence the one that was reached, if one was
 */
public record GenerationResult(String text, int[] tokenIds, FinishReason reason, Optional<String> stopSequence, Usage usage) {}
