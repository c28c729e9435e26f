package hearth.engine.model;

/** Token ids in, logits out. One thread at a time; sequences keep their state in their own KV caches. */
public interface LanguageModel extends SequenceModel {
    /**
     * Runs the batch through all layers and stores its keys and values in the spans' caches.
     *
     * @param logits (logitRows, vocabularySize): row i is that of the batch's row {@code logitRows[i]}
     */
    void forward(Batch batch, float[] logits);
}
