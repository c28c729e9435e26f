package hearth.workshop.fidelity;

import hearth.compute.Backend;
import hearth.compute.KvCache;
import hearth.compute.KvType;
import hearth.compute.SequenceSpan;
import hearth.engine.adapter.AdapterOptions;
import hearth.engine.adapter.Adapters;
import hearth.engine.architecture.Architectures;
import hearth.engine.model.Batch;
import hearth.engine.model.HiddenStates;
import hearth.engine.model.LanguageModel;
import hearth.engine.model.ModelConfig;
import hearth.engine.model.ModelConfigReader;
import hearth.engine.model.RunSizes;
import hearth.engine.model.SequenceModel;
import hearth.engine.model.UnusedTensors;
import hearth.engine.model.Weights;
import hearth.format.TensorType;
import hearth.format.gguf.GgufFile;
import hearth.workshop.convert.Conversion;
import hearth.workshop.convert.ConversionListener;
import hearth.workshop.convert.ConversionOptions;
import hearth.workshop.convert.WeightType;
import hearth.workshop.huggingface.HuggingFaceFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;

/**
 * A converted model, loaded; it runs the reference's sequence.
 *
 * @param fourBits whether it has four-bit experts, whose products round the activations
 */
record TinyRun(Reference reference, SequenceModel model, boolean fourBits, Weights weights, Backend backend)
        implements AutoCloseable {
    /** Writes the GGUF file of a fixture. */
    static Path convert(Reference reference, WeightType type, Path target) {
        try (HuggingFaceFolder folder = HuggingFaceFolder.open(reference.folder())) {
            Conversion.plan(folder, ConversionOptions.defaults().withType(type)).write(target, ConversionListener.NONE);
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static TinyRun load(Reference reference, Path gguf, Backend backend) {
        return load(reference, gguf, backend, List.of());
    }

    static TinyRun load(Reference reference, Path gguf, Backend backend, List<AdapterOptions> options) {
        try (GgufFile file = GgufFile.open(gguf); Adapters adapters = Adapters.open(options, file)) {
            ModelConfig config = ModelConfigReader.read(file.metadata());
            Weights weights = new Weights(file, backend, new ReentrantLock(), fraction -> {}, adapters);
            SequenceModel model = Architectures.loader(config.architecture(), file.name())
                    .load(config, weights, new RunSizes(reference.tokens().length, reference.contextLength()));
            UnusedTensors.requireLeftovers(weights.unused(), config.architecture(), file.name());
            adapters.requireAllUsed();
            boolean fourBits =
                    file.tensors().values().stream().anyMatch(tensor -> tensor.type() == TensorType.MXFP4);
            return new TinyRun(reference, model, fourBits, weights, backend);
        }
    }

    String architecture() {
        return model.config().architecture();
    }

    boolean hasExperts() {
        return model.config().expertCount() > 0;
    }

    /** Logits or hidden states of all positions, computed in one batch. */
    float[] together(KvType kvType) {
        int[] tokens = reference.tokens();
        float[] outputs = new float[reference.outputs().length];
        try (KvCache cache = cache(kvType)) {
            run(new Batch(tokens, List.of(new SequenceSpan(cache, 0, tokens.length, 0)), rows(tokens.length), reference.segments()), outputs);
        }
        return outputs;
    }

    /** The same, computed one token after another. */
    float[] oneByOne(KvType kvType) {
        int[] tokens = reference.tokens();
        float[] outputs = new float[reference.outputs().length];
        float[] one = new float[reference.width()];
        try (KvCache cache = cache(kvType)) {
            for (int i = 0; i < tokens.length; i++) {
                run(Batch.ofSequence(new int[] {tokens[i]}, cache, i, true), one);
                System.arraycopy(one, 0, outputs, i * one.length, one.length);
            }
        }
        return outputs;
    }

    private void run(Batch batch, float[] outputs) {
        if (reference.encoder()) {
            ((HiddenStates) model).hidden(batch, outputs);
        } else {
            ((LanguageModel) model).forward(batch, outputs);
        }
    }

    private KvCache cache(KvType kvType) {
        int positions = reference.tokens().length;
        return backend.kvCache(
                model instanceof HiddenStates encoder && reference.encoder()
                        ? encoder.cacheShape(positions)
                        : model.config().kvCacheShape(positions, kvType));
    }

    private static int[] rows(int count) {
        return IntStream.range(0, count).toArray();
    }

    @Override
    public void close() {
        weights.close();
    }
}
