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
 * EXAONE 4 (LG 2025). As {@link Olmo2}, but each head of q and k is normed by itself. Files with a sliding window have three layers with it
 * to one without, and that one knows no positions.
 */
final class Exaone4 {
    private static final int PERIOD = 4;

    private Exaone4() {}

    static LanguageModel load(ModelConfig config, Weights weights, RunSizes sizes) {
        PartLoader parts = new PartLoader(config, weights, sizes);
        Rotation rotation = parts.rotation(RopePairing.SPLIT_HALF);
        AttentionShape all = config.attentionShape();
        AttentionShape windowed = all.withWindow(parts.settings().optionalWindow());
        boolean hybrid = windowed.slidingWindow() > 0;
        IntPredicate sliding = hybrid ? parts.settings().slidingLayers(PERIOD) : layer -> false;
        int headSize = config.headSize();
        return parts.decoder(
                layer -> new PostNormLayer(
                        Optional.empty(),
                        parts.attention(layer)
                                .shape(sliding.test(layer) ? windowed : all)
                                .norms(
                                        parts.rmsNorm(LayerTensor.ATTENTION_QUERY_NORM, layer, headSize),
                                        parts.rmsNorm(LayerTensor.ATTENTION_KEY_NORM, layer, headSize))
                                .rotation(Optional.of(rotation).filter(turn -> !hybrid || sliding.test(layer)))
                                .load(),
                        parts.rmsNorm(LayerTensor.POST_ATTENTION_NORM, layer),
                        parts.gatedFeedForward(layer, Activation.SILU),
                        parts.rmsNorm(LayerTensor.POST_FEED_FORWARD_NORM, layer)),
                parts.outputRmsNorm());
    }
}
