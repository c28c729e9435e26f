package hearth.engine.architecture;

import hearth.compute.Activation;
import hearth.compute.RopePairing;
import hearth.engine.model.LanguageModel;
import hearth.engine.model.ModelConfig;
import hearth.engine.model.RunSizes;
import hearth.engine.model.Weights;
import hearth.engine.nn.Rotation;
import hearth.engine.nn.SequentialLayer;
import hearth.format.InvalidModelException.Kind;
import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.MetadataKeys.Attention;

/**
 * Ministral 3 (Mistral 2025). As {@link Llama}, but queries past the original context grow by the logarithm of how often it fits before them,
 * so that scores stay apart (the attention temperature of Llama 4).
 */
final class Ministral3 {
    private Ministral3() {}

    static LanguageModel load(ModelConfig config, Weights weights, RunSizes sizes) {
        PartLoader parts = new PartLoader(config, weights, sizes);
        Rotation rotation = parts.rotation(RopePairing.INTERLEAVED);
        Rotation query = query(parts, rotation);
        return parts.decoder(
                layer -> new SequentialLayer(
                        parts.rmsNorm(LayerTensor.ATTENTION_NORM, layer),
                        parts.attention(layer).rotation(query, rotation).load(),
                        parts.rmsNorm(LayerTensor.FEED_FORWARD_NORM, layer),
                        parts.gatedFeedForward(layer, Activation.SILU)),
                parts.outputRmsNorm());
    }

    /** The growth is a part of the turn: both multiply all of a query. */
    private static Rotation query(PartLoader parts, Rotation plain) {
        float growth = parts.settings().positiveOrNone(Attention.TEMPERATURE_SCALE);
        if (growth == 0) {
            return plain;
        }
        ModelConfig config = parts.config();
        if (config.rope().dimensionCount() != config.headSize()) {
            throw parts.weights().error(Kind.UNSUPPORTED, "heads turn in part, which is not known together with a temperature");
        }
        int original = parts.settings().originalContext(config);
        return parts.scaledRotation(RopePairing.INTERLEAVED, position -> 1 + growth * Math.log(1 + (double) (position / original)));
    }
}
