package hearth.engine.model;

import hearth.compute.KvCache;
import hearth.compute.SequenceSpan;
import java.util.List;

/**
 * Tokens to run together.
 *
 * @param tokenIds one for each row
 * @param spans which rows belong to which sequence, and their positions; they cover all rows in order
 * @param logitRows rows whose logits are wanted
 * @param segments of each row the text of its sequence that it belongs to, from 0; no entries where each sequence is one text
 */
public record Batch(int[] tokenIds, List<SequenceSpan> spans, int[] logitRows, int[] segments) {
    private static final int[] NO_ROWS = {};

    /** Sequences of one text each. */
    public Batch(int[] tokenIds, List<SequenceSpan> spans, int[] logitRows) {
        this(tokenIds, spans, logitRows, NO_ROWS);
    }

    /** Tokens that follow one another in one sequence; logits of the last or of none. */
    public static Batch ofSequence(int[] tokenIds, KvCache cache, int firstPosition, boolean wantsLogits) {
        int[] logitRows = wantsLogits ? new int[] {tokenIds.length - 1} : NO_ROWS;
        return new Batch(tokenIds, List.of(new SequenceSpan(cache, 0, tokenIds.length, firstPosition)), logitRows);
    }

    public int rowCount() {
        return tokenIds.length;
    }
}
