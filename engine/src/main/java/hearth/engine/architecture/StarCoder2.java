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
 * StarCoder 2 (Lozhkov et al. 2024). As {@link Gpt2}, but with rotary positions in halves instead of learned ones and grouped kv
 * heads; all layers may have a sliding window.
 */
final class StarCoder2 {
    private StarCoder2() {}

    static LanguageModel load(ModelConfig config, Weights weights, RunSizes sizes) {
        PartLoader parts = new PartLoader(config, weights, sizes);
        Rotation rotation = parts.rotation(RopePairing.SPLIT_HALF);
        AttentionShape shape = config.attentionShape().withWindow(parts.settings().optionalWindow());
        return parts.decoder(
                layer -> new SequentialLayer(
                        parts.layerNorm(LayerTensor.ATTENTION_NORM, layer),
                        parts.attention(layer).shape(shape).rotation(rotation).load(),
                        parts.layerNorm(LayerTensor.FEED_FORWARD_NORM, layer),
                        parts.plainFeedForward(layer, Activation.GELU_TANH)),
                parts.outputLayerNorm());
    }
}
