package hearth.engine.architecture;

import hearth.compute.Activation;
import hearth.engine.model.LanguageModel;
import hearth.engine.model.ModelConfig;
import hearth.engine.model.RunSizes;
import hearth.engine.model.Weights;
import hearth.engine.nn.SequentialLayer;
import hearth.format.gguf.LayerTensor;

/**
 * GPT-2 (Radford et al. 2019), and the first StarCoder (Li et al. 2023), whose heads share one key head. Pre-norm layers with layer
 * norms, learned positions added to the embeddings, a network without a gate, biases everywhere.
 */
final class Gpt2 {
    private Gpt2() {}

    static LanguageModel load(ModelConfig config, Weights weights, RunSizes sizes) {
        PartLoader parts = new PartLoader(config, weights, sizes);
        TokenEmbedding embedding = parts.embedding().withPositions(parts.positions());
        return parts.decoder(
                embedding,
                layer -> new SequentialLayer(
                        parts.layerNorm(LayerTensor.ATTENTION_NORM, layer),
                        parts.attention(layer).load(),
                        parts.layerNorm(LayerTensor.FEED_FORWARD_NORM, layer),
                        parts.plainFeedForward(layer, Activation.GELU_TANH)),
                parts.outputLayerNorm(),
                parts.output(embedding));
    }
}
