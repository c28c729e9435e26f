package hearth.engine.model;

/** Runs sequences of tokens. What it gives say {@link LanguageModel} and {@link HiddenStates}: a model is one of them or both. */
public interface SequenceModel {
    ModelConfig config();

    /** Most rows of one batch. */
    int batchSize();
}
