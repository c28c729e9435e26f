package hearth.engine;

import hearth.compute.ActivationType;
import hearth.compute.AttentionShape;
import hearth.compute.Backend;
import hearth.compute.BackendOptions;
import hearth.compute.BackendProvider;
import hearth.compute.WeightPacking;
import hearth.engine.adapter.Adapters;
import hearth.engine.architecture.ArchitectureLoader;
import hearth.engine.architecture.Architectures;
import hearth.engine.model.ModelConfig;
import hearth.engine.model.ModelConfigReader;
import hearth.engine.model.ObservingBackend;
import hearth.engine.model.RunSizes;
import hearth.engine.model.SequenceModel;
import hearth.engine.model.UnusedTensors;
import hearth.engine.model.VocabularyReader;
import hearth.engine.model.Weights;
import hearth.engine.packed.PackedCopies;
import hearth.engine.packed.PackedPlace;
import hearth.format.TensorType;
import hearth.format.gguf.GgufFile;
import hearth.format.gguf.TensorInfo;
import hearth.format.gguf.TensorNames;
import hearth.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import jdk.jfr.FlightRecorder;

/**
 * Runs models on one device. Thread-safe: its models and their sessions share the device step by step, in the order they asked.
 */
public final class Engine implements AutoCloseable {
    private static final int DEFAULT_CONTEXT_LENGTH = 4096;

    private final String backendName;
    private final Backend backend;
    private final Lock device = new ReentrantLock(true);
    private final MemoryLedger memory;
    private final EngineOptions options;
    private boolean closed;

    private Engine(String backendName, Backend backend, MemoryLedger memory, EngineOptions options) {
        this.backendName = backendName;
        this.backend = backend;
        this.memory = memory;
        this.options = options;
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
        MemoryLedger memory =
                new MemoryLedger(options.memoryBytes(), MachineMemory.ofThisMachine()::availableBytes);
        return new Engine(provider.name(), provider.open(new BackendOptions(options.threads())), memory, options);
    }

    /** Name of the chosen backend. */
    public String backendName() {
        return backendName;
    }

    /** One line for people: device, vector width, threads. */
    public String description() {
        return backend.description();
    }

    /** Memory that models of this engine could take now: what is neither in use nor promised to the caches of schedulers. */
    public long availableBytes() {
        return memory.availableBytes();
    }

    /**
     * Memory that a GGUF file will take if it is loaded with these options; reads its header only.
     *
     * @throws hearth.format.InvalidModelException if the file can't be read, or is no model
     */
    public MemoryEstimate estimate(Path path, LoadOptions options) {
        try (GgufFile file = GgufFile.open(path); Adapters adapters = Adapters.open(options.adapters(), file)) {
            return estimate(file, adapters, ModelConfigReader.read(file.metadata()), options);
        }
    }

    private static MemoryEstimate estimate(GgufFile file, Adapters adapters, ModelConfig config, LoadOptions options) {
        long storedBytes = file.tensors().values().stream().mapToLong(TensorInfo::byteSize).reduce(0, Math::addExact);
        long weightBytes = options.passing() ? 0 : storedBytes;
        return MemoryEstimate.of(
                config,
                Math.addExact(weightBytes, adapters.byteSize()),
                contextLength(options, config),
                options.withBatchSize(batchSize(options, config)));
    }

    /**
     * Loads a GGUF file. The file is read completely and closed again; a packed copy of its weights stays mapped until the model is closed.
     *
     * @throws InsufficientMemoryException if there is not enough memory for it and one sequence; nothing was allocated
     * @throws hearth.format.InvalidModelException if the file can't be read, or is no model this engine can run
     */
    public Model load(Path path, LoadOptions options) {
        return load(() -> GgufFile.open(path), options);
    }

    /** As {@link #load(Path, LoadOptions)}, but the model comes from anywhere; it is opened here, read completely and closed. */
    public Model load(Supplier<GgufFile> source, LoadOptions options) {
        return load(source, options, this.options.packedCopies(), weights -> {});
    }

    /**
     * Makes the packed copy of a GGUF file's weights for this device, in place of what was there: loads it, as {@link #load(Path, LoadOptions)} does,
     * and writes what the device has.
     *
     * @param written hears how many bytes are written so far
     * @return bytes of the copy
     * @throws PackingUnavailableException if this device computes with weights as they are stored
     */
    public long pack(Path path, PackedPlace place, LoadListener listener, LongConsumer written) {
        if (!(backend instanceof WeightPacking packing)) {
            throw new PackingUnavailableException("the " + backendName + " backend computes with weights as they are stored");
        }
        AtomicLong byteCount = new AtomicLong();
        LoadOptions loading = LoadOptions.defaults().withContextLength(1).withListener(listener);
        load(() -> GgufFile.open(path), loading, PackedCopies.none(), weights -> {
            try {
                byteCount.set(PackedLoading.write(weights, packing, place, written));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }).close();
        return byteCount.get();
    }

    /** @param loaded is given the weights once they are all loaded, while the model still can't be used */
    private Model load(
            Supplier<GgufFile> source, LoadOptions options, PackedCopies copies, Consumer<Weights> loaded) {
        // What all models need, while the header is being read; what this one needs follows.
        Beside<Void> usualWarmUp = warmUp(Set.of(), Set.of(), AttentionShape.USUAL, options);
        try (GgufFile file = source.get(); Adapters adapters = Adapters.open(options.adapters(), file)) {
            String architecture = file.metadata().architecture();
            ArchitectureLoader loader = Architectures.loader(architecture, file.name());
            ModelConfig config = ModelConfigReader.read(file.metadata());
            estimate(file, adapters, config, options).requireFit(file.name(), 1, memory.availableBytes());
            Optional<ModelLoadEvent> event =
                    FlightRecorder.isInitialized() ? Optional.of(new ModelLoadEvent()) : Optional.empty();
            event.ifPresent(ModelLoadEvent::begin);
            Beside<Tokenizer> tokenizer = Beside.start("vocabulary", () -> VocabularyReader.read(file.metadata()));
            Beside<Void> warmUp =
                    warmUp(matrixTypes(file, false), matrixTypes(file, true), config.attentionShape(), options);
            int contextLength = contextLength(options, config);
            Weights weights = new Weights(file, watched(options), device, options.listener()::loaded, adapters);
            weights.take(PackedLoading.open(file, backend, copies, options, checkThreads()));
            ReleasableModel model = load(
                    () -> {
                        RunSizes sizes = new RunSizes(batchSize(options, config), contextLength);
                        SequenceModel sequenceModel = loader.load(config, weights, sizes);
                        UnusedTensors.requireLeftovers(weights.unused(), architecture, file.name());
                        adapters.requireAllUsed();
                        tokenizer.await();
                        usualWarmUp.await();
                        warmUp.await();
                        loaded.accept(weights);
                        return sequenceModel;
                    },
                    weights);
            options.listener().loaded(1);
            event.ifPresent(ended -> ended.end(file.name(), architecture, weights.residentBytes()));
            return new Model(
                    model,
                    tokenizer.await(),
                    file.metadata(),
                    new Model.Memory(contextLength, options.kvType(), weights.residentBytes()),
                    new Model.Surroundings(
                            backend, device, () -> ThreadLocalRandom.current().nextInt(), Clock.systemDefaultZone(), memory));
        }
    }

    private Beside<Void> warmUp(
            Set<TensorType> layerTypes, Set<TensorType> tokenTypes, AttentionShape shape, LoadOptions options) {
        return Beside.start("warm-up", () -> {
            backend.warmUpPrompts(layerTypes, tokenTypes, shape, options.kvType());
            // Nobody awaits it: the first prompt need not.
            Beside.start("warm-up-answers", () -> {
                backend.warmUpAnswers(layerTypes, shape, options.kvType());
                return null;
            });
            return null;
        });
    }

    private int checkThreads() {
        return options.threads() > 0 ? options.threads() : Runtime.getRuntime().availableProcessors();
    }

    private Backend watched(LoadOptions options) {
        return options.observer().<Backend>map(observer -> new ObservingBackend(backend, observer)).orElse(backend);
    }

    /** What is loaded of a model that fails halfway is freed again. */
    private ReleasableModel load(Supplier<SequenceModel> loading, Weights weights) {
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
        int usable = Math.min(wanted, config.trainedContextLength());
        return Architectures.seesWholeSequences(config.architecture()) ? Math.min(usable, LoadOptions.MAX_BATCH_SIZE) : usable;
    }

    /** An encoder runs a whole sequence at once, however long. */
    private static int batchSize(LoadOptions options, ModelConfig config) {
        int contextLength = contextLength(options, config);
        return Architectures.seesWholeSequences(config.architecture())
                ? Math.max(options.batchSize(), contextLength)
                : options.passing() ? options.batchSize() : Math.min(options.batchSize(), contextLength);
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
