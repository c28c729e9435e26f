package hearth.engine.architecture;

import hearth.compute.Activation;
import hearth.compute.AttentionShape;
import hearth.compute.RopePairing;
import hearth.engine.model.HiddenStates;
import hearth.engine.model.ModelConfig;
import hearth.engine.model.RunSizes;
import hearth.engine.model.Weights;
import hearth.engine.nn.PostNormLayer;
import hearth.engine.nn.Rotation;
import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.MetadataKeys.Rope;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * EmbeddingGemma (Schechter Vera et al. 2025). The layers of {@link Gemma3}, but every token sees later ones too, in the window's
 * layers as far as to earlier ones; no logits, and up to two linear stages behind the pooling.
 */
final class GemmaEmbedding {
    private static final int PERIOD = 6;
    private static final float LOCAL_THETA = 10_000;

    private GemmaEmbedding() {}

    static HiddenStates load(ModelConfig config, Weights weights, RunSizes sizes) {
        PartLoader parts = new PartLoader(config, weights, sizes);
        EncoderLoader encoder = new EncoderLoader(parts);
        Settings settings = parts.settings();
        Rotation global = parts.rotation(RopePairing.SPLIT_HALF);
        Rotation local = parts.unscaledRotation(RopePairing.SPLIT_HALF, settings.theta(Rope.SLIDING_THETA, LOCAL_THETA));
        AttentionShape windowed = encoder.shape().withWindow(settings.window(Optional.empty()));
        IntPredicate sliding = settings.slidingLayers(PERIOD);
        return encoder.encoder(
                parts.embedding().withScale((float) Math.sqrt(config.hiddenSize())),
                Optional.empty(),
                Optional.empty(),
                layer -> new PostNormLayer(
                        Optional.of(new PostNormLayer.Before(
                                parts.rmsNorm(LayerTensor.ATTENTION_NORM, layer),
                                parts.rmsNorm(LayerTensor.FEED_FORWARD_NORM, layer))),
                        encoder.attention(layer)
                                .shape(sliding.test(layer) ? windowed : encoder.shape())
                                .norms(
                                        parts.rmsNorm(LayerTensor.ATTENTION_QUERY_NORM, layer, config.headSize()),
                                        parts.rmsNorm(LayerTensor.ATTENTION_KEY_NORM, layer, config.headSize()))
                                .rotation(sliding.test(layer) ? local : global)
                                .load(),
                        parts.rmsNorm(LayerTensor.POST_ATTENTION_NORM, layer),
                        parts.gatedFeedForward(layer, Activation.GELU_TANH),
                        parts.rmsNorm(LayerTensor.POST_FEED_FORWARD_NORM, layer)),
                Optional.of(parts.outputRmsNorm()));
    }
}
