package hearth.engine.architecture;

import hearth.compute.Activation;
import hearth.compute.AttentionShape;
import hearth.compute.Matrix;
import hearth.compute.RopePairing;
import hearth.compute.Tensor;
import hearth.engine.model.ModelConfig;
import hearth.engine.model.RunSizes;
import hearth.engine.model.Weights;
import hearth.engine.nn.DenseStage;
import hearth.engine.nn.ElementStep;
import hearth.engine.nn.FeedForward;
import hearth.engine.nn.GatedFeedForward;
import hearth.engine.nn.GroupedQueryAttention.HeadNorms;
import hearth.engine.nn.Layer;
import hearth.engine.nn.LayerNorm;
import hearth.engine.nn.Norm;
import hearth.engine.nn.PlainFeedForward;
import hearth.engine.nn.RmsNorm;
import hearth.engine.nn.RopeScaling;
import hearth.engine.nn.RotaryEmbedding;
import hearth.engine.nn.Rotation;
import hearth.engine.nn.Workspace;
import hearth.format.InvalidModelException.Kind;
import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.MetadataKeys.Model;
import hearth.format.gguf.TensorNames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** Loads the parts that architectures choose among, and puts a {@link Decoder} together. For one model. */
final class PartLoader {
    private final ModelConfig config;
    private final Weights weights;
    private final RunSizes sizes;
    private final Settings settings;
    private final Workspace workspace;
    private final List<Rotation> rotations = new ArrayList<>();

    PartLoader(ModelConfig config, Weights weights, RunSizes sizes) {
        this.config = config;
        this.weights = weights;
        this.sizes = sizes;
        settings = new Settings(weights, config.layerCount());
        workspace = new Workspace(weights.backend(), sizes.batchSize());
    }

    ModelConfig config() {
        return config;
    }

    Weights weights() {
        return weights;
    }

    RunSizes sizes() {
        return sizes;
    }

    /** All turns that were asked for so far. */
    List<Rotation> rotations() {
        return List.copyOf(rotations);
    }

    /** Tensors that the layers share. */
    Workspace workspace() {
        return workspace;
    }

    /** The file's settings that only some architectures have. */
    Settings settings() {
        return settings;
    }

    /** A norm of rows of hiddenSize. */
    RmsNorm rmsNorm(LayerTensor tensor, int layer) {
        return rmsNorm(tensor, layer, config.hiddenSize());
    }

    /** @param size columns that are normed together */
    RmsNorm rmsNorm(LayerTensor tensor, int layer, int size) {
        return new RmsNorm(weights.vector(tensor.weight(layer), size), config.normEpsilon());
    }

    /** A norm of rows of hiddenSize, with or without a bias. */
    LayerNorm layerNorm(LayerTensor tensor, int layer) {
        return layerNorm(tensor.weight(layer), tensor.bias(layer));
    }

    LayerNorm layerNorm(String weight, String bias) {
        int size = config.hiddenSize();
        Tensor offset = weights.optionalVector(bias, size).orElseGet(() -> weights.row(new float[size]));
        return new LayerNorm(weights.vector(weight, size), offset, size, config.normEpsilon());
    }

    /** The norm of the embeddings. */
    LayerNorm embeddingNorm() {
        return layerNorm(TensorNames.TOKEN_EMBEDDING_NORM, TensorNames.TOKEN_EMBEDDING_NORM_BIAS);
    }

    /** A layer norm of rows of hiddenSize without weights. */
    LayerNorm bareLayerNorm() {
        float[] ones = new float[config.hiddenSize()];
        Arrays.fill(ones, 1);
        return new LayerNorm(weights.row(ones), weights.row(new float[ones.length]), ones.length, config.normEpsilon());
    }

    /** As {@link #layerNorm}, where the file has one. */
    Optional<Norm> optionalLayerNorm(LayerTensor tensor, int layer) {
        return weights.contains(tensor.weight(layer)) ? Optional.of(layerNorm(tensor, layer)) : Optional.empty();
    }

    /** Layer norms of each head of q and k, where the file has them. */
    Optional<HeadNorms> optionalHeadLayerNorms(int layer) {
        if (!weights.contains(LayerTensor.ATTENTION_QUERY_NORM.weight(layer))) {
            return Optional.empty();
        }
        return Optional.of(new HeadNorms(
                headLayerNorm(LayerTensor.ATTENTION_QUERY_NORM, layer, config.headCount()),
                headLayerNorm(LayerTensor.ATTENTION_KEY_NORM, layer, config.kvHeadCount())));
    }

    /** A norm of each head by itself, with weights of its own and no bias. */
    private LayerNorm headLayerNorm(LayerTensor tensor, int layer, int headCount) {
        float[] values = weights.values(tensor.weight(layer), headCount, config.headSize());
        return new LayerNorm(
                weights.row(values), weights.row(new float[values.length]), config.headSize(), config.normEpsilon());
    }

    /** The turn that the file describes. */
    Rotation rotation(RopePairing pairing) {
        return rotation(pairing, config.rope(), frequencyFactors());
    }

    /** The file's divisors of the frequencies, if it has any: one set, or two for contexts up to the first one and beyond. */
    Optional<float[]> frequencyFactors() {
        int pairs = config.rope().dimensionCount() / 2;
        if (settings().hasLongRope()) {
            float[] far = weights.values(TensorNames.ROPE_FACTORS_LONG, 1, pairs);
            float[] near = weights.values(TensorNames.ROPE_FACTORS_SHORT, 1, pairs);
            return Optional.of(sizes.contextLength() > settings().originalContext(config) ? far : near);
        }
        return weights.optionalValues(TensorNames.ROPE_FREQUENCIES, pairs);
    }

    /** A turn of its own, for some of the layers. */
    Rotation rotation(RopePairing pairing, ModelConfig.Rope rope, Optional<float[]> frequencyFactors) {
        return rotation(pairing, new RotaryEmbedding(rope.dimensionCount(), rope.theta(), rope.scaling(), frequencyFactors));
    }

    /** A turn that is not stretched, whatever the file says of the others. */
    Rotation unscaledRotation(RopePairing pairing, float theta) {
        return rotation(
                pairing, new ModelConfig.Rope(config.rope().dimensionCount(), theta, RopeScaling.NONE), Optional.empty());
    }

    /** The turn that the file describes, with a factor for each position. */
    Rotation scaledRotation(RopePairing pairing, IntToDoubleFunction scale) {
        ModelConfig.Rope rope = config.rope();
        return rotation(
                pairing, new RotaryEmbedding(rope.dimensionCount(), rope.theta(), rope.scaling(), frequencyFactors(), scale));
    }

    private Rotation rotation(RopePairing pairing, RotaryEmbedding embedding) {
        Rotation rotation = new Rotation(weights.backend(), sizes.batchSize(), embedding, pairing);
        rotations.add(rotation);
        return rotation;
    }

    /**
     * Attention whose largest model, known by its layers, is scaled by what the hidden size gives each head and not by the head's own
     * size; the files do not say so.
     */
    AttentionShape wholeWidthScaled(int largestLayerCount) {
        if (config.attentionScale() != 0 || config.layerCount() != largestLayerCount) {
            return config.attentionShape();
        }
        double share = (double) config.hiddenSize() / config.headCount();
        return config.attentionShape().withScale((float) (1 / Math.sqrt(share)));
    }

    /** Learned positions, one row for each position the model was trained for. */
    TokenEmbedding.PositionTable positions() {
        int hidden = config.hiddenSize();
        Matrix table = weights.matrix(TensorNames.POSITION_EMBEDDING, config.trainedContextLength(), hidden);
        return new TokenEmbedding.PositionTable(
                table, workspace.tensor("positions", hidden), new int[sizes.batchSize()]);
    }

    /** The attention of a layer, to be described further. */
    AttentionLoader attention(int layer) {
        return new AttentionLoader(config, weights, workspace, layer);
    }

    /** A gated network, with the biases that the file has. */
    FeedForward gatedFeedForward(int layer, Activation activation) {
        return gatedFeedForward(layer, activation, config.feedForwardSize());
    }

    /** @param size between the matrices, where it is not what the file says */
    FeedForward gatedFeedForward(int layer, Activation activation, int size) {
        int hidden = config.hiddenSize();
        return new GatedFeedForward(
                new GatedFeedForward.Weights(
                        weights.matrix(LayerTensor.FEED_FORWARD_GATE.weight(layer), size, hidden),
                        weights.matrix(LayerTensor.FEED_FORWARD_UP.weight(layer), size, hidden),
                        weights.matrix(LayerTensor.FEED_FORWARD_DOWN.weight(layer), hidden, size)),
                new GatedFeedForward.Biases(
                        weights.optionalVector(LayerTensor.FEED_FORWARD_GATE.bias(layer), size),
                        weights.optionalVector(LayerTensor.FEED_FORWARD_UP.bias(layer), size),
                        weights.optionalVector(LayerTensor.FEED_FORWARD_DOWN.bias(layer), hidden)),
                activation,
                workspace);
    }

    /** A gated network whose gate and up rows are in one tensor, the gate's first. */
    FeedForward fusedGatedFeedForward(int layer, Activation activation) {
        int hidden = config.hiddenSize();
        int size = config.feedForwardSize();
        String fused = LayerTensor.FEED_FORWARD_UP.weight(layer);
        return new GatedFeedForward(
                new GatedFeedForward.Weights(
                        weights.matrixRows(fused, 2L * size, hidden, new Weights.RowRange(0, size)),
                        weights.matrixRows(fused, 2L * size, hidden, new Weights.RowRange(size, size)),
                        weights.matrix(LayerTensor.FEED_FORWARD_DOWN.weight(layer), hidden, size)),
                new GatedFeedForward.Biases(
                        Optional.empty(),
                        Optional.empty(),
                        weights.optionalVector(LayerTensor.FEED_FORWARD_DOWN.bias(layer), hidden)),
                activation,
                workspace);
    }

    /** A network without a gate, with the biases that the file has. */
    FeedForward plainFeedForward(int layer, Activation activation) {
        return plainFeedForward(layer, ElementStep.of(activation));
    }

    FeedForward plainFeedForward(int layer, ElementStep step) {
        int hidden = config.hiddenSize();
        int size = config.feedForwardSize();
        return new PlainFeedForward(
                weights.matrix(LayerTensor.FEED_FORWARD_UP.weight(layer), size, hidden),
                weights.optionalVector(LayerTensor.FEED_FORWARD_UP.bias(layer), size),
                weights.matrix(LayerTensor.FEED_FORWARD_DOWN.weight(layer), hidden, size),
                weights.optionalVector(LayerTensor.FEED_FORWARD_DOWN.bias(layer), hidden),
                step,
                workspace);
    }

    /** The token table, as it is. */
    TokenEmbedding embedding() {
        Matrix table = weights.matrix(TensorNames.TOKEN_EMBEDDING, config.vocabularySize(), config.hiddenSize());
        return new TokenEmbedding(table, 1, Optional.empty(), Optional.empty());
    }

    /** The output matrix; small models reuse the embeddings instead of storing one. */
    LogitsOutput output(TokenEmbedding embedding) {
        Matrix matrix = weights.optionalMatrix(TensorNames.OUTPUT, config.vocabularySize(), config.hiddenSize())
                .orElse(embedding.table());
        Optional<Tensor> bias = weights.optionalVector(TensorNames.OUTPUT_BIAS, config.vocabularySize());
        return new LogitsOutput(matrix, bias, 1, 0);
    }

    RmsNorm outputRmsNorm() {
        return new RmsNorm(weights.vector(TensorNames.OUTPUT_NORM, config.hiddenSize()), config.normEpsilon());
    }

    LayerNorm outputLayerNorm() {
        return layerNorm(TensorNames.OUTPUT_NORM, TensorNames.OUTPUT_NORM_BIAS);
    }

    /** The classification head of rerankers; empty for other models. */
    List<DenseStage> classification() {
        List<DenseStage> stages = new ArrayList<>();
        Optional<Integer> inner = weights.rowCount(TensorNames.CLASSIFIER);
        Optional<Integer> outer = weights.rowCount(TensorNames.CLASSIFIER_OUTPUT);
        inner.ifPresent(size -> stages.add(new DenseStage(
                weights.matrix(TensorNames.CLASSIFIER, size, config.hiddenSize()),
                weights.optionalVector(TensorNames.CLASSIFIER_BIAS, size),
                classifierFunction(),
                classifierNorm(size))));
        outer.ifPresent(size -> stages.add(new DenseStage(
                weights.matrix(TensorNames.CLASSIFIER_OUTPUT, size, inner.orElse(config.hiddenSize())),
                weights.optionalVector(TensorNames.CLASSIFIER_OUTPUT_BIAS, size),
                DenseStage.Function.NONE)));
        return stages;
    }

    private DenseStage.Function classifierFunction() {
        String usual = config.architecture().equals("modern-bert") ? "gelu" : "tanh";
        String name = settings.values().optionalString(Model.CLASSIFIER_ACTIVATION).orElse(usual);
        return DenseStage.Function.named(name).orElseThrow(() -> weights.error(
                Kind.UNSUPPORTED, "key '" + Model.CLASSIFIER_ACTIVATION + "' is '" + name + "', which is not known"));
    }

    private Optional<Norm> classifierNorm(int size) {
        return weights.optionalVector(TensorNames.CLASSIFIER_NORM, size).map(weight -> new LayerNorm(
                weight,
                weights.optionalVector(TensorNames.CLASSIFIER_NORM_BIAS, size).orElseGet(() -> weights.row(new float[size])),
                size,
                config.normEpsilon()));
    }

    /** A decoder with plain ends. */
    Decoder decoder(IntFunction<Layer> layers, Norm outputNorm) {
        TokenEmbedding embedding = embedding();
        return decoder(embedding, layers, outputNorm, output(embedding));
    }

    /**
     * @param layers makes the layer of an index; it must not be the first to ask for a setting
     * @throws hearth.format.InvalidModelException if the file has a setting that nobody asked for
     */
    Decoder decoder(TokenEmbedding embedding, IntFunction<Layer> layers, Norm outputNorm, LogitsOutput output) {
        settings.requireNoOthers();
        List<Layer> loaded = IntStream.range(0, config.layerCount()).mapToObj(layers).toList();
        return new Decoder(
                config,
                weights.backend(),
                sizes.batchSize(),
                new Decoder.Parts(embedding, List.copyOf(rotations), loaded, outputNorm, output, classification()));
    }
}
