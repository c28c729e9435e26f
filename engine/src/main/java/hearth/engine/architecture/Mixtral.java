package hearth.engine.architecture;

import hearth.compute.AttentionShape;
import hearth.compute.RopePairing;
import hearth.engine.model.LanguageModel;
import hearth.engine.nn.Rotation;
import hearth.engine.nn.RoutingRule.Gating;
import hearth.engine.nn.SequentialLayer;
import hearth.format.gguf.LayerTensor;

/**
 * Mixtral (Jiang et al. 2024): {@link Llama} with experts instead of the feed-forward network; the weights of the chosen ones are a
 * softmax that adds up to 1. Files call it llama too; that they name a number of experts tells it apart.
 */
final class Mixtral {
    private Mixtral() {}

    static LanguageModel load(PartLoader parts) {
        ExpertSettings settings = new ExpertSettings(parts.weights());
        int expertSize = settings.expertSize(parts.config().feedForwardSize());
        ExpertLoader experts = new ExpertLoader(parts, settings.rule(Gating.SOFTMAX, true), expertSize);
        Rotation rotation = parts.rotation(RopePairing.INTERLEAVED);
        AttentionShape shape = parts.config().attentionShape().withWindow(parts.settings().optionalWindow());
        return parts.decoder(
                layer -> new SequentialLayer(
                        parts.rmsNorm(LayerTensor.ATTENTION_NORM, layer),
                        parts.attention(layer).shape(shape).rotation(rotation).load(),
                        parts.rmsNorm(LayerTensor.FEED_FORWARD_NORM, layer),
                        experts.load(layer)),
                parts.outputRmsNorm());
    }
}
