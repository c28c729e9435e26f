package hearth.workshop.convert.family;

import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.MetadataKeys.Attention;
import hearth.format.gguf.MetadataKeys.Model;
import hearth.format.gguf.TensorNames;
import hearth.workshop.convert.tensor.TensorTable;
import hearth.workshop.huggingface.JsonFile;
import java.util.Map;
import java.util.Set;

/**
 * Falcon: the fused projection of the source has groups of query heads with their key and value head; the target wants all
 * queries, then all keys, then all values.
 */
final class FalconFamily implements Family {
    @Override
    public Set<String> names() {
        return Set.of("FalconForCausalLM", "RWForCausalLM");
    }

    @Override
    public String architecture(JsonFile config) {
        return "falcon";
    }

    @Override
    public Map<String, Object> defaults() {
        return Map.of("layer_norm_epsilon", 1e-5, "rope_theta", 10_000.0, "max_position_embeddings", 2048L);
    }

    @Override
    public void describe(JsonFile config, Sizes sizes) {
        CommonSizes.require(config, "alibi", false);
        CommonSizes.require(config, "bias", false);
        CommonSizes.require(config, "parallel_attn", true);
        CommonSizes.require(config, "activation", "gelu");
        int hidden = config.requiredInt(CommonSizes.HIDDEN);
        sizes.put(Model.TRAINED_CONTEXT_LENGTH, config.requiredInt("max_position_embeddings"));
        sizes.put(Model.TENSOR_DATA_LAYOUT, "jploski");
        sizes.put(Model.HIDDEN_SIZE, hidden);
        sizes.put(Model.FEED_FORWARD_SIZE, config.intOr(4 * hidden, "ffn_hidden_size"));
        sizes.put(Model.LAYER_COUNT, layerCount(config));
        sizes.put(Attention.HEAD_COUNT, CommonSizes.heads(config));
        sizes.put(Attention.KV_HEAD_COUNT, kvHeads(config));
        sizes.put(Attention.LAYER_NORM_EPSILON, config.requiredNumber("layer_norm_epsilon"));
        RopeSettings.of(config).describe(sizes);
    }

    private static int kvHeads(JsonFile config) {
        int heads = CommonSizes.heads(config);
        if (config.flag("new_decoder_architecture", false) || !config.has("multi_query")) {
            return Math.max(1, config.intOr(config.has("multi_query") ? heads : 1, "num_kv_heads", "n_head_kv"));
        }
        return config.flag("multi_query", true) ? 1 : heads;
    }

    @Override
    public TensorTable tensors(JsonFile config) {
        TensorTable table = new TensorTable()
                .optionalPrefix("transformer.")
                .one("word_embeddings", TensorNames.TOKEN_EMBEDDING)
                .one("ln_f", TensorNames.OUTPUT_NORM)
                .each("h.#.input_layernorm", LayerTensor.ATTENTION_NORM)
                .each("h.#.ln_mlp", LayerTensor.ATTENTION_NORM)
                .each("h.#.ln_attn", LayerTensor.ATTENTION_NORM_2)
                .each("h.#.self_attention.query_key_value", LayerTensor.ATTENTION_QKV, Layouts.apart(config, kvHeads(config)))
                .each("h.#.self_attention.dense", LayerTensor.ATTENTION_OUTPUT)
                .each("h.#.mlp.dense_h_to_4h", LayerTensor.FEED_FORWARD_UP)
                .each("h.#.mlp.dense_4h_to_h", LayerTensor.FEED_FORWARD_DOWN)
                .leftover("h.#.self_attention.rotary_emb.inv_freq");
        return config.flag("tie_word_embeddings", false)
                ? table.leftover("lm_head.weight")
                : table.one("lm_head", TensorNames.OUTPUT);
    }
}
