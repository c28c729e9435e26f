package hearth.engine.architecture;

import hearth.compute.Activation;
import hearth.compute.RopePairing;
import hearth.engine.model.LanguageModel;
import hearth.engine.model.ModelConfig;
import hearth.engine.model.RunSizes;
import hearth.engine.model.Weights;
import hearth.engine.nn.ParallelLayer;
import hearth.engine.nn.Rotation;
import hearth.format.gguf.LayerTensor;

/**
 * Falcon (Almazrouei et al. 2023). As {@link Phi2}, but with few kv heads, without biases except on norms, turning whole heads.
 * The larger ones have a norm of its own for attention.
 */
final class Falcon {
    private Falcon() {}

    static LanguageModel load(ModelConfig config, Weights weights, RunSizes sizes) {
        PartLoader parts = new PartLoader(config, weights, sizes);
        Rotation rotation = parts.rotation(RopePairing.SPLIT_HALF);
        return parts.decoder(
                layer -> new ParallelLayer(
                        parts.layerNorm(LayerTensor.ATTENTION_NORM, layer),
                        parts.optionalLayerNorm(LayerTensor.ATTENTION_NORM_2, layer),
                        parts.attention(layer).rotation(rotation).load(),
                        parts.plainFeedForward(layer, Activation.GELU)),
                parts.outputLayerNorm());
    }
}
