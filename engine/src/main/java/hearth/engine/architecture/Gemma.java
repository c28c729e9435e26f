package hearth.engine.architecture;

import hearth.compute.Activation;
import hearth.compute.RopePairing;
import hearth.engine.model.LanguageModel;
import hearth.engine.model.ModelConfig;
import hearth.engine.model.RunSizes;
import hearth.engine.model.Weights;
import hearth.engine.nn.Rotation;
import hearth.engine.nn.SequentialLayer;
import hearth.format.gguf.LayerTensor;

/**
 * Gemma (Mesnard et al. 2024). As {@link Llama}, but embeddings are multiplied by √hiddenSize, the gate is a GELU, and the two
 * halves of a head are turned. Files have the one of the paper's (1 + weight) norms added already.
 */
final class Gemma {
    private Gemma() {}

    static LanguageModel load(ModelConfig config, Weights weights, RunSizes sizes) {
        PartLoader parts = new PartLoader(config, weights, sizes);
        Rotation rotation = parts.rotation(RopePairing.SPLIT_HALF);
        TokenEmbedding embedding = parts.embedding().withScale((float) Math.sqrt(config.hiddenSize()));
        return parts.decoder(
                embedding,
                layer -> new SequentialLayer(
                        parts.rmsNorm(LayerTensor.ATTENTION_NORM, layer),
                        parts.attention(layer).rotation(rotation).load(),
                        parts.rmsNorm(LayerTensor.FEED_FORWARD_NORM, layer),
                        parts.gatedFeedForward(layer, Activation.GELU_TANH)),
                parts.outputRmsNorm(),
                parts.output(embedding));
    }
}
