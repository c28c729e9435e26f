package hearth.server.engine;

import hearth.engine.Engine;
import hearth.engine.InsufficientMemoryException;
import hearth.engine.LoadOptions;
import hearth.engine.MemoryEstimate;
import hearth.engine.Model;
import hearth.engine.adapter.AdapterOptions;
import hearth.engine.generate.SchedulerOptions;
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
        try {
            LoadOptions load = options(model, contextLength(wish));
            MemoryEstimate estimate = engine().estimate(model.weights(), load);
            int slots = slots(estimate);
            return new Need(estimate.neededBytes(slots), contextLength(model, load), slots);
        } catch (InvalidModelException e) {
            throw unusable(model, e);
        }
    }

    private static LoadOptions options(ServedModel model, int contextLength) {
        return LoadOptions.defaults()
                .withContextLength(contextLength)
                .withAdapters(model.adapters().stream().map(AdapterOptions::of).toList());
    }

    private int contextLength(LoadWish wish) {
        return wish.contextLength() > 0 ? wish.contextLength() : options.contextLength();
    }

    /** What the engine will make of the wish: the trained length cuts it. */
    private static int contextLength(ServedModel model, LoadOptions load) {
        int wanted = load.contextLength() > 0 ? load.contextLength() : DEFAULT_CONTEXT_LENGTH;
        try (GgufFile file = GgufFile.open(model.weights())) {
            return Math.min(wanted, ModelConfigReader.read(file.metadata()).trainedContextLength());
        }
    }

    /** As many as memory allows, up to the usual number, unless a number was asked for. */
    private int slots(MemoryEstimate estimate) {
        if (options.slots() > 0) {
            return options.slots();
        }
        return Math.clamp(estimate.slotsWithin(options.memoryBytes()), 1, SchedulerOptions.AUTOMATIC_SLOTS);
    }

    @Override
    public ModelRunner load(ServedModel model, LoadWish wish) {
        Need need = need(model, wish);
        try {
            Model loaded = engine().load(model.weights(), options(model, need.contextLength()));
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
        } catch (InsufficientMemoryException e) {
            throw new ApiException(Kind.OUT_OF_MEMORY, "model requires more system memory (" + e.neededBytes()
                    + " bytes) than is available (" + e.availableBytes() + " bytes): " + model.name(), e);
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
