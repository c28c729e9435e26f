package hearth.engine.architecture;

import hearth.compute.Activation;
import hearth.compute.AttentionShape;
import hearth.compute.RopePairing;
import hearth.engine.model.LanguageModel;
import hearth.engine.model.ModelConfig;
import hearth.engine.model.RunSizes;
import hearth.engine.model.Weights;
import hearth.engine.nn.Rotation;
import hearth.engine.nn.SequentialLayer;
import hearth.format.gguf.LayerTensor;

/**
 * Phi 3 and 4 (Abdin et al. 2024). As {@link Qwen2} without biases, but q, k and v are stored in one tensor, and gate and up in
 * another; long contexts have frequency factors of their own; all layers may have a sliding window, which is applied as in the
 * reference implementation (llama.cpp leaves it out).
 */
final class Phi3 {
    private Phi3() {}

    static LanguageModel load(ModelConfig config, Weights weights, RunSizes sizes) {
        PartLoader parts = new PartLoader(config, weights, sizes);
        Rotation rotation = parts.rotation(RopePairing.SPLIT_HALF);
        AttentionShape shape = config.attentionShape().withWindow(parts.settings().optionalWindow());
        return parts.decoder(
                layer -> new SequentialLayer(
                        parts.rmsNorm(LayerTensor.ATTENTION_NORM, layer),
                        parts.attention(layer).shape(shape).rotation(rotation).load(),
                        parts.rmsNorm(LayerTensor.FEED_FORWARD_NORM, layer),
                        parts.fusedGatedFeedForward(layer, Activation.SILU)),
                parts.outputRmsNorm());
    }
}
