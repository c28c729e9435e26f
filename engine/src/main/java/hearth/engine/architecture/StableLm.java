package hearth.engine.architecture;

import hearth.compute.Activation;
import hearth.compute.RopePairing;
import hearth.engine.model.LanguageModel;
import hearth.engine.model.ModelConfig;
import hearth.engine.model.RunSizes;
import hearth.engine.model.Weights;
import hearth.engine.nn.Attention;
import hearth.engine.nn.FeedForward;
import hearth.engine.nn.Layer;
import hearth.engine.nn.Norm;
import hearth.engine.nn.ParallelLayer;
import hearth.engine.nn.Rotation;
import hearth.engine.nn.SequentialLayer;
import hearth.format.gguf.LayerTensor;

/**
 * StableLM (Bellagente et al. 2024). As {@link Qwen2}, but with layer norms, turning part of a head, and optionally with a layer
 * norm on each head of q and k. Where a layer has no second norm, its parts read the same one and are added together.
 */
final class StableLm {
    private StableLm() {}

    static LanguageModel load(ModelConfig config, Weights weights, RunSizes sizes) {
        PartLoader parts = new PartLoader(config, weights, sizes);
        Rotation rotation = parts.rotation(RopePairing.SPLIT_HALF);
        return parts.decoder(layer -> layer(parts, layer, rotation), parts.outputLayerNorm());
    }

    private static Layer layer(PartLoader parts, int layer, Rotation rotation) {
        Norm norm = parts.layerNorm(LayerTensor.ATTENTION_NORM, layer);
        Attention attention = parts.attention(layer)
                .norms(parts.optionalHeadLayerNorms(layer))
                .rotation(rotation)
                .load();
        FeedForward feedForward = parts.gatedFeedForward(layer, Activation.SILU);
        if (!parts.weights().contains(LayerTensor.FEED_FORWARD_NORM.weight(layer))) {
            return new ParallelLayer(norm, attention, feedForward);
        }
        return new SequentialLayer(
                norm, attention, parts.layerNorm(LayerTensor.FEED_FORWARD_NORM, layer), feedForward);
    }
}
