package hearth.engine.architecture;

import hearth.compute.Activation;
import hearth.compute.RopePairing;
import hearth.engine.model.LanguageModel;
import hearth.engine.model.ModelConfig;
import hearth.engine.model.RunSizes;
import hearth.engine.model.Weights;
import hearth.engine.nn.ParallelLayer;
import hearth.engine.nn.Rotation;
import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.MetadataKeys.Model;

/**
 * Command R (Cohere 2024). Attention and gated network read the same layer norm, which has no bias, and are added together;
 * logits have a factor; the embeddings are the output matrix. The largest has a layer norm on each head of q and k.
 */
final class CommandR {
    private CommandR() {}

    static LanguageModel load(ModelConfig config, Weights weights, RunSizes sizes) {
        PartLoader parts = new PartLoader(config, weights, sizes);
        Rotation rotation = parts.rotation(RopePairing.INTERLEAVED);
        TokenEmbedding embedding = parts.embedding();
        return parts.decoder(
                embedding,
                layer -> new ParallelLayer(
                        parts.layerNorm(LayerTensor.ATTENTION_NORM, layer),
                        parts.attention(layer)
                                .norms(parts.optionalHeadLayerNorms(layer))
                                .rotation(rotation)
                                .load(),
                        parts.gatedFeedForward(layer, Activation.SILU)),
                parts.outputLayerNorm(),
                parts.output(embedding).withScale(parts.settings().positive(Model.LOGIT_SCALE, 1)));
    }
}
