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
 * Qwen 3 (Yang et al. 2025). As {@link Qwen2}, but without biases and with an RMS norm on each head of q and k before they are
 * turned.
 */
final class Qwen3 {
    private Qwen3() {}

    static LanguageModel load(ModelConfig config, Weights weights, RunSizes sizes) {
        PartLoader parts = new PartLoader(config, weights, sizes);
        Rotation rotation = parts.rotation(RopePairing.SPLIT_HALF);
        return parts.decoder(
                layer -> new SequentialLayer(
                        parts.rmsNorm(LayerTensor.ATTENTION_NORM, layer),
                        parts.attention(layer)
                                .norms(
                                        parts.rmsNorm(LayerTensor.ATTENTION_QUERY_NORM, layer, config.headSize()),
                                        parts.rmsNorm(LayerTensor.ATTENTION_KEY_NORM, layer, config.headSize()))
                                .rotation(rotation)
                                .load(),
                        parts.rmsNorm(LayerTensor.FEED_FORWARD_NORM, layer),
                        parts.gatedFeedForward(layer, Activation.SILU)),
                parts.outputRmsNorm());
    }
}
