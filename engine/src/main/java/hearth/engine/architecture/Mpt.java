package hearth.engine.architecture;

import hearth.compute.Activation;
import hearth.compute.AttentionShape;
import hearth.engine.model.LanguageModel;
import hearth.engine.model.ModelConfig;
import hearth.engine.model.RunSizes;
import hearth.engine.model.Weights;
import hearth.engine.nn.LinearBiases;
import hearth.engine.nn.SequentialLayer;
import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.MetadataKeys.Attention;

/** MPT (MosaicML 2023). As {@link Bloom}, but without biases of matrices and norms, without the embeddings' norm, and with the exact GELU. */
final class Mpt {
    private static final float USUAL_BIAS = 8;

    private Mpt() {}

    static LanguageModel load(ModelConfig config, Weights weights, RunSizes sizes) {
        PartLoader parts = new PartLoader(config, weights, sizes);
        float bias = parts.settings().positive(Attention.MAX_ALIBI_BIAS, USUAL_BIAS);
        float clamp = parts.settings().positiveOrNone(Attention.CLAMP_QKV);
        AttentionShape shape = config.attentionShape().withSlopes(LinearBiases.slopes(config.headCount(), bias));
        return parts.decoder(
                layer -> new SequentialLayer(
                        parts.layerNorm(LayerTensor.ATTENTION_NORM, layer),
                        parts.attention(layer).shape(shape).clamp(clamp).load(),
                        parts.layerNorm(LayerTensor.FEED_FORWARD_NORM, layer),
                        parts.plainFeedForward(layer, Activation.GELU)),
                parts.outputLayerNorm());
    }
}
