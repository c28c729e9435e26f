package hearth.engine.architecture;

import hearth.compute.RopePairing;
import hearth.engine.model.LanguageModel;
import hearth.engine.model.ModelConfig;
import hearth.engine.model.RunSizes;
import hearth.engine.model.Weights;
import hearth.engine.nn.Rotation;
import hearth.engine.nn.RoutingRule.Gating;
import hearth.engine.nn.SequentialLayer;
import hearth.format.gguf.LayerTensor;

/**
 * Qwen 1.5 and 2 with experts (Yang et al. 2024): Qwen 2 whose feed-forward network is a mixture of many small experts, with the
 * softmax's weights as they are, and of one shared expert with a gate of its own.
 */
final class Qwen2Moe {
    private Qwen2Moe() {}

    static LanguageModel load(ModelConfig config, Weights weights, RunSizes sizes) {
        PartLoader parts = new PartLoader(config, weights, sizes);
        ExpertSettings settings = new ExpertSettings(weights);
        int expertSize = settings.expertSize(Math.max(1, config.feedForwardSize() / settings.usedCount()));
        ExpertLoader experts = new ExpertLoader(parts, settings.rule(Gating.SOFTMAX, false), expertSize)
                .shared(settings.sharedSize(config.feedForwardSize()));
        Rotation rotation = parts.rotation(RopePairing.SPLIT_HALF);
        return parts.decoder(
                layer -> new SequentialLayer(
                        parts.rmsNorm(LayerTensor.ATTENTION_NORM, layer),
                        parts.attention(layer).rotation(rotation).load(),
                        parts.rmsNorm(LayerTensor.FEED_FORWARD_NORM, layer),
                        experts.load(layer)),
                parts.outputRmsNorm());
    }
}
