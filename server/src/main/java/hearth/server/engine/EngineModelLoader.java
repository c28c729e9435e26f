package hearth.server.engine;

import hearth.compute.KvType;
import hearth.engine.Engine;
import hearth.engine.LoadOptions;
import hearth.engine.Model;
import hearth.engine.ModelSummary;
import hearth.engine.generate.SchedulerOptions;
import hearth.engine.model.ModelConfig;
import hearth.engine.model.ModelConfigReader;
import hearth.format.InvalidModelException;
import hearth.format.gguf.GgufFile;
import hearth.server.call.ApiException;
import hearth.server.call.ApiException.Kind;
import hearth.server.model.ModelLoader;
import hearth.server.model.ModelRunner;
import hearth.server.model.ServedModel;
import java.util.function.Supplier;

/** Loads models into one engine. The engine is opened with the first model: a server that waits holds nothing. */
public final class EngineModelLoader implements ModelLoader, AutoCloseable {
    private static final int DEFAULT_CONTEXT_LENGTH = 4096;
    private static final int VOCABULARY_BYTES_PER_TOKEN = 256;
    private static final long FIXED_BYTES = 64L << 20;

    private final Supplier<Engine> engines;
    private final EngineRunnerOptions options;
    private Engine engine;

    /** @param engines opens the engine; called at most once */
    public EngineModelLoader(Supplier<Engine> engines, EngineRunnerOptions options) {
        this.engines = engines;
        this.options = options;
    }

    @Override
    public Need need(ServedModel model, LoadWish wish) {
        try (GgufFile file = GgufFile.open(model.weights())) {
            ModelConfig config = ModelConfigReader.read(file.metadata());
            int contextLength = Math.min(contextLength(wish), config.trainedContextLength());
            long fixed = ModelSummary.of(file).weightBytes()
                    + (long) config.vocabularySize() * VOCABULARY_BYTES_PER_TOKEN
                    + FIXED_BYTES;
            long slotBytes = config.kvCacheShape(contextLength, KvType.F16).byteSize();
            int slots = slots(fixed, slotBytes);
            return new Need(fixed + slots * slotBytes, contextLength, slots);
        } catch (InvalidModelException e) {
            throw unusable(model, e);
        }
    }

    private int contextLength(LoadWish wish) {
        int usual = options.contextLength() > 0 ? options.contextLength() : DEFAULT_CONTEXT_LENGTH;
        return wish.contextLength() > 0 ? wish.contextLength() : usual;
    }

    /** As many as memory allows, up to the usual number, unless a number was asked for. */
    private int slots(long fixed, long slotBytes) {
        if (options.slots() > 0) {
            return options.slots();
        }
        int slots = SchedulerOptions.AUTOMATIC_SLOTS;
        while (slots > 1 && fixed + slots * slotBytes > options.memoryBytes()) {
            slots--;
        }
        return slots;
    }

    @Override
    public ModelRunner load(ServedModel model, LoadWish wish) {
        Need need = need(model, wish);
        try {
            Model loaded = engine().load(model.weights(), LoadOptions.defaults().withContextLength(need.contextLength()));
            try {
                SchedulerOptions scheduling = SchedulerOptions.defaults()
                        .withSlots(need.slots())
                        .withQueueLimit(options.queueLimit());
                return new EngineRunner(model.name(), loaded, scheduling, need.bytes());
            } catch (RuntimeException | Error e) {
                loaded.close();
                throw e;
            }
        } catch (InvalidModelException e) {
            throw unusable(model, e);
        } catch (OutOfMemoryError e) {
            throw new ApiException(Kind.OUT_OF_MEMORY, "the system gave no memory for " + model.name(), e);
        }
    }

    private static ApiException unusable(ServedModel model, InvalidModelException e) {
        return new ApiException(Kind.INTERNAL, "model " + model.name() + " can't be run: " + e.getMessage(), e);
    }

    private synchronized Engine engine() {
        if (engine == null) {
            engine = engines.get();
        }
        return engine;
    }

    /** Closes the engine, after its models. */
    @Override
    public synchronized void close() {
        if (engine != null) {
            engine.close();
            engine = null;
        }
    }
}
