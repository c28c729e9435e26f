package hearth.workshop.awq;

/** Rounds rows as they will be rounded in the end. */
@FunctionalInterface
public interface Rounder {
    /**
     * Replaces values by what is stored of them.
     *
     * @param values (rows, columns) from {@code offset} on
     * @param importance of each column
     */
    void round(float[] values, int offset, int rows, int columns, float[] importance);
}
