package hearth.engine.architecture;

import hearth.compute.Activation;
import hearth.compute.AttentionMask;
import hearth.compute.AttentionShape;
import hearth.compute.Tensor;
import hearth.engine.model.ModelConfig;
import hearth.engine.model.Weights;
import hearth.engine.nn.DenseStage;
import hearth.engine.nn.FeedForward;
import hearth.engine.nn.Layer;
import hearth.engine.nn.Norm;
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
    private final PartLoader parts;
    private final ModelConfig config;
    private final Weights weights;

    EncoderLoader(PartLoader parts) {
        this.parts = parts;
        config = parts.config();
        weights = parts.weights();
        if (parts.settings().values().optionalBoolean(Attention.CAUSAL, false)) {
            throw weights.error(Kind.UNSUPPORTED, "architecture '" + config.architecture() + "' is only known without a causal mask");
        }
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

    /** Network without a gate. GELU is the exact one, which these models were trained with. */
    FeedForward plainFeedForward(int layer) {
        return parts.plainFeedForward(layer, Activation.GELU);
    }

    /** An encoder of BERT's kind: rows for the texts of a pair, a norm behind the embedding, none behind the layers. */
    Encoder bertLike(TokenEmbedding embedding, IntFunction<Layer> layers) {
        return encoder(embedding, segments(), Optional.of(parts.embeddingNorm()), layers, Optional.empty());
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
                        embedding, segments, embeddingNorm, parts.rotations(), loaded, outputNorm, dense(), parts.classification()));
    }

    private Optional<SegmentTable> segments() {
        int hidden = config.hiddenSize();
        return weights.rowCount(TensorNames.SEGMENT_EMBEDDING).map(rows -> {
            float[] values = weights.values(TensorNames.SEGMENT_EMBEDDING, rows, hidden);
            Tensor table = weights.backend().tensor(rows, hidden);
            for (int row = 0; row < rows; row++) {
                table.write(row, Arrays.copyOfRange(values, row * hidden, (row + 1) * hidden), 0);
            }
            return new SegmentTable(table, parts.workspace().tensor("segments", hidden), new int[parts.sizes().batchSize()]);
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
                stages.add(new DenseStage(weights.matrix(name, outputs.get(), inputs), bias, first && squashes()));
                inputs = outputs.get();
            }
        }
        return stages;
    }

    private boolean squashes() {
        return switch (parts.settings().values().optionalString(Model.DENSE_2_ACTIVATION).orElse("")) {
            case "" -> false;
            case "tanh" -> true;
            default -> throw weights.error(
                    Kind.UNSUPPORTED, "key '" + Model.DENSE_2_ACTIVATION + "' names an activation that is not known; known is tanh");
        };
    }
}
