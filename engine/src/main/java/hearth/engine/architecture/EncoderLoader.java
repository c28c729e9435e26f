package hearth.engine.architecture;

import hearth.compute.Activation;
import hearth.compute.AttentionMask;
import hearth.compute.AttentionShape;
import hearth.compute.Tensor;
import hearth.engine.model.ModelConfig;
import hearth.engine.model.RowHead;
import hearth.engine.model.Weights;
import hearth.engine.nn.DenseStage;
import hearth.engine.nn.FeedForward;
import hearth.engine.nn.Layer;
import hearth.engine.nn.Norm;
import hearth.engine.nn.RelativePositions;
import hearth.engine.nn.ResidualNormLayer;
import hearth.format.InvalidModelException.Kind;
import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.MetadataKeys.Attention;
import hearth.format.gguf.MetadataKeys.Model;
import hearth.format.gguf.TensorNames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Loads what only encoders have, and puts an {@link Encoder} together. For one model. */
final class EncoderLoader {
    private static final int MEAN = 1;
    private static final int FIRST = 2;

    private final PartLoader parts;
    private final ModelConfig config;
    private final Weights weights;
    private Optional<RelativePositions> relative = Optional.empty();
    private Optional<Widening> widening = Optional.empty();

    EncoderLoader(PartLoader parts) {
        this.parts = parts;
        config = parts.config();
        weights = parts.weights();
        if (parts.settings().values().optionalBoolean(Attention.CAUSAL, false)) {
            throw weights.error(Kind.UNSUPPORTED, "architecture '" + config.architecture() + "' is only known without a causal mask");
        }
    }

    /** Biases that all layers' attention shares. */
    EncoderLoader relative(RelativePositions positions) {
        relative = Optional.of(positions);
        return this;
    }

    /** Attention in which every position sees all of its sequence. */
    AttentionShape shape() {
        return config.attentionShape().withMask(AttentionMask.FULL);
    }

    /** The attention of a layer, to be described further. */
    AttentionLoader attention(int layer) {
        return parts.attention(layer).shape(shape()).cacheLayer(0);
    }

    /** A layer as BERT has them, from its two parts. */
    Layer residualNormLayer(int layer, AttentionLoader attention, FeedForward feedForward) {
        return new ResidualNormLayer(
                attention.load(),
                parts.layerNorm(LayerTensor.ATTENTION_OUTPUT_NORM, layer),
                parts.optionalLayerNorm(LayerTensor.ATTENTION_NORM_2, layer),
                feedForward,
                parts.layerNorm(LayerTensor.LAYER_OUTPUT_NORM, layer));
    }

    /** Network without a gate. GELU is the exact one, which most of these models were trained with, unless the file says otherwise. */
    FeedForward plainFeedForward(int layer) {
        String name = parts.settings().values().optionalString(Model.HIDDEN_ACTIVATION).orElse("gelu");
        return parts.plainFeedForward(layer, switch (name) {
            case "gelu" -> Activation.GELU;
            case "gelu_pytorch_tanh" -> Activation.GELU_TANH;
            case "relu" -> Activation.RELU;
            case "silu" -> Activation.SILU;
            default -> throw weights.error(Kind.UNSUPPORTED, "key '" + Model.HIDDEN_ACTIVATION + "' is '" + name
                    + "'; known are gelu, gelu_pytorch_tanh, relu and silu");
        });
    }

    /** An encoder of BERT's kind: rows for the texts of a pair, a norm behind the embedding, none behind the layers. */
    Encoder bertLike(TokenEmbedding embedding, IntFunction<Layer> layers) {
        return encoder(embedding, segments(parts), Optional.of(parts.embeddingNorm()), layers, Optional.empty());
    }

    /** As {@link #bertLike} with learned positions, where token, position and segment rows are {@code size} wide and a matrix widens their sum. */
    Encoder widened(int size, IntFunction<Layer> layers) {
        PartLoader narrow = new PartLoader(config.withHiddenSize(size), weights, parts.sizes());
        widening = Optional.of(new Widening(
                narrow.workspace().tensor("embeddings", size),
                weights.matrix(TensorNames.EMBEDDING_WIDENING, config.hiddenSize(), size),
                weights.vector(TensorNames.EMBEDDING_WIDENING_BIAS, config.hiddenSize())));
        TokenEmbedding embedding = narrow.embedding().withPositions(narrow.positions());
        return encoder(embedding, segments(narrow), Optional.of(narrow.embeddingNorm()), layers, Optional.empty());
    }

    Encoder encoder(
            TokenEmbedding embedding,
            Optional<SegmentTable> segments,
            Optional<Norm> embeddingNorm,
            IntFunction<Layer> layers,
            Optional<Norm> outputNorm) {
        List<Layer> loaded = IntStream.range(0, config.layerCount()).mapToObj(layers).toList();
        return new Encoder(
                config,
                weights.backend(),
                parts.sizes().batchSize(),
                new Encoder.Parts(
                        embedding, segments, embeddingNorm, widening, parts.rotations(), relative, loaded, outputNorm, dense(),
                        rank()));
    }

    private Optional<SegmentTable> segments(PartLoader from) {
        int hidden = from.config().hiddenSize();
        return weights.rowCount(TensorNames.SEGMENT_EMBEDDING).map(rows -> {
            float[] values = weights.values(TensorNames.SEGMENT_EMBEDDING, rows, hidden);
            Tensor table = weights.backend().tensor(rows, hidden);
            for (int row = 0; row < rows; row++) {
                table.write(row, Arrays.copyOfRange(values, row * hidden, (row + 1) * hidden), 0);
            }
            return new SegmentTable(table, from.workspace().tensor("segments", hidden), new int[parts.sizes().batchSize()]);
        });
    }

    /** Linear stages behind the pooling, each as wide as its tensor says. */
    private List<DenseStage> dense() {
        List<DenseStage> stages = new ArrayList<>();
        int inputs = config.hiddenSize();
        for (String name : List.of(TensorNames.DENSE_2, TensorNames.DENSE_3)) {
            Optional<Integer> outputs = weights.rowCount(name);
            if (outputs.isPresent()) {
                boolean first = name.equals(TensorNames.DENSE_2);
                Optional<Tensor> bias = first ? weights.optionalVector(TensorNames.DENSE_2_BIAS, outputs.get()) : Optional.empty();
                stages.add(new DenseStage(weights.matrix(name, outputs.get(), inputs), bias,
                        first ? functionBehindPooling() : DenseStage.Function.NONE));
                inputs = outputs.get();
            }
        }
        return stages;
    }

    private DenseStage.Function functionBehindPooling() {
        return switch (parts.settings().values().optionalString(Model.DENSE_2_ACTIVATION).orElse("")) {
            case "" -> DenseStage.Function.NONE;
            case "tanh" -> DenseStage.Function.TANH;
            default -> throw weights.error(
                    Kind.UNSUPPORTED, "key '" + Model.DENSE_2_ACTIVATION + "' names an activation that is not known; known is tanh");
        };
    }

    /** Of the first token in most models, of the mean of all in ModernBERT unless its file says otherwise. */
    private Optional<RowHead> rank() {
        int usual = config.architecture().equals("modern-bert") ? MEAN : FIRST;
        int pooling = parts.settings().values().optionalInt(Model.CLASSIFIER_POOLING_TYPE, usual);
        if (pooling != MEAN && pooling != FIRST) {
            throw weights.error(Kind.UNSUPPORTED, "key '" + Model.CLASSIFIER_POOLING_TYPE + "' is " + pooling
                    + "; known are " + MEAN + " (mean) and " + FIRST + " (first token)");
        }
        return StagedHead.of(weights.backend(), parts.classification(), pooling == MEAN);
    }
}
