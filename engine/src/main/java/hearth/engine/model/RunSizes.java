package hearth.engine.model;

/**
 * What the user's choices ask of a model when it is loaded.
 *
 * @param batchSize most rows of one batch
 * @param contextLength positions of each session
 */
public record RunSizes(int batchSize, int contextLength) {
    public RunSizes {
        if (batchSize < 1 || contextLength < 1) {
            throw new IllegalArgumentException("batches of " + batchSize + " and a context of " + contextLength);
        }
    }
}
