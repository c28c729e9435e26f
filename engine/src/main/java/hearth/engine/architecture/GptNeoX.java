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
import hearth.format.gguf.MetadataKeys.Model;
import java.util.Optional;

/**
 * GPT-NeoX (Black et al. 2022) and Pythia. As {@link Falcon} with biases and a key head for each head: attention and network read x each
 * through a norm of its own, or, where the file says so, one after the other; part of a head turns.
 */
final class GptNeoX {
    private GptNeoX() {}

    static LanguageModel load(ModelConfig config, Weights weights, RunSizes sizes) {
        PartLoader parts = new PartLoader(config, weights, sizes);
        boolean parallel = parts.settings().values().optionalBoolean(Model.PARALLEL_RESIDUAL, true);
        Rotation rotation = parts.rotation(RopePairing.SPLIT_HALF);
        return parts.decoder(layer -> layer(parts, layer, rotation, parallel), parts.outputLayerNorm());
    }

    private static Layer layer(PartLoader parts, int layer, Rotation rotation, boolean parallel) {
        Norm attentionNorm = parts.layerNorm(LayerTensor.ATTENTION_NORM, layer);
        Norm norm = parts.layerNorm(LayerTensor.FEED_FORWARD_NORM, layer);
        Attention attention = parts.attention(layer).rotation(rotation).load();
        FeedForward feedForward = parts.plainFeedForward(layer, Activation.GELU);
        return parallel
                ? new ParallelLayer(norm, Optional.of(attentionNorm), attention, feedForward)
                : new SequentialLayer(attentionNorm, attention, norm, feedForward);
    }
}
