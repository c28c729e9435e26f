package hearth.engine;

import hearth.engine.model.Batch;
import hearth.engine.model.LanguageModel;
import hearth.engine.model.ModelConfig;
import hearth.engine.model.Weights;
import java.util.concurrent.locks.Lock;

/** A model whose weights can be freed while sessions still hold it: their next step is then a clear error. */
final class ReleasableModel implements LanguageModel {
    private final LanguageModel model;
    private final Weights weights;
    private final Lock device;
    private boolean released;

    /** @param device held by every caller of {@link #forward} */
    ReleasableModel(LanguageModel model, Weights weights, Lock device) {
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

    @Override
    public void forward(Batch batch, float[] logits) {
        requireWeights();
        model.forward(batch, logits);
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
