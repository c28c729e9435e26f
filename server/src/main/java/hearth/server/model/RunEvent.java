package hearth.server.model;

import hearth.server.call.AnswerEnd;
import hearth.server.call.TokenLogprob;
import java.util.Optional;

/** What a run tells, in order: progress, tokens, one end. */
public sealed interface RunEvent {
    /** {@code doneTokens} of the prompt's {@code totalTokens} are evaluated. */
    record Progress(int doneTokens, int totalTokens) implements RunEvent {}

    /** A token was drawn; {@code text} that is certain by now, perhaps empty. */
    record Token(int id, String text, Optional<TokenLogprob> logprob) implements RunEvent {}

    /**
     * The run is over.
     *
     * @param reusedTokens of the prompt, that were still in a cache; {@code reuseNote} says why not more
     */
    record Done(
            AnswerEnd.Reason reason,
            Optional<String> stopSequence,
            int reusedTokens,
            String reuseNote,
            int generatedTokens,
            long queueNanos,
            long promptNanos,
            long generationNanos)
            implements RunEvent {}
}
