package hearth.server.call;

import java.util.Objects;
import java.util.Optional;

/**
 * One continuation of a text or of token ids, without any chat template.
 *
 * @param model name as the client wrote it
 * @param keepAlive how long the model stays loaded afterwards; empty = as it is set for the model
 */
public record CompletionCall(String model, Prompt prompt, AnswerOptions options, Optional<KeepAlive> keepAlive) {
    public CompletionCall {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(prompt, "prompt");
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(keepAlive, "keepAlive");
    }

    /** What is continued. */
    public sealed interface Prompt {
        /** A text; texts of special tokens in it stand for those tokens. */
        record Text(String text) implements Prompt {}

        /** Ids of the model's vocabulary. */
        record Ids(int[] ids) implements Prompt {}
    }
}
