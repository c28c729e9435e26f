package hearth.engine.architecture;

import hearth.compute.Activation;
import hearth.compute.AttentionShape;
import hearth.engine.model.HiddenStates;
import hearth.engine.model.ModelConfig;
import hearth.engine.model.RunSizes;
import hearth.engine.model.Weights;
import hearth.engine.nn.FeedForward;
import hearth.engine.nn.GroupedQueryAttention.HeadNorms;
import hearth.engine.nn.LinearBiases;
import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.MetadataKeys.Attention;
import java.util.Optional;

/**
 * Jina Embeddings 2 (Günther et al. 2023): as {@link Bert}, but with linear biases instead of positions and a gated network. Its
 * models for code also norm q and k over all heads, and the sum of each attention twice.
 */
final class JinaBert2 {
    private static final float USUAL_BIAS = 8;

    private JinaBert2() {}

    static HiddenStates load(ModelConfig config, Weights weights, RunSizes sizes) {
        PartLoader parts = new PartLoader(config, weights, sizes);
        EncoderLoader encoder = new EncoderLoader(parts);
        float bias = parts.settings().positive(Attention.MAX_ALIBI_BIAS, USUAL_BIAS);
        AttentionShape shape = encoder.shape().withSlopes(LinearBiases.slopes(config.headCount(), bias));
        return encoder.bertLike(
                parts.embedding(),
                layer -> encoder.residualNormLayer(
                        layer,
                        encoder.attention(layer).shape(shape).norms(wholeWidthNorms(parts, layer)),
                        feedForward(parts, weights, layer)));
    }

    private static Optional<HeadNorms> wholeWidthNorms(PartLoader parts, int layer) {
        return parts.optionalLayerNorm(LayerTensor.ATTENTION_QUERY_NORM, layer)
                .map(query -> new HeadNorms(query, parts.layerNorm(LayerTensor.ATTENTION_KEY_NORM, layer)));
    }

    /** Gate and up may be in one tensor. */
    private static FeedForward feedForward(PartLoader parts, Weights weights, int layer) {
        return weights.contains(LayerTensor.FEED_FORWARD_GATE.weight(layer))
                ? parts.gatedFeedForward(layer, Activation.GELU)
                : parts.fusedGatedFeedForward(layer, Activation.GELU);
    }
}
