package hearth.engine.architecture;

import hearth.compute.Activation;
import hearth.compute.RopePairing;
import hearth.engine.model.LanguageModel;
import hearth.engine.model.ModelConfig;
import hearth.engine.model.RunSizes;
import hearth.engine.model.Weights;
import hearth.engine.nn.Rotation;
import hearth.engine.nn.SequentialLayer;
import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.MetadataKeys.Model;
import hearth.format.gguf.MetadataKeys.Rope;
import java.util.Optional;

/**
 * Granite 3 and 4, dense (IBM 2024). As {@link Llama}, but with factors on embeddings, attention scores, what each part adds,
 * and logits (which are divided). A file may say that it knows no positions.
 */
final class Granite {
    private Granite() {}

    static LanguageModel load(ModelConfig config, Weights weights, RunSizes sizes) {
        PartLoader parts = new PartLoader(config, weights, sizes);
        Settings settings = parts.settings();
        boolean turns = settings.values().optionalBoolean(Rope.SCALING_FINE_TUNED, true);
        Optional<Rotation> rotation = turns ? Optional.of(parts.rotation(RopePairing.INTERLEAVED)) : Optional.empty();
        float residualScale = settings.positive(Model.RESIDUAL_SCALE, 1);
        TokenEmbedding embedding = parts.embedding().withScale(settings.positive(Model.EMBEDDING_SCALE, 1));
        return parts.decoder(
                embedding,
                layer -> new SequentialLayer(
                        parts.rmsNorm(LayerTensor.ATTENTION_NORM, layer),
                        parts.attention(layer).rotation(rotation).load(),
                        parts.rmsNorm(LayerTensor.FEED_FORWARD_NORM, layer),
                        parts.gatedFeedForward(layer, Activation.SILU),
                        residualScale),
                parts.outputRmsNorm(),
                parts.output(embedding).withScale(1 / settings.positive(Model.LOGIT_SCALE, 1)));
    }
}
