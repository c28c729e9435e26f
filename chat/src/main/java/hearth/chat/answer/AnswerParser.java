package hearth.chat.answer;

import java.util.function.Consumer;

/** Reads one answer. The events do not depend on how the text is cut into pieces, but for how often text and arguments are cut. */
public interface AnswerParser {
    /** Takes the next piece of the answer, special tokens written out. */
    void push(String piece, Consumer<AnswerEvent> listener);

    /** The answer is at its end; what was held back comes out. */
    void finish(Consumer<AnswerEvent> listener);
}
