package hearth.engine.architecture;

import hearth.compute.AttentionShape;
import hearth.compute.Matrix;
import hearth.compute.Tensor;
import hearth.engine.model.ModelConfig;
import hearth.engine.model.Weights;
import hearth.engine.nn.Attention;
import hearth.engine.nn.Clamp;
import hearth.engine.nn.GroupedQueryAttention;
import hearth.engine.nn.GroupedQueryAttention.Biases;
import hearth.engine.nn.GroupedQueryAttention.HeadNorms;
import hearth.engine.nn.GroupedQueryAttention.Projections;
import hearth.engine.nn.GroupedQueryAttention.Rotations;
import hearth.engine.nn.GroupedQueryAttention.Treatment;
import hearth.engine.nn.Norm;
import hearth.engine.nn.RelativePositions;
import hearth.engine.nn.Rotation;
import hearth.engine.nn.Workspace;
import hearth.format.gguf.LayerTensor;
import java.util.Arrays;
import java.util.Optional;

/**
 * Loads the attention of one layer: with q, k and v in matrices of their own or in one, and with the biases that the file has. Any
 * architecture may come in either form.
 */
final class AttentionLoader {
    private final ModelConfig config;
    private final Weights weights;
    private final Workspace workspace;
    private final int layer;
    private AttentionShape shape;
    private Optional<Rotations> rotations = Optional.empty();
    private Optional<HeadNorms> norms = Optional.empty();
    private Optional<Clamp> clamp = Optional.empty();
    private Optional<RelativePositions> relative = Optional.empty();
    private int cacheLayer;

    AttentionLoader(ModelConfig config, Weights weights, Workspace workspace, int layer) {
        this.config = config;
        this.weights = weights;
        this.workspace = workspace;
        this.layer = layer;
        this.cacheLayer = layer;
        this.shape = config.attentionShape();
    }

    /** Another shape than the one of the model's sizes: a window, a cap, a scale. The sizes stay. */
    AttentionLoader shape(AttentionShape other) {
        shape = other;
        return this;
    }

    /** Turns q and k; without it the layer knows no positions. */
    AttentionLoader rotation(Rotation value) {
        return rotation(value, value);
    }

    /** Turns q and k each by its own. */
    AttentionLoader rotation(Rotation query, Rotation key) {
        rotations = Optional.of(new Rotations(query, key));
        return this;
    }

    /** As {@link #rotation(Rotation)}, where a layer may know no positions. */
    AttentionLoader rotation(Optional<Rotation> value) {
        rotations = value.map(turn -> new Rotations(turn, turn));
        return this;
    }

    /** Norms of q and k, where the file may have none. */
    AttentionLoader norms(Optional<HeadNorms> value) {
        norms = value;
        return this;
    }

    /** Norms of q and k before they are turned. */
    AttentionLoader norms(Norm query, Norm key) {
        norms = Optional.of(new HeadNorms(query, key));
        return this;
    }

    /** Limits of q, k and v; 0 for none. */
    AttentionLoader clamp(float limit) {
        clamp = limit == 0 ? Optional.empty() : Optional.of(new Clamp(limit));
        return this;
    }

    /** Biases by how far apart two positions are. */
    AttentionLoader relative(RelativePositions positions) {
        relative = Optional.of(positions);
        return this;
    }

    /** The layer of the cache that is used, where it is not the layer's own: encoders keep nothing for later. */
    AttentionLoader cacheLayer(int index) {
        cacheLayer = index;
        return this;
    }

    Attention load() {
        return new GroupedQueryAttention(
                cacheLayer,
                shape,
                weights.contains(LayerTensor.ATTENTION_QKV.weight(layer)) ? fusedWeights() : separateWeights(),
                weights.contains(LayerTensor.ATTENTION_QKV.bias(layer)) ? fusedBiases() : separateBiases(),
                new Treatment(norms, clamp, rotations, relative),
                workspace);
    }

    private Projections separateWeights() {
        int hidden = config.hiddenSize();
        return new Projections(
                weights.matrix(LayerTensor.ATTENTION_QUERY.weight(layer), config.querySize(), hidden),
                weights.matrix(LayerTensor.ATTENTION_KEY.weight(layer), config.kvSize(), hidden),
                weights.matrix(LayerTensor.ATTENTION_VALUE.weight(layer), config.kvValueSize(), hidden),
                output());
    }

    private Matrix output() {
        return weights.matrix(
                LayerTensor.ATTENTION_OUTPUT.weight(layer), config.hiddenSize(), config.attentionOutputSize());
    }

    private Projections fusedWeights() {
        return new Projections(
                fused(0, config.querySize()),
                fused(config.querySize(), config.kvSize()),
                fused(config.querySize() + config.kvSize(), config.kvValueSize()),
                output());
    }

    private int fusedSize() {
        return config.querySize() + config.kvSize() + config.kvValueSize();
    }

    private Matrix fused(int first, int count) {
        return weights.matrixRows(
                LayerTensor.ATTENTION_QKV.weight(layer),
                fusedSize(),
                config.hiddenSize(),
                new Weights.RowRange(first, count));
    }

    private Biases separateBiases() {
        return new Biases(
                weights.optionalVector(LayerTensor.ATTENTION_QUERY.bias(layer), config.querySize()),
                weights.optionalVector(LayerTensor.ATTENTION_KEY.bias(layer), config.kvSize()),
                weights.optionalVector(LayerTensor.ATTENTION_VALUE.bias(layer), config.kvValueSize()),
                outputBias());
    }

    private Optional<Tensor> outputBias() {
        return weights.optionalVector(LayerTensor.ATTENTION_OUTPUT.bias(layer), config.hiddenSize());
    }

    private Biases fusedBiases() {
        float[] all = weights.optionalValues(LayerTensor.ATTENTION_QKV.bias(layer), fusedSize())
                .orElseThrow();
        int endOfKeys = config.querySize() + config.kvSize();
        return new Biases(
                Optional.of(weights.row(part(all, 0, config.querySize()))),
                Optional.of(weights.row(part(all, config.querySize(), endOfKeys))),
                Optional.of(weights.row(part(all, endOfKeys, all.length))),
                outputBias());
    }

    private static float[] part(float[] values, int from, int to) {
        return Arrays.copyOfRange(values, from, to);
    }
}
