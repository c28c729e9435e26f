package hearth.engine.model;

/** The last step of an embedding or classification, on one row. Runs on the device, so whoever asks holds it. */
public interface RowHead {
    /** Length of the result. */
    int size();

    /** Of a classification: whether its row is the mean of all, and not that of the one token which classifies. */
    default boolean readsMean() {
        return false;
    }

    /** The result for {@code row} (hiddenSize). */
    float[] apply(float[] row);
}
