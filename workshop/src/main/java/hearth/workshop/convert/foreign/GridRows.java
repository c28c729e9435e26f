package hearth.workshop.convert.foreign;

/**
 * A matrix of unsigned codes whose columns lie in groups; each row has a scale and an offset for each group. Safe for several
 * threads.
 */
interface GridRows {
    /** Puts the codes of columns {@code from .. from + count} of a row to the front of {@code target}. */
    void codes(long row, int from, int count, byte[] target);

    /** Puts the scales and offsets of all groups of a row to the front of the arrays. */
    void groups(long row, float[] scales, float[] offsets);

    /** The group of each column, not to be changed; empty where groups are neighbouring columns. */
    default int[] order() {
        return new int[0];
    }
}
