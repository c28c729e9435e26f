package hearth.engine.architecture;

import hearth.compute.Activation;
import hearth.compute.RopePairing;
import hearth.engine.model.LanguageModel;
import hearth.engine.model.ModelConfig;
import hearth.engine.model.RunSizes;
import hearth.engine.model.Weights;
import hearth.engine.nn.Attention;
import hearth.engine.nn.FeedForward;
import hearth.engine.nn.RopeScaling;
import hearth.engine.nn.Rotation;
import hearth.engine.nn.SequentialLayer;
import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.MetadataKeys.Rope;
import java.util.Optional;

/**
 * DeepSeek-V2, V3 and R1 (DeepSeek-AI 2024) and Kimi K2 (Kimi Team 2025). Unlike {@link Mixtral} it keeps a latent vector instead of
 * keys and values ({@link hearth.engine.nn.LatentAttention}), its first layers are dense, its shared experts have no gate, and experts
 * are chosen in groups: by softmax (V2) or by sigmoid with an offset that only the choice sees (V3, Kimi K2). Under YaRN it is not the
 * rotation that grows but the scale of the scores.
 */
final class DeepSeek2 {
    /** Files store a tenth of the models' own setting. */
    private static final double STORED_PART = 0.1;

    private DeepSeek2() {}

    static LanguageModel load(ModelConfig stored, Weights weights, RunSizes sizes) {
        LatentLoader latent = new LatentLoader(stored, weights);
        ModelConfig config = latent.config();
        PartLoader parts = new PartLoader(config, weights, sizes);
        double multiplier = weights.settings().optionalFloat(Rope.YARN_LOG_MULTIPLIER, 0) / STORED_PART;
        Rotation rotation = parts.rotation(RopePairing.INTERLEAVED, rope(config.rope()), Optional.empty());
        float scale = (float) (growth(config.rope().scaling(), multiplier) / Math.sqrt(latent.headSize()));
        ExpertSettings settings = new ExpertSettings(weights);
        int dense = settings.leadingDenseLayers(config.layerCount());
        int expertSize = settings.expertSize(config.feedForwardSize());
        ExpertLoader experts = new ExpertLoader(parts, settings.storedRule(), expertSize)
                .shared(Math.multiplyExact(expertSize, settings.sharedCount()));
        return parts.decoder(
                layer -> {
                    Attention attention = latent.load(layer, scale, rotation, parts);
                    FeedForward feedForward =
                            layer < dense ? parts.gatedFeedForward(layer, Activation.SILU) : experts.load(layer);
                    return new SequentialLayer(
                            parts.rmsNorm(LayerTensor.ATTENTION_NORM, layer),
                            attention,
                            parts.rmsNorm(LayerTensor.FEED_FORWARD_NORM, layer),
                            feedForward);
                },
                parts.outputRmsNorm());
    }

    /** What the scale of the scores is multiplied with: (0.1 m ln(factor) + 1)². */
    private static double growth(RopeScaling scaling, double multiplier) {
        if (scaling instanceof RopeScaling.Yarn yarn && yarn.factor() > 1) {
            double magnitude = 1 + 0.1 * multiplier * Math.log(yarn.factor());
            return magnitude * magnitude;
        }
        return 1;
    }

    /** The rotation itself keeps its magnitude where the file has the multiplier. */
    private static ModelConfig.Rope rope(ModelConfig.Rope rope) {
        return rope.scaling() instanceof RopeScaling.Yarn yarn && yarn.logMultiplier() != 0
                ? new ModelConfig.Rope(rope.dimensionCount(), rope.theta(), yarn.withLogMultiplier(1))
                : rope;
    }
}
