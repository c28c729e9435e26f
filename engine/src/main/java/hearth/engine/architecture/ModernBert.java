package hearth.engine.architecture;

import hearth.compute.Activation;
import hearth.compute.AttentionShape;
import hearth.compute.RopePairing;
import hearth.engine.model.HiddenStates;
import hearth.engine.model.ModelConfig;
import hearth.engine.model.RunSizes;
import hearth.engine.model.Weights;
import hearth.engine.nn.NoNorm;
import hearth.engine.nn.Rotation;
import hearth.engine.nn.SequentialLayer;
import hearth.format.InvalidModelException.Kind;
import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.MetadataKeys.Model;
import hearth.format.gguf.MetadataKeys.Rope;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * ModernBERT (Warner et al. 2024). As {@link NomicBert} with the norms before the parts, none in the first layer; two layers see a window
 * to both sides for one that sees all, with another base of rotation. No segments.
 */
final class ModernBert {
    private static final int PERIOD = 3;
    private static final float LOCAL_THETA = 10_000;

    private ModernBert() {}

    static HiddenStates load(ModelConfig config, Weights weights, RunSizes sizes) {
        PartLoader parts = new PartLoader(config, weights, sizes);
        EncoderLoader encoder = new EncoderLoader(parts);
        Settings settings = parts.settings();
        Rotation global = parts.rotation(RopePairing.SPLIT_HALF);
        Rotation local = parts.unscaledRotation(RopePairing.SPLIT_HALF, settings.theta(Rope.SLIDING_THETA, LOCAL_THETA));
        AttentionShape windowed = encoder.shape().withWindow(settings.window(Optional.empty()));
        Activation activation = activation(settings, weights);
        IntPredicate sliding = settings.slidingLayersAfterFirst(PERIOD);
        return encoder.encoder(
                parts.embedding(),
                Optional.empty(),
                Optional.of(parts.embeddingNorm()),
                layer -> new SequentialLayer(
                        parts.optionalLayerNorm(LayerTensor.ATTENTION_NORM, layer).orElseGet(NoNorm::new),
                        encoder.attention(layer)
                                .shape(sliding.test(layer) ? windowed : encoder.shape())
                                .rotation(sliding.test(layer) ? local : global)
                                .load(),
                        parts.layerNorm(LayerTensor.FEED_FORWARD_NORM, layer),
                        parts.fusedGatedFeedForward(layer, activation)),
                Optional.of(parts.outputLayerNorm()));
    }

    private static Activation activation(Settings settings, Weights weights) {
        String name = settings.values().optionalString(Model.HIDDEN_ACTIVATION).orElse("gelu");
        return switch (name) {
            case "gelu", "geglu" -> Activation.GELU;
            case "silu", "swiglu" -> Activation.SILU;
            default -> throw weights.error(
                    Kind.UNSUPPORTED, "key '" + Model.HIDDEN_ACTIVATION + "' is '" + name + "'; known are gelu and silu");
        };
    }
}
