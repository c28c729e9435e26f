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
import hearth.format.gguf.MetadataKeys.Attention;

/**
 * OLMoE (Muennighoff et al. 2024). As {@link Qwen3Moe}, but the norms of q and k are over all heads together, and the experts' weights stay
 * as the softmax gives them.
 */
final class OlmoE {
    private OlmoE() {}

    static LanguageModel load(ModelConfig config, Weights weights, RunSizes sizes) {
        PartLoader parts = new PartLoader(config, weights, sizes);
        ExpertSettings settings = new ExpertSettings(weights);
        ExpertLoader experts =
                new ExpertLoader(parts, settings.rule(Gating.SOFTMAX, false), settings.expertSize(config.feedForwardSize()));
        float clamp = parts.settings().positiveOrNone(Attention.CLAMP_QKV);
        Rotation rotation = parts.rotation(RopePairing.SPLIT_HALF);
        return parts.decoder(
                layer -> new SequentialLayer(
                        parts.rmsNorm(LayerTensor.ATTENTION_NORM, layer),
                        parts.attention(layer)
                                .rotation(rotation)
                                .clamp(clamp)
                                .norms(
                                        parts.rmsNorm(LayerTensor.ATTENTION_QUERY_NORM, layer, config.querySize()),
                                        parts.rmsNorm(LayerTensor.ATTENTION_KEY_NORM, layer, config.kvSize()))
                                .load(),
                        parts.rmsNorm(LayerTensor.FEED_FORWARD_NORM, layer),
                        experts.load(layer)),
                parts.outputRmsNorm());
    }
}
