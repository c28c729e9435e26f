package hearth.workshop.evaluate;

/**
 * A part of a text that a model reads by itself.
 *
 * @param start its first token in the text
 * @param length tokens
 * @param firstScored the first of its rows that counts; row i predicts the window's token i + 1
 * @param endScored the row behind the last that counts
 * @param beginReplacesFirst whether its first token gives way to the begin token, where the model has one
 */
public record Window(int start, int length, int firstScored, int endScored, boolean beginReplacesFirst) {
    public Window {
        if (start < 0 || firstScored < 0 || firstScored >= endScored || endScored >= length) {
            throw new IllegalArgumentException(
                    "a window of " + length + " tokens from " + start + " has no rows " + firstScored + " to " + endScored);
        }
    }

    /** The token of the text behind its last. */
    public int end() {
        return start + length;
    }

    /** Predictions that count. */
    public int scoredCount() {
        return endScored - firstScored;
    }
}
