package hearth.engine.architecture;

import hearth.compute.Activation;
import hearth.compute.RopePairing;
import hearth.engine.model.HiddenStates;
import hearth.engine.model.ModelConfig;
import hearth.engine.model.RunSizes;
import hearth.engine.model.Weights;
import hearth.engine.nn.Rotation;

/** Nomic Embed (Nussbaum et al. 2024): as {@link Bert}, but with rotary positions, a gated network, and hardly any biases. */
final class NomicBert {
    private NomicBert() {}

    static HiddenStates load(ModelConfig config, Weights weights, RunSizes sizes) {
        PartLoader parts = new PartLoader(config, weights, sizes);
        EncoderLoader encoder = new EncoderLoader(parts);
        Rotation rotation = parts.rotation(RopePairing.SPLIT_HALF);
        return encoder.bertLike(
                parts.embedding(),
                layer -> encoder.residualNormLayer(
                        layer,
                        encoder.attention(layer).rotation(rotation),
                        parts.gatedFeedForward(layer, Activation.SILU)));
    }
}
