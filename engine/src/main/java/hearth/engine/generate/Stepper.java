package hearth.engine.generate;

import hearth.engine.kvcache.SequenceCache;
import hearth.engine.model.Batch;
import hearth.engine.model.LanguageModel;
import java.util.concurrent.locks.Lock;

/** Runs the steps of one sequence on the device it shares with others, and keeps its cache's contents and logits. */
final class Stepper {
    private final LanguageModel model;
    private final Lock device;
    private final SequenceCache cache;
    private final float[] logits;

    Stepper(LanguageModel model, Lock device, SequenceCache cache) {
        this.model = model;
        this.device = device;
        this.cache = cache;
        this.logits = new float[model.config().vocabularySize()];
    }

    SequenceCache cache() {
        return cache;
    }

    int batchSize() {
        return model.batchSize();
    }

    /** Logits after the last step that wanted them (vocabularySize). */
    float[] logits() {
        return logits;
    }

    /** Appends these tokens to the sequence. */
    void run(int[] tokenIds, boolean wantsLogits) {
        Batch batch = Batch.ofSequence(tokenIds, cache.cache(), cache.length(), wantsLogits);
        device.lock();
        try {
            model.forward(batch, logits);
        } finally {
            device.unlock();
        }
        cache.append(tokenIds, 0, tokenIds.length);
    }
}
