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
 * SmolLM3 (Hugging Face 2025). As {@link Llama}, but every fourth layer knows no positions (NoPE, Yang et al. 2025).
 */
final class SmolLm3 {
    private static final int PERIOD = 4;

    private SmolLm3() {}

    static LanguageModel load(ModelConfig config, Weights weights, RunSizes sizes) {
        PartLoader parts = new PartLoader(config, weights, sizes);
        Rotation rotation = parts.rotation(RopePairing.INTERLEAVED);
        return parts.decoder(
                layer -> new SequentialLayer(
                        parts.rmsNorm(LayerTensor.ATTENTION_NORM, layer),
                        (layer + 1) % PERIOD == 0
                                ? parts.attention(layer).load()
                                : parts.attention(layer).rotation(rotation).load(),
                        parts.rmsNorm(LayerTensor.FEED_FORWARD_NORM, layer),
                        parts.gatedFeedForward(layer, Activation.SILU)),
                parts.outputRmsNorm());
    }
}
