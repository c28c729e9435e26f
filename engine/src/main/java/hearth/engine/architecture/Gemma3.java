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
import hearth.format.gguf.MetadataKeys.Model;
import hearth.format.gguf.MetadataKeys.Rope;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * Gemma 3 (Kamath et al. 2025), its text part. As {@link Gemma2}, but without caps on scores (and on logits only where a file
 * says so), with an RMS norm on each head of q and k, and with five layers that see a window to one that sees all. The window's
 * layers turn by frequencies of their own, which are not stretched.
 */
final class Gemma3 {
    private static final int LARGEST_LAYER_COUNT = 62;
    private static final int PERIOD = 6;
    private static final float LOCAL_THETA = 10_000;

    private Gemma3() {}

    static LanguageModel load(ModelConfig config, Weights weights, RunSizes sizes) {
        PartLoader parts = new PartLoader(config, weights, sizes);
        Settings settings = parts.settings();
        Rotation global = parts.rotation(RopePairing.SPLIT_HALF);
        Rotation local = parts.unscaledRotation(RopePairing.SPLIT_HALF, settings.theta(Rope.SLIDING_THETA, LOCAL_THETA));
        TokenEmbedding embedding = parts.embedding().withScale((float) Math.sqrt(config.hiddenSize()));
        AttentionShape all = parts.wholeWidthScaled(LARGEST_LAYER_COUNT);
        AttentionShape windowed = all.withWindow(settings.window(Optional.empty()));
        IntPredicate sliding = settings.slidingLayers(PERIOD);
        return parts.decoder(
                embedding,
                layer -> new PostNormLayer(
                        Optional.of(new PostNormLayer.Before(
                                parts.rmsNorm(LayerTensor.ATTENTION_NORM, layer),
                                parts.rmsNorm(LayerTensor.FEED_FORWARD_NORM, layer))),
                        parts.attention(layer)
                                .shape(sliding.test(layer) ? windowed : all)
                                .norms(
                                        parts.rmsNorm(LayerTensor.ATTENTION_QUERY_NORM, layer, config.headSize()),
                                        parts.rmsNorm(LayerTensor.ATTENTION_KEY_NORM, layer, config.headSize()))
                                .rotation(sliding.test(layer) ? local : global)
                                .load(),
                        parts.rmsNorm(LayerTensor.POST_ATTENTION_NORM, layer),
                        parts.gatedFeedForward(layer, Activation.GELU_TANH),
                        parts.rmsNorm(LayerTensor.POST_FEED_FORWARD_NORM, layer)),
                parts.outputRmsNorm(),
                parts.output(embedding).withSoftcap(settings.positiveOrNone(Model.FINAL_LOGIT_SOFT_CAP)));
    }
}
