package hearth.workshop.calibrate;

import hearth.compute.Backend;
import hearth.compute.BackendOptions;
import hearth.compute.BackendProvider;
import hearth.engine.Engine;
import hearth.engine.EngineOptions;
import hearth.engine.LoadOptions;
import hearth.engine.Model;
import hearth.engine.embed.EmbedOptions;
import hearth.engine.embed.Pooling;
import hearth.engine.model.VocabularyReader;
import hearth.format.gguf.GgufFile;
import hearth.workshop.evaluate.EvaluationException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One forward pass of a calibration text through a model, all sequences together and one layer after the other, so that a visitor meets
 * every matrix with all its inputs, which come from the layers before as the visitor left them. Memory: the activations of all tokens
 * in one layer, and one matrix.
 */
public final class CalibrationPass {
    private static final int MAX_TOKENS = 1 << 16;

    private final Supplier<GgufFile> model;
    private final CalibrationOptions options;
    private final List<BackendProvider> providers;

    /** @param model opens the model; may be called more than once */
    public CalibrationPass(Supplier<GgufFile> model, CalibrationOptions options) {
        this(model, options, BackendProvider.installed());
    }

    /** As the other one, choosing among these backends. */
    public CalibrationPass(Supplier<GgufFile> model, CalibrationOptions options, List<BackendProvider> providers) {
        this.model = model;
        this.options = options;
        this.providers = List.copyOf(providers);
    }

    /**
     * Runs the text. What the visitor throws ends the pass.
     *
     * @return tokens that ran
     * @throws EvaluationException if the text is too short, or a sequence longer than the model was trained for
     * @throws hearth.format.InvalidModelException if the model cannot be run
     */
    public int run(MatrixVisitor visitor) {
        try (GgufFile weights = model.get()) {
            CalibrationSequences sequences = CalibrationSequences.of(options, VocabularyReader.read(weights.metadata()));
            try (Engine engine = Engine.open(EngineOptions.defaults().withThreads(options.threads()), layerwise(weights, visitor));
                    Model loaded = engine.load(model, loadOptions(sequences.tokenCount()))) {
                if (loaded.contextLength() < options.length()) {
                    throw new EvaluationException(weights.name() + " was trained for sequences of " + loaded.contextLength()
                            + " tokens; " + options.length() + " are too many");
                }
                // With this pooling the rows of all tokens run through the last layer too.
                loaded.embedder().embedTokens(sequences.tokens(), EmbedOptions.defaults().withPooling(Pooling.MEAN));
            }
            return sequences.tokenCount();
        }
    }

    private LoadOptions loadOptions(int tokens) {
        if (tokens > MAX_TOKENS) {
            throw new EvaluationException("calibration with " + tokens + " tokens is too much for one pass, which takes " + MAX_TOKENS
                    + "; give fewer or shorter sequences");
        }
        return LoadOptions.defaults().withContextLength(options.length()).withBatchSize(tokens).withPassing();
    }

    private List<BackendProvider> layerwise(GgufFile weights, MatrixVisitor visitor) {
        return providers.stream().<BackendProvider>map(provider -> new Layerwise(provider, weights, visitor)).toList();
    }

    /** The same backend, but layer by layer. */
    private record Layerwise(BackendProvider provider, GgufFile weights, MatrixVisitor visitor) implements BackendProvider {
        @Override
        public String name() {
            return provider.name();
        }

        @Override
        public int priority() {
            return provider.priority();
        }

        @Override
        public Optional<String> unavailableReason() {
            return provider.unavailableReason();
        }

        @Override
        public Backend open(BackendOptions chosen) {
            return new LayerwiseBackend(provider.open(chosen), weights, visitor);
        }
    }
}
