package hearth.engine.generate;

import hearth.engine.sampling.TokenLogprobs;
import java.util.Optional;

/** What a generation tells while it runs, in order: progress of the prompt, tokens, the end. */
public sealed interface GenerationEvent {
    /** {@code doneTokens} of the prompt's {@code totalTokens} are evaluated, reused ones included. */
    record PromptProgress(int doneTokens, int totalTokens) implements GenerationEvent {}

    /**
     * A token was drawn.
     *
     * @param text text that is now certain; empty while a character is incomplete or a stop sequence may be forming, so it may
     *     hold the text of earlier tokens too. All texts joined are the answer.
     * @param logprobs of this token, if the request asked for them
     */
    record Token(int id, String text, Optional<TokenLogprobs> logprobs) implements GenerationEvent {
        /** Without log-probabilities. */
        public Token(int id, String text) {
            this(id, text, Optional.empty());
        }
    }

    /** The last event; {@code stopSequence} is the one that was reached, if one was. */
    record Finished(FinishReason reason, Optional<String> stopSequence, Usage usage) implements GenerationEvent {}
}
