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

/** AFM (Arcee 2025). As {@link Llama}, but with a network without a gate and the squared ReLU. */
final class Arcee {
    private Arcee() {}

    static LanguageModel load(ModelConfig config, Weights weights, RunSizes sizes) {
        PartLoader parts = new PartLoader(config, weights, sizes);
        Rotation rotation = parts.rotation(RopePairing.INTERLEAVED);
        return parts.decoder(
                layer -> new SequentialLayer(
                        parts.rmsNorm(LayerTensor.ATTENTION_NORM, layer),
                        parts.attention(layer).rotation(rotation).load(),
                        parts.rmsNorm(LayerTensor.FEED_FORWARD_NORM, layer),
                        parts.plainFeedForward(layer, ElementStep.SQUARED_RELU)),
                parts.outputRmsNorm());
    }
}
