package hearth.workshop.convert.family;

import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.MetadataKeys.Attention;
import hearth.format.gguf.MetadataKeys.Model;
import hearth.format.gguf.TensorNames;
import hearth.workshop.convert.tensor.TensorTable;
import hearth.workshop.huggingface.JsonFile;
import java.util.Map;
import java.util.Set;

/** BLOOM: linear biases instead of positions; the fused projection of the source has the heads one by one. */
final class BloomFamily implements Family {
    private static final String[] HIDDEN = {"hidden_size", "n_embed"};

    @Override
    public Set<String> names() {
        return Set.of("BloomForCausalLM", "BloomModel");
    }

    @Override
    public String architecture(JsonFile config) {
        return "bloom";
    }

    @Override
    public Map<String, Object> defaults() {
        return Map.of("layer_norm_epsilon", 1e-5, "seq_length", 2048L);
    }

    /** One name for the hidden size. */
    @Override
    public JsonFile prepared(JsonFile config) {
        JsonFile prepared = Family.super.prepared(config);
        return prepared.with(Map.of("hidden_size", (long) prepared.requiredInt(HIDDEN)));
    }

    @Override
    public void describe(JsonFile config, Sizes sizes) {
        CommonSizes.require(config, "apply_residual_connection_post_layernorm", false);
        int hidden = config.requiredInt(HIDDEN);
        sizes.put(Model.TRAINED_CONTEXT_LENGTH, config.requiredInt("seq_length"));
        sizes.put(Model.HIDDEN_SIZE, hidden);
        sizes.put(Model.FEED_FORWARD_SIZE, 4 * hidden);
        sizes.put(Model.LAYER_COUNT, layerCount(config));
        sizes.put(Attention.HEAD_COUNT, CommonSizes.heads(config));
        sizes.put(Attention.KV_HEAD_COUNT, CommonSizes.heads(config));
        sizes.put(Attention.LAYER_NORM_EPSILON, config.requiredNumber("layer_norm_epsilon"));
    }

    @Override
    public TensorTable tensors(JsonFile config) {
        TensorTable table = new TensorTable()
                .optionalPrefix("transformer.")
                .one("word_embeddings", TensorNames.TOKEN_EMBEDDING)
                .one("word_embeddings_layernorm", TensorNames.TOKEN_EMBEDDING_NORM)
                .one("ln_f", TensorNames.OUTPUT_NORM)
                .each("h.#.input_layernorm", LayerTensor.ATTENTION_NORM)
                .each("h.#.self_attention.query_key_value", LayerTensor.ATTENTION_QKV, Layouts.apart(config, CommonSizes.heads(config)))
                .each("h.#.self_attention.dense", LayerTensor.ATTENTION_OUTPUT)
                .each("h.#.post_attention_layernorm", LayerTensor.FEED_FORWARD_NORM)
                .each("h.#.mlp.dense_h_to_4h", LayerTensor.FEED_FORWARD_UP)
                .each("h.#.mlp.dense_4h_to_h", LayerTensor.FEED_FORWARD_DOWN);
        return config.flag("tie_word_embeddings", true)
                ? table.leftover("lm_head.weight")
                : table.one("lm_head", TensorNames.OUTPUT);
    }
}
