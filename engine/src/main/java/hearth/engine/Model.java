package hearth.engine;

import hearth.compute.Backend;
import hearth.compute.KvCache;
import hearth.compute.KvType;
import hearth.engine.generate.Session;
import hearth.engine.model.LanguageModel;
import hearth.engine.model.ModelConfig;
import hearth.format.gguf.GgufMetadata;
import hearth.tokenizer.Tokenizer;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.function.IntSupplier;

/** A loaded model: weights on the device, tokenizer, chat template. Thread-safe; each of its sessions is for one thread. */
public final class Model implements AutoCloseable {
    private final ModelConfig config;
    private final Tokenizer tokenizer;
    private final GgufMetadata metadata;
    private final Memory memory;
    private final Device device;
    /** Empty once closed, so that the weights can be freed. */
    private volatile Optional<LanguageModel> loaded;

    /** What the user chose of a model's memory, and what its weights take. */
    record Memory(int contextLength, KvType kvType, long residentBytes) {}

    /** Where the model runs: the lock is held during each step. */
    record Device(Backend backend, Lock turn, IntSupplier seeds) {}

    Model(LanguageModel model, Tokenizer tokenizer, GgufMetadata metadata, Memory memory, Device device) {
        this.config = model.config();
        this.tokenizer = tokenizer;
        this.metadata = metadata;
        this.memory = memory;
        this.device = device;
        this.loaded = Optional.of(model);
    }

    /** Sizes as stored in the file. */
    public ModelConfig config() {
        return config;
    }

    /** All that the file says about itself. */
    public GgufMetadata metadata() {
        return metadata;
    }

    public Tokenizer tokenizer() {
        return tokenizer;
    }

    /** Positions of each session. */
    public int contextLength() {
        return memory.contextLength();
    }

    /** Bytes that the weights hold on the device; KV caches come on top. */
    public long residentBytes() {
        return memory.residentBytes();
    }

    /** Bytes of the KV cache of one session. */
    public long sessionBytes() {
        return config.kvCacheShape(memory.contextLength(), memory.kvType()).byteSize();
    }

    /**
     * A sequence with its own KV cache; the caller closes it.
     *
     * @throws IllegalStateException if this model is closed
     */
    public Session session() {
        LanguageModel model = loaded.orElseThrow(() -> new IllegalStateException("this model is closed"));
        KvCache cache = device.backend().kvCache(config.kvCacheShape(memory.contextLength(), memory.kvType()));
        return new Session(model, tokenizer, cache, device.turn(), device.seeds());
    }

    /** Lets the weights go once no session uses them any more. */
    @Override
    public void close() {
        loaded = Optional.empty();
    }
}
