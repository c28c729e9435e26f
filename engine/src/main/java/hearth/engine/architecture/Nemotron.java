package hearth.engine.architecture;

import hearth.compute.RopePairing;
import hearth.engine.model.LanguageModel;
import hearth.engine.model.ModelConfig;
import hearth.engine.model.RunSizes;
import hearth.engine.model.Weights;
import hearth.engine.nn.ElementStep;
import hearth.engine.nn.Rotation;
import hearth.engine.nn.SequentialLayer;
import hearth.format.gguf.LayerTensor;

/** Nemotron 4 and Minitron (NVIDIA 2024). As {@link StarCoder2}, but with the squared ReLU, and turning part of a head. */
final class Nemotron {
    private Nemotron() {}

    static LanguageModel load(ModelConfig config, Weights weights, RunSizes sizes) {
        PartLoader parts = new PartLoader(config, weights, sizes);
        Rotation rotation = parts.rotation(RopePairing.SPLIT_HALF);
        return parts.decoder(
                layer -> new SequentialLayer(
                        parts.layerNorm(LayerTensor.ATTENTION_NORM, layer),
                        parts.attention(layer).rotation(rotation).load(),
                        parts.layerNorm(LayerTensor.FEED_FORWARD_NORM, layer),
                        parts.plainFeedForward(layer, ElementStep.SQUARED_RELU)),
                parts.outputLayerNorm());
    }
}
