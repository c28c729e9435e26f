package hearth.chat.answer;

import java.util.Map;

/** What an answer turns out to be, in order. Nothing of the answer is lost: what can't be understood comes as it was written. */
public sealed interface AnswerEvent {
    /** More of the answer's text. */
    record Text(String text) implements AnswerEvent {}

    /** More of the reasoning before the answer. */
    record Thinking(String text) implements AnswerEvent {}

    /** A tool call began; calls are counted from 0. */
    record CallBegun(int index, String name) implements AnswerEvent {}

    /** More of the call's arguments: pieces of one JSON object. */
    record CallArguments(int index, String piece) implements AnswerEvent {}

    /** The call is whole; {@code arguments} are the plain JSON values of the pieces. */
    record CallFinished(int index, String name, Map<String, Object> arguments) implements AnswerEvent {}

    /** The call that began is not well formed or stops halfway; {@code source} is all the model wrote of it. */
    record CallBroken(int index, String source) implements AnswerEvent {}
}
