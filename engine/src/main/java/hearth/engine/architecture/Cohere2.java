package hearth.engine.architecture;

import hearth.compute.Activation;
import hearth.compute.AttentionShape;
import hearth.compute.RopePairing;
import hearth.engine.model.LanguageModel;
import hearth.engine.model.ModelConfig;
import hearth.engine.model.RunSizes;
import hearth.engine.model.Weights;
import hearth.engine.nn.ParallelLayer;
import hearth.engine.nn.Rotation;
import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.MetadataKeys.Model;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * Command R7B and A (Cohere 2025). As {@link CommandR}, but three layers see a window to one that sees all, and that one knows
 * no positions.
 */
final class Cohere2 {
    private static final int PERIOD = 4;

    private Cohere2() {}

    static LanguageModel load(ModelConfig config, Weights weights, RunSizes sizes) {
        PartLoader parts = new PartLoader(config, weights, sizes);
        Settings settings = parts.settings();
        Rotation rotation = parts.rotation(RopePairing.INTERLEAVED);
        AttentionShape windowed = config.attentionShape().withWindow(settings.window(Optional.empty()));
        IntPredicate sliding = settings.slidingLayers(PERIOD);
        TokenEmbedding embedding = parts.embedding();
        return parts.decoder(
                embedding,
                layer -> new ParallelLayer(
                        parts.layerNorm(LayerTensor.ATTENTION_NORM, layer),
                        sliding.test(layer)
                                ? parts.attention(layer).shape(windowed).rotation(rotation).load()
                                : parts.attention(layer).load(),
                        parts.gatedFeedForward(layer, Activation.SILU)),
                parts.outputLayerNorm(),
                parts.output(embedding).withScale(settings.positive(Model.LOGIT_SCALE, 1)));
    }
}
