package hearth.chat.answer;

import java.util.function.UnaryOperator;

/**
 * A marker in the text and what begins there.
 *
 * @param marker the literal text
 * @param stage given the text stage to come back to, the stage that reads on after the marker; itself for a marker without content
 */
record Opener(String marker, UnaryOperator<Stage> stage) {
    /** A marker that only frames others and is left out. */
    static Opener frame(String marker) {
        return new Opener(marker, UnaryOperator.identity());
    }
}
