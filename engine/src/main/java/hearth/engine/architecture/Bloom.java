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

/** BLOOM (Scao et al. 2022). As {@link Gpt2}, but with linear biases instead of positions, and a norm behind the embeddings. */
final class Bloom {
    private static final float USUAL_BIAS = 8;

    private Bloom() {}

    static LanguageModel load(ModelConfig config, Weights weights, RunSizes sizes) {
        PartLoader parts = new PartLoader(config, weights, sizes);
        float bias = parts.settings().positive(Attention.MAX_ALIBI_BIAS, USUAL_BIAS);
        AttentionShape shape = config.attentionShape().withSlopes(LinearBiases.slopes(config.headCount(), bias));
        TokenEmbedding embedding = parts.embedding().withNorm(parts.embeddingNorm());
        return parts.decoder(
                embedding,
                layer -> new SequentialLayer(
                        parts.layerNorm(LayerTensor.ATTENTION_NORM, layer),
                        parts.attention(layer).shape(shape).load(),
                        parts.layerNorm(LayerTensor.FEED_FORWARD_NORM, layer),
                        parts.plainFeedForward(layer, Activation.GELU_TANH)),
                parts.outputLayerNorm(),
                parts.output(embedding));
    }
}
