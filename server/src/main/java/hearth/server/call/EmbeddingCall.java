package hearth.server.call;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Vectors for some inputs.
 *
 * @param model name as the client wrote it
 * @param inputs in the order of the answer
 * @param dimensions keep this many and normalize again; empty = all
 * @param truncates whether an input longer than the context is cut; otherwise it is an error
 * @param contextLength positions to load the model with; empty = as usual
 * @param keepAlive how long the model stays loaded afterwards; empty = as it is set for the model
 */
public record EmbeddingCall(
        String model,
        EmbeddingInputs inputs,
        OptionalInt dimensions,
        boolean truncates,
        OptionalInt contextLength,
        Optional<KeepAlive> keepAlive) {
    public EmbeddingCall {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(dimensions, "dimensions");
        Objects.requireNonNull(contextLength, "contextLength");
        Objects.requireNonNull(keepAlive, "keepAlive");
        Objects.requireNonNull(inputs, "inputs");
    }
}
