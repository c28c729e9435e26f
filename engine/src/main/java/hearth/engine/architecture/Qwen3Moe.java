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
 * Qwen 3 with experts (Yang et al. 2025): Qwen 3, heads of q and k normed, with experts in every layer whose weights add up to 1; no
 * shared expert, unlike {@link Qwen2Moe}.
 */
final class Qwen3Moe {
    private Qwen3Moe() {}

    static LanguageModel load(ModelConfig config, Weights weights, RunSizes sizes) {
        PartLoader parts = new PartLoader(config, weights, sizes);
        ExpertSettings settings = new ExpertSettings(weights);
        int expertSize = settings.expertSize(Math.max(1, config.feedForwardSize() / settings.usedCount()));
        ExpertLoader experts = new ExpertLoader(parts, settings.rule(Gating.SOFTMAX, true), expertSize);
        Rotation rotation = parts.rotation(RopePairing.SPLIT_HALF);
        int headSize = config.headSize();
        return parts.decoder(
                layer -> new SequentialLayer(
                        parts.rmsNorm(LayerTensor.ATTENTION_NORM, layer),
                        parts.attention(layer)
                                .rotation(rotation)
                                .norms(
                                        parts.rmsNorm(LayerTensor.ATTENTION_QUERY_NORM, layer, headSize),
                                        parts.rmsNorm(LayerTensor.ATTENTION_KEY_NORM, layer, headSize))
                                .load(),
                        parts.rmsNorm(LayerTensor.FEED_FORWARD_NORM, layer),
                        experts.load(layer)),
                parts.outputRmsNorm());
    }
}
