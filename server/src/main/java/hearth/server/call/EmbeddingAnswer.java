package hearth.server.call;

import java.util.List;

/**
 * Vectors of unit length, in the order of the inputs.
 *
 * @param promptTokens tokens of all inputs together
 * @param loadNanos waiting for the model
 * @param totalNanos from the call to the answer
 */
public record EmbeddingAnswer(List<float[]> vectors, int promptTokens, long loadNanos, long totalNanos) {
    public EmbeddingAnswer {
        vectors = List.copyOf(vectors);
    }
}
