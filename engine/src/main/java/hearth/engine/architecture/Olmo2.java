package hearth.engine.architecture;

import hearth.compute.Activation;
import hearth.compute.AttentionShape;
import hearth.compute.RopePairing;
import hearth.engine.model.LanguageModel;
import hearth.engine.model.ModelConfig;
import hearth.engine.model.RunSizes;
import hearth.engine.model.Weights;
import hearth.engine.nn.PostNormLayer;
import hearth.engine.nn.Rotation;
import hearth.format.gguf.LayerTensor;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * OLMo 2 (Walsh et al. 2024) and 3. As {@link Qwen3}, but norms follow attention and network instead of preceding them, and the
 * norms of q and k are over all heads together. OLMo 3 files name a sliding window: three layers with it to one without; those
 * with it turn by frequencies that are not stretched.
 */
final class Olmo2 {
    private static final int PERIOD = 4;

    private Olmo2() {}

    static LanguageModel load(ModelConfig config, Weights weights, RunSizes sizes) {
        PartLoader parts = new PartLoader(config, weights, sizes);
        Rotation global = parts.rotation(RopePairing.SPLIT_HALF);
        AttentionShape all = config.attentionShape();
        AttentionShape windowed = all.withWindow(parts.settings().optionalWindow());
        boolean hasWindow = windowed.slidingWindow() > 0;
        Rotation local = hasWindow ? parts.unscaledRotation(RopePairing.SPLIT_HALF, config.rope().theta()) : global;
        IntPredicate sliding = hasWindow ? parts.settings().slidingLayers(PERIOD) : layer -> false;
        return parts.decoder(
                layer -> new PostNormLayer(
                        Optional.empty(),
                        parts.attention(layer)
                                .shape(sliding.test(layer) ? windowed : all)
                                .norms(
                                        parts.rmsNorm(LayerTensor.ATTENTION_QUERY_NORM, layer, config.querySize()),
                                        parts.rmsNorm(LayerTensor.ATTENTION_KEY_NORM, layer, config.kvSize()))
                                .rotation(sliding.test(layer) ? local : global)
                                .load(),
                        parts.rmsNorm(LayerTensor.POST_ATTENTION_NORM, layer),
                        parts.gatedFeedForward(layer, Activation.SILU),
                        parts.rmsNorm(LayerTensor.POST_FEED_FORWARD_NORM, layer)),
                parts.outputRmsNorm());
    }
}
