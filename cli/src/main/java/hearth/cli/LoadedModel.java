package hearth.cli;

import hearth.engine.Engine;
import hearth.engine.EngineOptions;
import hearth.engine.GenerationSettings;
import hearth.engine.LoadOptions;
import hearth.engine.Model;
import hearth.format.gguf.GgufFile;
import hearth.store.ModelDetails;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An engine with one model, as a command uses it.
 *
 * @param settings what the model and the user chose
 * @param loadNanos from the start of the engine to the loaded model
 */
record LoadedModel(LocatedModel located, Engine engine, Model model, GenerationSettings settings, long loadNanos)
        implements AutoCloseable {
    private static final long QUIET_NANOS = 1_000_000_000L;
    private static final String BAR = "loading model";

    /** Finds or pulls the model and loads it; a bar is shown when that takes more than a second. */
    static LoadedModel open(Services services, String name, GenerationArguments arguments) {
        return open(services, services.locator().hereOrPulled(name), arguments);
    }

    /** As the other one, of a model that is here. */
    static LoadedModel open(Services services, LocatedModel located, GenerationArguments arguments) {
        Map<String, Object> own = located.details().map(ModelDetails::parameters).orElse(Map.of());
        return open(services, located, arguments.over(GenerationSettings.defaults().withModelParameters(own)));
    }

    static LoadedModel open(Services services, LocatedModel located, GenerationSettings settings) {
        return open(services, located, settings, LoadOptions.defaults());
    }

    /** @param options what the settings do not say */
    static LoadedModel open(Services services, LocatedModel located, GenerationSettings settings, LoadOptions options) {
        VectorModule.load().ifPresent(reason -> services.io().err().println("Warning: " + reason));
        return open(services, located, settings, options, EngineOptions.defaults().withThreads(settings.threads()));
    }

    static LoadedModel open(Services services, LocatedModel located, GenerationSettings settings, EngineOptions options) {
        return open(services, located, settings, LoadOptions.defaults(), options);
    }

    private static LoadedModel open(
            Services services, LocatedModel located, GenerationSettings settings, LoadOptions loading, EngineOptions options) {
        long start = System.nanoTime();
        Engine engine = Engine.open(options.withPackedCopies(services.packedCopies()));
        AtomicLong bytes = new AtomicLong();
        try (ProgressDisplay progress = new ProgressDisplay(services.io())) {
            LoadOptions load = loading
                    .withContextLength(settings.contextLength())
                    .withBatchSize(settings.batchSize())
                    .withAdapters(located.adapters())
                    .withListener(fraction -> {
                        if (services.io().terminals().err() && System.nanoTime() - start > QUIET_NANOS) {
                            progress.bar(BAR, (long) (fraction * bytes.get()), bytes.get());
                        }
                    });
            Model model = engine.load(
                    () -> {
                        GgufFile file = located.open();
                        bytes.set(file.byteSize());
                        return file;
                    },
                    load);
            progress.erase();
            return new LoadedModel(located, engine, model, settings, System.nanoTime() - start);
        } catch (RuntimeException | Error e) {
            engine.close();
            throw e;
        }
    }

    @Override
    public void close() {
        model.close();
        engine.close();
    }
}
