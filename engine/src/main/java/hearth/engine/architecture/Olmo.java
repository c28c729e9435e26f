package hearth.engine.architecture;

import hearth.compute.Activation;
import hearth.compute.RopePairing;
import hearth.engine.model.LanguageModel;
import hearth.engine.model.ModelConfig;
import hearth.engine.model.RunSizes;
import hearth.engine.model.Weights;
import hearth.engine.nn.LayerNorm;
import hearth.engine.nn.Rotation;
import hearth.engine.nn.SequentialLayer;
import hearth.format.gguf.MetadataKeys.Attention;

/** OLMo 1 (Groeneveld et al. 2024). As {@link Llama}, but with layer norms that have no weights, and in some models limits of q, k and v. */
final class Olmo {
    private Olmo() {}

    static LanguageModel load(ModelConfig config, Weights weights, RunSizes sizes) {
        PartLoader parts = new PartLoader(config, weights, sizes);
        Rotation rotation = parts.rotation(RopePairing.INTERLEAVED);
        float clamp = parts.settings().positiveOrNone(Attention.CLAMP_QKV);
        LayerNorm norm = parts.bareLayerNorm();
        return parts.decoder(
                layer -> new SequentialLayer(
                        norm,
                        parts.attention(layer).rotation(rotation).clamp(clamp).load(),
                        norm,
                        parts.gatedFeedForward(layer, Activation.SILU)),
                norm);
    }
}
