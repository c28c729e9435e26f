package hearth.engine;

import hearth.compute.KvCacheShape;
import hearth.engine.model.Batch;
import hearth.engine.model.HiddenStates;
import hearth.engine.model.LanguageModel;
import hearth.engine.model.ModelConfig;
import hearth.engine.model.RowHead;
import hearth.engine.model.SequenceModel;
import hearth.engine.model.Weights;
import java.util.Optional;
import java.util.concurrent.locks.Lock;

/** A model whose weights can be freed while sessions still hold it: their next step is then a clear error. */
final class ReleasableModel implements LanguageModel, HiddenStates {
    private final SequenceModel model;
    private final Weights weights;
    private final Lock device;
    private boolean released;

    /** @param device held by every caller of {@link #forward} */
    ReleasableModel(SequenceModel model, Weights weights, Lock device) {
        this.model = model;
        this.weights = weights;
        this.device = device;
    }

    @Override
    public ModelConfig config() {
        return model.config();
    }

    @Override
    public int batchSize() {
        return model.batchSize();
    }

    boolean givesLogits() {
        return model instanceof LanguageModel;
    }

    boolean givesHiddenStates() {
        return model instanceof HiddenStates;
    }

    /** Only of a model that {@link #givesLogits}. */
    @Override
    public void forward(Batch batch, float[] logits) {
        requireWeights();
        ((LanguageModel) model).forward(batch, logits);
    }

    /** Only of a model that {@link #givesHiddenStates}, as are the rest. */
    @Override
    public void hidden(Batch batch, float[] hidden) {
        requireWeights();
        ((HiddenStates) model).hidden(batch, hidden);
    }

    @Override
    public boolean seesWholeSequences() {
        return ((HiddenStates) model).seesWholeSequences();
    }

    @Override
    public KvCacheShape cacheShape(int positions) {
        return ((HiddenStates) model).cacheShape(positions);
    }

    @Override
    public Optional<RowHead> embeddingHead() {
        return ((HiddenStates) model).embeddingHead();
    }

    @Override
    public Optional<RowHead> rankHead() {
        return ((HiddenStates) model).rankHead();
    }

    void requireWeights() {
        device.lock();
        try {
            if (released) {
                throw new IllegalStateException("this model is closed");
            }
        } finally {
            device.unlock();
        }
    }

    /** Frees the weights, after the step that runs; returns false if that was done before. */
    boolean release() {
        device.lock();
        try {
            if (released) {
                return false;
            }
            released = true;
            weights.close();
            return true;
        } finally {
            device.unlock();
        }
    }
}
