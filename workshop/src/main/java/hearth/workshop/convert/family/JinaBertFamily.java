package hearth.workshop.convert.family;

import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.TensorNames;
import hearth.workshop.convert.tensor.TensorTable;
import hearth.workshop.huggingface.JsonFile;
import java.util.Map;
import java.util.Set;

/** Jina's embedding models of the second version: BERT with linear position biases and a gated feed-forward. */
final class JinaBertFamily implements Family {
    @Override
    public Set<String> names() {
        return Set.of("JinaBertModel", "JinaBertForMaskedLM");
    }

    @Override
    public String architecture(JsonFile config) {
        return "jina-bert-v2";
    }

    @Override
    public Map<String, Object> defaults() {
        return Map.of("layer_norm_eps", 1e-12, "max_position_embeddings", 8192L, "type_vocab_size", 2L);
    }

    @Override
    public void describe(JsonFile config, Sizes sizes) {
        CommonSizes.require(config, "position_embedding_type", "alibi");
        CommonSizes.require(config, "feed_forward_type", "geglu");
        CommonSizes.describe(config, layerCount(config), sizes);
        Encoders.describe(config, sizes);
    }

    @Override
    public TensorTable tensors(JsonFile config) {
        return Encoders.layers(new TensorTable())
                .optionalPrefix("bert.")
                .one("embeddings.word_embeddings", TensorNames.TOKEN_EMBEDDING)
                .one("embeddings.token_type_embeddings", TensorNames.SEGMENT_EMBEDDING)
                .one("embeddings.LayerNorm", TensorNames.TOKEN_EMBEDDING_NORM)
                .each("encoder.layer.#.attention.self.layer_norm_q", LayerTensor.ATTENTION_QUERY_NORM)
                .each("encoder.layer.#.attention.self.layer_norm_k", LayerTensor.ATTENTION_KEY_NORM)
                .each("encoder.layer.#.layer_norm_1", LayerTensor.ATTENTION_NORM_2)
                .each("encoder.layer.#.layer_norm_2", LayerTensor.LAYER_OUTPUT_NORM)
                .each("encoder.layer.#.mlp.gated_layers", LayerTensor.FEED_FORWARD_UP)
                .each("encoder.layer.#.mlp.up_gated_layer", LayerTensor.FEED_FORWARD_UP)
                .each("encoder.layer.#.mlp.wo", LayerTensor.FEED_FORWARD_DOWN)
                .each("encoder.layer.#.mlp.down_layer", LayerTensor.FEED_FORWARD_DOWN)
                .each("encoder.layer.#.mlp.layernorm", LayerTensor.LAYER_OUTPUT_NORM)
                .leftover("embeddings.position_ids", "pooler.dense.weight", "pooler.dense.bias")
                .dropping(name -> name.startsWith("cls."));
    }
}
