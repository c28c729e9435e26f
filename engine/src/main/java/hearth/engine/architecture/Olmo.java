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

/** OLMo 1 (Groeneveld et al. 2024). As {@link Llama}, but with layer norms that have no weights. */
final class Olmo {
    private Olmo() {}

    static LanguageModel load(ModelConfig config, Weights weights, RunSizes sizes) {
        PartLoader parts = new PartLoader(config, weights, sizes);
        Rotation rotation = parts.rotation(RopePairing.INTERLEAVED);
        LayerNorm norm = parts.bareLayerNorm();
        return parts.decoder(
                layer -> new SequentialLayer(
                        norm,
                        parts.attention(layer).rotation(rotation).load(),
                        norm,
                        parts.gatedFeedForward(layer, Activation.SILU)),
                norm);
    }
}
