package hearth.server.call;

import java.util.Optional;

/**
 * How a choice ended.
 *
 * @param stopSequence the stop text that was reached, where that is known
 * @param contextIds ids of the prompt and of the answer (Ollama's {@code context})
 */
public record AnswerEnd(Reason reason, Optional<String> stopSequence, AnswerUsage usage, int[] contextIds) {
    /** Why. */
    public enum Reason {
        /** The model ended its answer, with or without tool calls. */
        STOP,
        /** The text reached a stop sequence. */
        STOP_SEQUENCE,
        /** As many tokens as asked for, or the context is full. */
        LENGTH
    }
}
