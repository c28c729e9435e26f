package hearth.engine.architecture;

import hearth.engine.model.HiddenStates;
import hearth.engine.model.ModelConfig;
import hearth.engine.model.RunSizes;
import hearth.engine.model.Weights;
import hearth.engine.nn.RelativePositions;
import hearth.format.InvalidModelException.Kind;
import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.MetadataKeys.Attention;

/** MPNet (Song et al. 2020): as {@link Bert}, without segments, with biases by distance that all layers share beside the learned positions. */
final class MpNet {
    /** Each position is a dimension of the heads. */
    private static final int MOST_POSITIONS = 4096;

    private MpNet() {}

    static HiddenStates load(ModelConfig config, Weights weights, RunSizes sizes) {
        PartLoader parts = new PartLoader(config, weights, sizes);
        EncoderLoader encoder = new EncoderLoader(parts);
        RelativePositions relative = relative(parts, encoder, weights);
        return encoder.relative(relative).bertLike(
                parts.embedding().withPositions(parts.positions()),
                layer -> encoder.residualNormLayer(
                        layer, encoder.attention(layer).relative(relative), encoder.plainFeedForward(layer)));
    }

    private static RelativePositions relative(PartLoader parts, EncoderLoader encoder, Weights weights) {
        ModelConfig config = parts.config();
        int buckets = parts.settings().values().requiredInt(Attention.RELATIVE_BUCKET_COUNT);
        int positions = Math.min(parts.sizes().contextLength(), config.trainedContextLength());
        if (buckets < 4 || buckets % 4 != 0 || positions > MOST_POSITIONS || config.kvHeadCount() != config.headCount()) {
            throw weights.error(Kind.UNSUPPORTED, "no relative positions are known here with " + buckets + " buckets, "
                    + config.kvHeadCount() + " kv heads for " + config.headCount() + " heads and a context of " + positions
                    + ": buckets are a multiple of 4, kv heads as many as heads, and contexts up to " + MOST_POSITIONS);
        }
        float[] table = weights.values(LayerTensor.ATTENTION_RELATIVE_BIAS.weight(0), buckets, config.headCount());
        return new RelativePositions(encoder.shape(), positions, table, buckets, parts.workspace());
    }
}
