package hearth.compute;

/**
 * Rows of a batch that belong to one sequence and follow one another in it.
 *
 * @param cache the sequence's cache
 * @param firstRow first row in the batch
 * @param rowCount number of rows
 * @param firstPosition position of the first row in the sequence
 */
public record SequenceSpan(KvCache cache, int firstRow, int rowCount, int firstPosition) {}
