package hearth.engine.architecture;

import hearth.engine.model.HiddenStates;
import hearth.engine.model.ModelConfig;
import hearth.engine.model.RunSizes;
import hearth.engine.model.Weights;

/**
 * BERT (Devlin et al. 2018) and what is built like it: RoBERTa, XLM-R, MiniLM, E5, BGE, GTE. Learned positions, sums that are normed,
 * a network without a gate, biases everywhere.
 */
final class Bert {
    private Bert() {}

    static HiddenStates load(ModelConfig config, Weights weights, RunSizes sizes) {
        PartLoader parts = new PartLoader(config, weights, sizes);
        EncoderLoader encoder = new EncoderLoader(parts);
        return encoder.bertLike(
                parts.embedding().withPositions(parts.positions()),
                layer -> encoder.residualNormLayer(layer, encoder.attention(layer), encoder.plainFeedForward(layer)));
    }
}
