package hearth.engine.embed;

import java.util.Arrays;

/**
 * The tokens of a text or of a pair of texts, as they will run.
 *
 * @param ids at least one
 * @param truncated whether some were cut off
 * @param secondStart where the second text of a pair begins; the number of ids where there is none, or the model does not tell them apart
 */
record Sequence(int[] ids, boolean truncated, int secondStart) {
    /** One text. */
    Sequence(int[] ids, boolean truncated) {
        this(ids, truncated, ids.length);
    }

    boolean isPair() {
        return secondStart < ids.length;
    }

    /** The first {@code length} tokens, if there are more. */
    Sequence within(int length) {
        return ids.length <= length ? this : new Sequence(Arrays.copyOf(ids, length), true, Math.min(secondStart, length));
    }
}
