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
 * Phi 1.5 and 2 (Li et al. 2023). Attention and a network without a gate read the same layer norm and are added together; biases
 * everywhere, the output included; part of a head turns, in halves.
 */
final class Phi2 {
    private Phi2() {}

    static LanguageModel load(ModelConfig config, Weights weights, RunSizes sizes) {
        PartLoader parts = new PartLoader(config, weights, sizes);
        Rotation rotation = parts.rotation(RopePairing.SPLIT_HALF);
        return parts.decoder(
                layer -> new ParallelLayer(
                        parts.layerNorm(LayerTensor.ATTENTION_NORM, layer),
                        parts.attention(layer).rotation(rotation).load(),
                        parts.plainFeedForward(layer, Activation.GELU_TANH)),
                parts.outputLayerNorm());
    }
}
