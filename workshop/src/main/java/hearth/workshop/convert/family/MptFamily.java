package hearth.workshop.convert.family;

import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.MetadataKeys.Attention;
import hearth.format.gguf.MetadataKeys.Model;
import hearth.format.gguf.TensorNames;
import hearth.workshop.convert.tensor.TensorTable;
import hearth.workshop.huggingface.JsonFile;
import java.util.Map;
import java.util.Set;

/** MPT with linear biases; its configuration has a part of its own for attention. */
final class MptFamily implements Family {
    @Override
    public Set<String> names() {
        return Set.of("MPTForCausalLM", "MptForCausalLM", "MptModel");
    }

    @Override
    public String architecture(JsonFile config) {
        return "mpt";
    }

    @Override
    public Map<String, Object> defaults() {
        return Map.of("layer_norm_epsilon", 1e-5, "max_seq_len", 2048L, "expansion_ratio", 4L);
    }

    @Override
    public void describe(JsonFile config, Sizes sizes) {
        JsonFile attention = config.object("attn_config").orElse(JsonFile.of(config.file(), Map.of()));
        CommonSizes.require(attention, "alibi", true);
        CommonSizes.require(attention, "attn_type", "multihead_attention");
        CommonSizes.require(attention, "qk_ln", false);
        CommonSizes.require(attention, "prefix_lm", false);
        CommonSizes.require(config, "no_bias", true);
        if (attention.has("softmax_scale")) {
            throw attention.unsupported("softmax_scale", "is set, which this architecture has not in GGUF");
        }
        if (config.has("logit_scale")) {
            throw config.unsupported("logit_scale", "is set, which this architecture has not in GGUF");
        }
        int hidden = config.requiredInt("d_model");
        sizes.put(Model.TRAINED_CONTEXT_LENGTH, config.requiredInt("max_seq_len"));
        sizes.put(Model.HIDDEN_SIZE, hidden);
        sizes.put(Model.LAYER_COUNT, layerCount(config));
        sizes.put(Model.FEED_FORWARD_SIZE, Math.multiplyExact(config.requiredInt("expansion_ratio"), hidden));
        sizes.put(Attention.HEAD_COUNT, CommonSizes.heads(config));
        sizes.put(Attention.LAYER_NORM_EPSILON, config.requiredNumber("layer_norm_epsilon"));
        CommonSizes.clamp(attention, sizes);
        sizes.put(Attention.MAX_ALIBI_BIAS, attention.numberOr(8, "alibi_bias_max"));
    }

    @Override
    public TensorTable tensors(JsonFile config) {
        TensorTable table = new TensorTable()
                .optionalPrefix("transformer.")
                .one("wte", TensorNames.TOKEN_EMBEDDING)
                .one("norm_f", TensorNames.OUTPUT_NORM)
                .each("blocks.#.norm_1", LayerTensor.ATTENTION_NORM)
                .each("blocks.#.attn.Wqkv", LayerTensor.ATTENTION_QKV)
                .each("blocks.#.attn.out_proj", LayerTensor.ATTENTION_OUTPUT)
                .each("blocks.#.norm_2", LayerTensor.FEED_FORWARD_NORM)
                .each("blocks.#.ffn.up_proj", LayerTensor.FEED_FORWARD_UP)
                .each("blocks.#.ffn.down_proj", LayerTensor.FEED_FORWARD_DOWN);
        return config.flag("tie_word_embeddings", true)
                ? table.leftover("lm_head.weight")
                : table.one("lm_head", TensorNames.OUTPUT);
    }
}
