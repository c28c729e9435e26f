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
 * ChatGLM 3 and GLM 4 of 2024 (GLM Team 2024). As {@link Phi3} with biases of q, k and v: gate and up in one tensor; neighbouring dimensions
 * of half a head turn.
 */
final class ChatGlm {
    private ChatGlm() {}

    static LanguageModel load(ModelConfig config, Weights weights, RunSizes sizes) {
        PartLoader parts = new PartLoader(config, weights, sizes);
        Rotation rotation = parts.rotation(RopePairing.INTERLEAVED);
        return parts.decoder(
                layer -> new SequentialLayer(
                        parts.rmsNorm(LayerTensor.ATTENTION_NORM, layer),
                        parts.attention(layer).rotation(rotation).load(),
                        parts.rmsNorm(LayerTensor.FEED_FORWARD_NORM, layer),
                        parts.fusedGatedFeedForward(layer, Activation.SILU)),
                parts.outputRmsNorm());
    }
}
