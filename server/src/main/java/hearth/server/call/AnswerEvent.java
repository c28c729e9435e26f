package hearth.server.call;

import hearth.chat.ToolCall;
import java.util.List;

/**
 * What happens while answers are made, in order for each choice. {@code choice} counts the answers of one call from 0. A stream of
 * events begins with {@link Started} and has one {@link Finished} for each choice; then it ends. A failure is an
 * {@link ApiException} instead of the rest.
 */
public sealed interface AnswerEvent {
    /** The prompt is known: it has this many tokens; the model took so long to be there. */
    record Started(int promptTokens, long loadNanos) implements AnswerEvent {}

    /** {@code doneTokens} of the prompt's {@code totalTokens} are evaluated. */
    record PromptProgress(int doneTokens, int totalTokens) implements AnswerEvent {}

    /** More of the answer's text; {@code logprobs} of the tokens drawn for it, empty unless asked for. */
    record TextDelta(int choice, String text, List<TokenLogprob> logprobs) implements AnswerEvent {}

    /** More of the reasoning before the answer. */
    record ThinkingDelta(int choice, String text, List<TokenLogprob> logprobs) implements AnswerEvent {}

    /** A tool call begins; {@code index} counts the calls of the choice from 0. */
    record ToolCallStarted(int choice, int index, String id, String name) implements AnswerEvent {}

    /** More of the JSON text of that call's arguments; all pieces joined are one JSON object. */
    record ToolCallDelta(int choice, int index, String argumentsJson) implements AnswerEvent {}

    /** That call is complete. */
    record ToolCallFinished(int choice, int index, ToolCall call) implements AnswerEvent {}

    /** A choice is complete. */
    record Finished(int choice, AnswerEnd end) implements AnswerEvent {}
}
