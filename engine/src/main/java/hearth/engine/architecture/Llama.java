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
 * Llama 1 to 3 (Touvron et al. 2023, Grattafiori et al. 2024) and what shares its graph: Mistral, TinyLlama, SmolLM2, InternLM 2, ERNIE 4.5. Pre-norm
 * layers, rotary positions on neighbouring dimensions, grouped kv heads, a gated SiLU network, biases and a
 * sliding window only where a file has them.
 */
final class Llama {
    private Llama() {}

    static LanguageModel load(ModelConfig config, Weights weights, RunSizes sizes) {
        PartLoader parts = new PartLoader(config, weights, sizes);
        if (config.expertCount() > 0) {
            return Mixtral.load(parts);
        }
        Rotation rotation = parts.rotation(RopePairing.INTERLEAVED);
        AttentionShape shape = config.attentionShape().withWindow(parts.settings().optionalWindow());
        return parts.decoder(
                layer -> new SequentialLayer(
                        parts.rmsNorm(LayerTensor.ATTENTION_NORM, layer),
                        parts.attention(layer).shape(shape).rotation(rotation).load(),
                        parts.rmsNorm(LayerTensor.FEED_FORWARD_NORM, layer),
                        parts.gatedFeedForward(layer, Activation.SILU)),
                parts.outputRmsNorm());
    }
}
