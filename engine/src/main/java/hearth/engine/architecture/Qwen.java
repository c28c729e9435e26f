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

/** The first Qwen (Bai et al. 2023). As {@link Qwen2}; its files name twice the size that the network has between its matrices. */
final class Qwen {
    private Qwen() {}

    static LanguageModel load(ModelConfig config, Weights weights, RunSizes sizes) {
        PartLoader parts = new PartLoader(config, weights, sizes);
        Rotation rotation = parts.rotation(RopePairing.SPLIT_HALF);
        return parts.decoder(
                layer -> new SequentialLayer(
                        parts.rmsNorm(LayerTensor.ATTENTION_NORM, layer),
                        parts.attention(layer).rotation(rotation).load(),
                        parts.rmsNorm(LayerTensor.FEED_FORWARD_NORM, layer),
                        parts.gatedFeedForward(layer, Activation.SILU, config.feedForwardSize() / 2)),
                parts.outputRmsNorm());
    }
}
