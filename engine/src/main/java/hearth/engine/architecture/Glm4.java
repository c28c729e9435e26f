package hearth.engine.architecture;

import hearth.compute.Activation;
import hearth.compute.RopePairing;
import hearth.engine.model.LanguageModel;
import hearth.engine.model.ModelConfig;
import hearth.engine.model.RunSizes;
import hearth.engine.model.Weights;
import hearth.engine.nn.PostNormLayer;
import hearth.engine.nn.Rotation;
import hearth.format.gguf.LayerTensor;
import java.util.Optional;

/** GLM 4 of 2025 (GLM-4-0414, GLM-Z1). As {@link ChatGlm}, but with norms behind attention and network too. */
final class Glm4 {
    private Glm4() {}

    static LanguageModel load(ModelConfig config, Weights weights, RunSizes sizes) {
        PartLoader parts = new PartLoader(config, weights, sizes);
        Rotation rotation = parts.rotation(RopePairing.INTERLEAVED);
        return parts.decoder(
                layer -> new PostNormLayer(
                        Optional.of(new PostNormLayer.Before(
                                parts.rmsNorm(LayerTensor.ATTENTION_NORM, layer),
                                parts.rmsNorm(LayerTensor.FEED_FORWARD_NORM, layer))),
                        parts.attention(layer).rotation(rotation).load(),
                        parts.rmsNorm(LayerTensor.POST_ATTENTION_NORM, layer),
                        parts.fusedGatedFeedForward(layer, Activation.SILU),
                        parts.rmsNorm(LayerTensor.POST_FEED_FORWARD_NORM, layer)),
                parts.outputRmsNorm());
    }
}
