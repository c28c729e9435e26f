package hearth.engine.model;

/** A model whose last hidden states can be read, as embeddings need them. */
public interface HiddenStates {
    /**
     * Runs the batch as {@link LanguageModel#forward} does, but stops after the last norm.
     *
     * @param hidden (logitRows, hiddenSize): row i is that of the batch's row {@code logitRows[i]}
     */
    void hidden(Batch batch, float[] hidden);
}
