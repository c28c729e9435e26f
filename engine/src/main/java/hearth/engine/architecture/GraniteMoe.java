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
import hearth.format.gguf.MetadataKeys.Model;

/**
 * Granite 3 with experts (Granite Team 2024): Granite, with its factors on embeddings, residuals and logits, whose feed-forward network
 * is a mixture of experts with weights that add up to 1, and in some models a shared network without a gate.
 */
final class GraniteMoe {
    private GraniteMoe() {}

    static LanguageModel load(ModelConfig config, Weights weights, RunSizes sizes) {
        PartLoader parts = new PartLoader(config, weights, sizes);
        ExpertSettings settings = new ExpertSettings(weights);
        ExpertLoader experts = new ExpertLoader(
                        parts, settings.rule(Gating.SOFTMAX, true), settings.expertSize(config.feedForwardSize()))
                .shared(settings.sharedSize(0));
        Rotation rotation = parts.rotation(RopePairing.INTERLEAVED);
        float residualScale = parts.settings().positive(Model.RESIDUAL_SCALE, 1);
        TokenEmbedding embedding =
                parts.embedding().withScale(parts.settings().positive(Model.EMBEDDING_SCALE, 1));
        return parts.decoder(
                embedding,
                layer -> new SequentialLayer(
                        parts.rmsNorm(LayerTensor.ATTENTION_NORM, layer),
                        parts.attention(layer).rotation(rotation).load(),
                        parts.rmsNorm(LayerTensor.FEED_FORWARD_NORM, layer),
                        experts.load(layer),
                        residualScale),
                parts.outputRmsNorm(),
                parts.output(embedding).withScale(1 / parts.settings().positive(Model.LOGIT_SCALE, 1)));
    }
}
