package hearth.engine.architecture;

import hearth.engine.model.HiddenStates;
import hearth.engine.model.ModelConfig;
import hearth.engine.model.RunSizes;
import hearth.engine.model.Weights;
import hearth.engine.nn.Layer;
import hearth.format.InvalidModelException.Kind;
import hearth.format.gguf.GgufMetadata;
import hearth.format.gguf.MetadataKeys.Model;
import java.util.List;
import java.util.stream.IntStream;

/** ALBERT (Lan et al. 2020): as {@link Bert}, with narrow embeddings that a matrix widens, and layers that share their weights. */
final class Albert {
    private Albert() {}

    static HiddenStates load(ModelConfig config, Weights weights, RunSizes sizes) {
        PartLoader parts = new PartLoader(config, weights, sizes);
        EncoderLoader encoder = new EncoderLoader(parts);
        GgufMetadata settings = parts.settings().values();
        int narrow = settings.requiredInt(Model.NARROW_EMBEDDING_SIZE);
        int stored = settings.requiredInt(Model.STORED_LAYER_COUNT);
        if (narrow < 1 || stored < 1 || stored > config.layerCount()) {
            throw weights.error(Kind.MALFORMED, "its sizes do not fit: embeddings of " + narrow + ", " + stored
                    + " stored layers for " + config.layerCount());
        }
        List<Layer> shared = IntStream.range(0, stored)
                .mapToObj(layer -> encoder.residualNormLayer(layer, encoder.attention(layer), encoder.plainFeedForward(layer)))
                .toList();
        return encoder.widened(narrow, layer -> shared.get((int) ((long) layer * stored / config.layerCount())));
    }
}
