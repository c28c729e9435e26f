package hearth.engine.embed;

import java.util.Arrays;

/**
 * What a text became.
 *
 * @param values (rows, size): one row, or without pooling one for each token
 * @param rows number of rows
 * @param tokenCount tokens that were read, those that the model adds included
 * @param truncated whether the text had more
 */
public record Embedding(float[] values, int rows, int tokenCount, boolean truncated) {
    /** Numbers of a row. */
    public int size() {
        return values.length / rows;
    }

    /** One row. */
    public float[] row(int index) {
        return Arrays.copyOfRange(values, index * size(), (index + 1) * size());
    }
}
