package hearth.engine.model;

import hearth.compute.KvCacheShape;
import hearth.compute.KvType;
import java.util.Optional;

/** A model whose last hidden states can be read, as embeddings need them. */
public interface HiddenStates extends SequenceModel {
    /**
     * Runs the batch as {@link LanguageModel#forward} does, but stops after the last norm.
     *
     * @param hidden (logitRows, hiddenSize): row i is that of the batch's row {@code logitRows[i]}
     */
    void hidden(Batch batch, float[] hidden);

    /** Whether tokens see later ones too: then a sequence must come whole, in one batch. */
    default boolean seesWholeSequences() {
        return false;
    }

    /** Shape of the cache of a sequence of this many positions. */
    default KvCacheShape cacheShape(int positions) {
        return config().kvCacheShape(positions, KvType.F32);
    }

    /** What turns a pooled row to the embedding; empty where it is the embedding. */
    default Optional<RowHead> embeddingHead() {
        return Optional.empty();
    }

    /** What turns a pooled row to the scores of a classification; empty where the model has none. */
    default Optional<RowHead> rankHead() {
        return Optional.empty();
    }
}
