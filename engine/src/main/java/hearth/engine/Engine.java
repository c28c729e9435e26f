package hearth.engine;

import hearth.compute.ActivationType;
import hearth.compute.Backend;
import hearth.compute.BackendOptions;
import hearth.compute.BackendProvider;
import hearth.engine.architecture.ArchitectureLoader;
import hearth.engine.architecture.Architectures;
import hearth.engine.model.LanguageModel;
import hearth.engine.model.ModelConfig;
import hearth.engine.model.ModelConfigReader;
import hearth.engine.model.UnusedTensors;
import hearth.engine.model.VocabularyReader;
import hearth.engine.model.Weights;
import hearth.format.TensorType;
import hearth.format.gguf.GgufFile;
import hearth.format.gguf.TensorInfo;
import hearth.format.gguf.TensorNames;
import hearth.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Runs models on one device. Thread-safe: its models and their sessions share the device step by step, in the order they asked.
 */
public final class Engine implements AutoCloseable {
    private static final int DEFAULT_CONTEXT_LENGTH = 4096;

    private final String backendName;
    private final Backend backend;
    private final Lock device = new ReentrantLock(true);
    private boolean closed;

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
     * Loads a GGUF file. The file is read completely and closed again.
     *
     * @throws hearth.format.InvalidModelException if the file can't be read, or is no model this engine can run
     */
    public Model load(Path path, LoadOptions options) {
        return load(() -> GgufFile.open(path), options);
    }

    /** As {@link #load(Path, LoadOptions)}, but the model comes from anywhere; it is opened here, read completely and closed. */
    public Model load(Supplier<GgufFile> source, LoadOptions options) {
        try (GgufFile file = source.get()) {
            String architecture = file.metadata().architecture();
            ArchitectureLoader loader = Architectures.loader(architecture, file.name());
            ModelConfig config = ModelConfigReader.read(file.metadata());
            Beside<Tokenizer> tokenizer = Beside.start("vocabulary", () -> VocabularyReader.read(file.metadata()));
            Beside<Void> warmUp = Beside.start("warm-up", () -> {
                backend.warmUp(
                        matrixTypes(file, false), matrixTypes(file, true), config.attentionShape(), options.kvType());
                return null;
            });
            int contextLength = contextLength(options, config);
            Weights weights = new Weights(file, backend, device, options.listener()::loaded);
            ReleasableModel model = load(
                    () -> {
                        LanguageModel loaded =
                                loader.load(config, weights, Math.min(options.batchSize(), contextLength));
                        UnusedTensors.requireLeftovers(weights.unused(), architecture, file.name());
                        tokenizer.await();
                        warmUp.await();
                        return loaded;
                    },
                    weights);
            options.listener().loaded(1);
            return new Model(
                    model,
                    tokenizer.await(),
                    file.metadata(),
                    new Model.Memory(contextLength, options.kvType(), weights.residentBytes()),
                    new Model.Surroundings(
                            backend, device, () -> ThreadLocalRandom.current().nextInt(), Clock.systemDefaultZone()));
        }
    }

    /** What is loaded of a model that fails halfway is freed again. */
    private ReleasableModel load(Supplier<LanguageModel> loading, Weights weights) {
        try {
            return new ReleasableModel(loading.get(), weights, device);
        } catch (RuntimeException | Error e) {
            weights.close();
            throw e;
        }
    }

    /** Types of the matrices of the layers, or of the embeddings and the output. */
    private static Set<TensorType> matrixTypes(GgufFile file, boolean ofTokens) {
        Set<String> tokenMatrices = Set.of(TensorNames.TOKEN_EMBEDDING, TensorNames.OUTPUT);
        return file.tensors().values().stream()
                .filter(tensor -> tensor.rows() > 1 && tokenMatrices.contains(tensor.name()) == ofTokens)
                .map(TensorInfo::type)
                .filter(type -> ActivationType.find(type).isPresent())
                .collect(Collectors.toSet());
    }

    private static int contextLength(LoadOptions options, ModelConfig config) {
        int wanted = options.contextLength() == 0 ? DEFAULT_CONTEXT_LENGTH : options.contextLength();
        return Math.min(wanted, config.trainedContextLength());
    }

    /** Frees the device; its models can't be used any more. Waits for a step that runs. */
    @Override
    public void close() {
        device.lock();
        try {
            if (!closed) {
                closed = true;
                backend.close();
            }
        } finally {
            device.unlock();
        }
    }
}
