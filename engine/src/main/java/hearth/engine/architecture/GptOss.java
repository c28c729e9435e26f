package hearth.engine.architecture;

import hearth.compute.AttentionShape;
import hearth.compute.RopePairing;
import hearth.engine.model.LanguageModel;
import hearth.engine.model.ModelConfig;
import hearth.engine.model.RunSizes;
import hearth.engine.model.Weights;
import hearth.engine.nn.ExpertActivation;
import hearth.engine.nn.RopeScaling;
import hearth.engine.nn.Rotation;
import hearth.engine.nn.RoutingRule.Gating;
import hearth.engine.nn.SequentialLayer;
import hearth.format.gguf.LayerTensor;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * gpt-oss (OpenAI 2025): like {@link Qwen2Moe} in its skeleton, but every second layer, the first included, sees a short window only;
 * each head has a sink, a score without a value; all projections, the router and the experts have biases; experts are weighted by a
 * softmax over the chosen ones' logits, and their gate and up values are clamped. YaRN's ramp is not rounded to whole pairs.
 */
final class GptOss {
    private static final float LIMIT = 7;
    private static final float SLOPE = 1.702f;
    private static final int PERIOD = 2;

    private GptOss() {}

    static LanguageModel load(ModelConfig config, Weights weights, RunSizes sizes) {
        PartLoader parts = new PartLoader(config, weights, sizes);
        ExpertSettings settings = new ExpertSettings(weights);
        ExpertLoader experts = new ExpertLoader(
                        parts,
                        settings.rule(Gating.SOFTMAX_OF_CHOSEN, true),
                        settings.expertSize(config.feedForwardSize()))
                .activation(new ExpertActivation.Clamped(LIMIT, SLOPE));
        Rotation rotation = parts.rotation(RopePairing.SPLIT_HALF, rope(config.rope()), Optional.empty());
        int window = parts.settings().window(Optional.empty());
        IntPredicate sliding = parts.settings().slidingLayers(PERIOD);
        return parts.decoder(
                layer -> new SequentialLayer(
                        parts.rmsNorm(LayerTensor.ATTENTION_NORM, layer),
                        parts.attention(layer)
                                .rotation(rotation)
                                .shape(shape(config, weights, layer, sliding.test(layer) ? window : 0))
                                .load(),
                        parts.rmsNorm(LayerTensor.POST_ATTENTION_NORM, layer),
                        experts.load(layer)),
                parts.outputRmsNorm());
    }

    private static ModelConfig.Rope rope(ModelConfig.Rope rope) {
        return rope.scaling() instanceof RopeScaling.Yarn yarn
                ? new ModelConfig.Rope(rope.dimensionCount(), rope.theta(), yarn.withoutRounding())
                : rope;
    }

    private static AttentionShape shape(ModelConfig config, Weights weights, int layer, int window) {
        float[] sinks = weights.values(LayerTensor.ATTENTION_SINKS.weight(layer), 1, config.headCount());
        return config.attentionShape().withSinks(sinks).withWindow(window);
    }
}
