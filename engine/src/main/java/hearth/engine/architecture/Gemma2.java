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
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * Gemma 2 (Riviere et al. 2024). As {@link Gemma}, but what attention and network give is normed too, every other layer sees a
 * window only, and attention scores and logits have soft caps.
 */
final class Gemma2 {
    private static final int LARGEST_LAYER_COUNT = 46;
    private static final int WINDOW = 4096;
    private static final int PERIOD = 2;
    private static final float ATTENTION_CAP = 50;
    private static final float LOGIT_CAP = 30;

    private Gemma2() {}

    static LanguageModel load(ModelConfig config, Weights weights, RunSizes sizes) {
        PartLoader parts = new PartLoader(config, weights, sizes);
        Settings settings = parts.settings();
        Rotation rotation = parts.rotation(RopePairing.SPLIT_HALF);
        TokenEmbedding embedding = parts.embedding().withScale((float) Math.sqrt(config.hiddenSize()));
        AttentionShape global = parts.wholeWidthScaled(LARGEST_LAYER_COUNT)
                .withSoftcap(settings.positive(Model.ATTENTION_LOGIT_SOFT_CAP, ATTENTION_CAP));
        AttentionShape local = global.withWindow(settings.window(Optional.of(WINDOW)));
        IntPredicate sliding = settings.slidingLayers(PERIOD);
        return parts.decoder(
                embedding,
                layer -> new PostNormLayer(
                        Optional.of(new PostNormLayer.Before(
                                parts.rmsNorm(LayerTensor.ATTENTION_NORM, layer),
                                parts.rmsNorm(LayerTensor.FEED_FORWARD_NORM, layer))),
                        parts.attention(layer).shape(sliding.test(layer) ? local : global).rotation(rotation).load(),
                        parts.rmsNorm(LayerTensor.POST_ATTENTION_NORM, layer),
                        parts.gatedFeedForward(layer, Activation.GELU_TANH),
                        parts.rmsNorm(LayerTensor.POST_FEED_FORWARD_NORM, layer)),
                parts.outputRmsNorm(),
                parts.output(embedding).withSoftcap(settings.positive(Model.FINAL_LOGIT_SOFT_CAP, LOGIT_CAP)));
    }
}
