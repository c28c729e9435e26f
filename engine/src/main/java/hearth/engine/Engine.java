package hearth.engine;

import hearth.compute.Backend;
import hearth.compute.BackendOptions;
import hearth.compute.BackendProvider;
import java.nio.file.Path;

/** Runs models on one device. Thread-safe: its models share the device step by step. */
public final class Engine implements AutoCloseable {
    private final String backendName;
    private final Backend backend;

    private Engine(String backendName, Backend backend) {
        this.backendName = backendName;
        this.backend = backend;
    }

    /**
     * Opens the best backend that is installed, or the one the options name.
     *
     * @throws BackendUnavailableException if none fits
     */
    public static Engine open(EngineOptions options) {
        return open(options, BackendProvider.installed());
    }

    /** As {@link #open(EngineOptions)}, but choosing among these providers. */
    public static Engine open(EngineOptions options, Iterable<BackendProvider> providers) {
        BackendProvider provider = BackendChoice.choose(providers, options.backend());
        return new Engine(provider.name(), provider.open(new BackendOptions(options.threads())));
    }

    /** Name of the chosen backend. */
    public String backendName() {
        return backendName;
    }

    /** One line for people: device, vector width, threads. */
    public String description() {
        return backend.description();
    }

    /**
     * Loads a GGUF file. The file may be deleted once this returns.
     *
     * @throws hearth.format.InvalidModelException if the file is not a model this engine can run
     * @throws java.io.UncheckedIOException if it can't be read
     */
    public Model load(Path file, LoadOptions options) {
        throw new UnsupportedOperationException("waits for the format module");
    }

    /** Frees the device; its models can't be used any more. */
    @Override
    public void close() {
        backend.close();
    }
}
