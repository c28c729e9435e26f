package hearth.engine.generate;

import hearth.compute.KvCache;
import hearth.compute.KvType;
import hearth.compute.ScalarBackend;
import hearth.engine.model.Batch;
import hearth.engine.model.LanguageModel;
import hearth.engine.model.ModelConfig;
import hearth.engine.model.VocabularyReader;
import hearth.engine.nn.RopeScaling;
import hearth.format.gguf.GgufFile;
import hearth.testkit.TinyLlama;
import hearth.testkit.TinyVocabulary;
import hearth.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** A model that answers a prompt of any content with given tokens, and notes the rows it was asked to run. */
final class ScriptedModel implements LanguageModel {
    static final int CONTEXT_LENGTH = 64;

    private final int firstPosition;
    private final int[] script;
    private final int batchSize;
    private final List<Integer> batches = new ArrayList<>();
    private int brokenPosition = -1;

    /** The logits of the prompt's last row make {@code script[0]} the likeliest, those after it the next, and so on. */
    ScriptedModel(int promptLength, int batchSize, int... script) {
        this.firstPosition = promptLength - 1;
        this.batchSize = batchSize;
        this.script = script;
    }

    /** From now on the logits of this position are not numbers; -1 for none. */
    void breakAt(int position) {
        brokenPosition = position;
    }

    /** Rows of each batch so far. */
    List<Integer> batches() {
        return batches;
    }

    Session session(Path folder) {
        KvCache cache = new ScalarBackend().kvCache(config().kvCacheShape(CONTEXT_LENGTH, KvType.F32));
        return new Session(this, tokenizer(folder), cache, new ReentrantLock(), () -> 0);
    }

    private static Tokenizer tokenizer(Path folder) {
        try (GgufFile file = GgufFile.open(TinyLlama.create().write(folder.resolve("vocabulary.gguf")))) {
            return VocabularyReader.read(file.metadata());
        }
    }

    @Override
    public ModelConfig config() {
        ModelConfig.Rope rope = new ModelConfig.Rope(2, 10_000, RopeScaling.NONE);
        return new ModelConfig("scripted", 1, 2, 2, 1, 1, 2, 2, TinyVocabulary.SIZE, CONTEXT_LENGTH, 0, 1e-5f, 0, rope);
    }

    @Override
    public int batchSize() {
        return batchSize;
    }

    @Override
    public void forward(Batch batch, float[] logits) {
        if (batch.rowCount() > batchSize) {
            throw new AssertionError("a batch of " + batch.rowCount());
        }
        batches.add(batch.rowCount());
        if (batch.logitRows().length > 0) {
            int position = batch.spans().getFirst().firstPosition() + batch.logitRows()[0];
            Arrays.fill(logits, position == brokenPosition ? Float.NaN : 0);
            logits[script[Math.clamp(position - firstPosition, 0, script.length - 1)]] += 50;
        }
    }
}
