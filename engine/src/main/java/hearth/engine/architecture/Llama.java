package hearth.engine.architecture;

import hearth.compute.Activation;
import hearth.compute.AttentionShape;
import hearth.compute.Backend;
import hearth.compute.Matrix;
import hearth.compute.RopePairing;
import hearth.compute.Tensor;
import hearth.engine.model.Batch;
import hearth.engine.model.LanguageModel;
import hearth.engine.model.ModelConfig;
import hearth.engine.model.Weights;
import hearth.engine.nn.Attention;
import hearth.engine.nn.FeedForward;
import hearth.engine.nn.RmsNorm;
import hearth.engine.nn.RotaryEmbedding;
import hearth.format.InvalidModelException.Kind;
import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.TensorNames;
import java.util.ArrayList;
import java.util.List;

/**
 * Llama 1 to 3 (Touvron et al. 2023, Grattafiori et al. 2024) and what shares its graph: Mistral, TinyLlama, SmolLM2. Pre-norm
 * layers, rotary positions on neighbouring dimensions, grouped kv heads, a gated SiLU network, biases only where a file has them.
 */
final class Llama implements LanguageModel {
    private final ModelConfig config;
    private final Backend backend;
    private final Matrix embeddings;
    private final List<Layer> layers;
    private final RmsNorm outputNorm;
    private final Matrix output;
    private final RotaryEmbedding rope;
    private final int batchSize;
    private final Scratch scratch;
    private LogitsScratch logitsScratch;

    private record Layer(RmsNorm attentionNorm, Attention attention, RmsNorm feedForwardNorm, FeedForward feedForward) {}

    /** x, normed (rows, hiddenSize); gated (rows, feedForwardSize); rotation (rows, rope dimensions). */
    private record Scratch(Tensor x, Tensor normed, Tensor gated, Tensor rotation, Attention.Scratch attention) {}

    /** Rows that go on to the logits: x (rows, hiddenSize), heads (rows, attentionOutputSize), logits (rows, vocabularySize). */
    private record LogitsScratch(Tensor x, Tensor heads, Tensor logits) {}

    private Llama(ModelConfig config, Weights weights, int batchSize) {
        this.config = config;
        this.backend = weights.backend();
        this.batchSize = batchSize;
        int hidden = config.hiddenSize();
        embeddings = weights.matrix(TensorNames.TOKEN_EMBEDDING, config.vocabularySize(), hidden);
        List<Layer> loaded = new ArrayList<>();
        for (int layer = 0; layer < config.layerCount(); layer++) {
            loaded.add(loadLayer(layer, config, weights));
        }
        layers = List.copyOf(loaded);
        outputNorm = new RmsNorm(weights.vector(TensorNames.OUTPUT_NORM, hidden), config.rmsNormEpsilon());
        // Small models reuse the embeddings instead of storing an output matrix.
        output = weights.optionalMatrix(TensorNames.OUTPUT, config.vocabularySize(), hidden).orElse(embeddings);
        rope = loadRope(config.rope(), weights);
        scratch = new Scratch(
                backend.tensor(batchSize, hidden),
                backend.tensor(batchSize, hidden),
                backend.tensor(batchSize, config.feedForwardSize()),
                backend.tensor(batchSize, config.rope().dimensionCount()),
                Attention.Scratch.create(backend, batchSize, config.attentionShape()));
        logitsScratch = createLogitsScratch(1);
    }

    /** See {@link ArchitectureLoader#load}. */
    static Llama load(ModelConfig config, Weights weights, int batchSize) {
        if (config.expertCount() > 0) {
            throw weights.error(
                    Kind.UNSUPPORTED,
                    "this is a mixture of " + config.expertCount() + " experts (Mixtral), which Hearth can't run yet");
        }
        return new Llama(config, weights, batchSize);
    }

    private static Layer loadLayer(int layer, ModelConfig config, Weights weights) {
        int hidden = config.hiddenSize();
        int feedForward = config.feedForwardSize();
        AttentionShape shape = config.attentionShape();
        Attention.Biases biases = new Attention.Biases(
                weights.optionalVector(LayerTensor.ATTENTION_QUERY.bias(layer), config.querySize()),
                weights.optionalVector(LayerTensor.ATTENTION_KEY.bias(layer), config.kvSize()),
                weights.optionalVector(LayerTensor.ATTENTION_VALUE.bias(layer), config.kvValueSize()),
                weights.optionalVector(LayerTensor.ATTENTION_OUTPUT.bias(layer), hidden));
        Attention attention = new Attention(
                layer,
                shape,
                RopePairing.INTERLEAVED,
                weights.matrix(LayerTensor.ATTENTION_QUERY.weight(layer), config.querySize(), hidden),
                weights.matrix(LayerTensor.ATTENTION_KEY.weight(layer), config.kvSize(), hidden),
                weights.matrix(LayerTensor.ATTENTION_VALUE.weight(layer), config.kvValueSize(), hidden),
                weights.matrix(LayerTensor.ATTENTION_OUTPUT.weight(layer), hidden, config.attentionOutputSize()),
                biases);
        return new Layer(
                new RmsNorm(weights.vector(LayerTensor.ATTENTION_NORM.weight(layer), hidden), config.rmsNormEpsilon()),
                attention,
                new RmsNorm(weights.vector(LayerTensor.FEED_FORWARD_NORM.weight(layer), hidden), config.rmsNormEpsilon()),
                new FeedForward(
                        weights.matrix(LayerTensor.FEED_FORWARD_GATE.weight(layer), feedForward, hidden),
                        weights.matrix(LayerTensor.FEED_FORWARD_UP.weight(layer), feedForward, hidden),
                        weights.matrix(LayerTensor.FEED_FORWARD_DOWN.weight(layer), hidden, feedForward),
                        Activation.SILU));
    }

    private static RotaryEmbedding loadRope(ModelConfig.Rope rope, Weights weights) {
        return new RotaryEmbedding(
                rope.dimensionCount(),
                rope.theta(),
                rope.scaling(),
                weights.optionalValues(TensorNames.ROPE_FREQUENCIES, rope.dimensionCount() / 2));
    }

    @Override
    public ModelConfig config() {
        return config;
    }

    @Override
    public int batchSize() {
        return batchSize;
    }

    @Override
    public void forward(Batch batch, float[] logits) {
        int rows = batch.rowCount();
        backend.embed(embeddings, batch.tokenIds(), rows, scratch.x());
        rope.fill(batch.spans(), scratch.rotation());
        for (int i = 0; i < layers.size() - 1; i++) {
            Layer layer = layers.get(i);
            attend(layer, batch);
            layer.attention().addOutput(backend, scratch.attention().heads(), rows, scratch.x());
            feedForward(layer, scratch.x(), rows);
        }
        attend(layers.getLast(), batch);
        if (batch.logitRows().length > 0) {
            computeLogits(batch.logitRows(), logits);
        }
    }

    private void attend(Layer layer, Batch batch) {
        int rows = batch.rowCount();
        layer.attentionNorm().forward(backend, scratch.x(), rows, scratch.normed());
        layer.attention()
                .attend(backend, scratch.normed(), rows, scratch.rotation(), batch.spans(), scratch.attention());
    }

    private void feedForward(Layer layer, Tensor x, int rows) {
        layer.feedForwardNorm().forward(backend, x, rows, scratch.normed());
        layer.feedForward().addTo(backend, scratch.normed(), rows, scratch.gated(), x);
    }

    // After the last layer's attention only the rows whose logits are wanted matter.
    private void computeLogits(int[] logitRows, float[] logits) {
        int rows = logitRows.length;
        if (rows > logitsScratch.x().rows()) {
            logitsScratch = createLogitsScratch(rows);
        }
        Layer last = layers.getLast();
        Tensor x = logitsScratch.x();
        backend.gather(scratch.x(), logitRows, rows, x);
        backend.gather(scratch.attention().heads(), logitRows, rows, logitsScratch.heads());
        last.attention().addOutput(backend, logitsScratch.heads(), rows, x);
        feedForward(last, x, rows);
        outputNorm.forward(backend, x, rows, scratch.normed());
        backend.project(scratch.normed(), rows, output, logitsScratch.logits());
        for (int i = 0; i < rows; i++) {
            logitsScratch.logits().read(i, logits, i * config.vocabularySize());
        }
    }

    private LogitsScratch createLogitsScratch(int rows) {
        return new LogitsScratch(
                backend.tensor(rows, config.hiddenSize()),
                backend.tensor(rows, config.attentionOutputSize()),
                backend.tensor(rows, config.vocabularySize()));
    }
}
