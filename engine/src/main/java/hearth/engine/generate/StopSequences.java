package hearth.engine.generate;

import java.util.List;
import java.util.Optional;

/**
 * Finds stop sequences in streamed text and holds back what may become one. Works character by character, so the outcome does
 * not depend on where the text was cut: the sequence that is complete first ends it, of several the longest.
 */
final class StopSequences {
    private final List<String> sequences;
    private final StringBuilder held = new StringBuilder();
    private Optional<String> reached = Optional.empty();

    StopSequences(List<String> sequences) {
        this.sequences = sequences;
    }

    /** True once a stop sequence was complete; all later text is dropped. */
    boolean reached() {
        return reached.isPresent();
    }

    /** The one that was complete first. */
    Optional<String> reachedSequence() {
        return reached;
    }

    /** Takes the next piece; returns the text that is now certain to come before any stop sequence. */
    String push(String piece) {
        if (sequences.isEmpty() || piece.isEmpty()) {
            return piece;
        }
        for (int i = 0; i < piece.length() && !reached(); i++) {
            held.append(piece.charAt(i));
            cutAtCompleteSequence();
        }
        return take(held.length() - (reached() ? 0 : lengthOfPossibleStart()));
    }

    /** Returns what is still held, at the end of the text. */
    String finish() {
        return take(held.length());
    }

    private void cutAtCompleteSequence() {
        String longest = "";
        for (String sequence : sequences) {
            if (sequence.length() > longest.length() && endsWith(sequence, sequence.length())) {
                longest = sequence;
            }
        }
        if (!longest.isEmpty()) {
            held.setLength(held.length() - longest.length());
            reached = Optional.of(longest);
        }
    }

    private int lengthOfPossibleStart() {
        int longest = 0;
        for (String sequence : sequences) {
            for (int length = Math.min(sequence.length() - 1, held.length()); length > longest; length--) {
                if (endsWith(sequence, length)) {
                    longest = length;
                }
            }
        }
        return longest;
    }

    /** Whether the held text ends with the first {@code length} characters of the sequence. */
    private boolean endsWith(String sequence, int length) {
        int start = held.length() - length;
        if (start < 0) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (held.charAt(start + i) != sequence.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private String take(int count) {
        String text = held.substring(0, count);
        held.delete(0, count);
        return text;
    }
}
