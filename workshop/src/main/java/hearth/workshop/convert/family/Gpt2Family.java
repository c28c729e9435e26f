package hearth.workshop.convert.family;

import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.MetadataKeys.Attention;
import hearth.format.gguf.MetadataKeys.Model;
import hearth.format.gguf.TensorNames;
import hearth.workshop.convert.tensor.TensorTable;
import hearth.workshop.huggingface.JsonFile;
import java.util.Map;
import java.util.Set;

/** GPT-2: its linear layers are stored the other way round, (inputs, outputs). */
final class Gpt2Family implements Family {
    @Override
    public Set<String> names() {
        return Set.of("GPT2LMHeadModel", "GPT2Model");
    }

    @Override
    public String architecture(JsonFile config) {
        return "gpt2";
    }

    @Override
    public Map<String, Object> defaults() {
        return Map.of("layer_norm_epsilon", 1e-5, "n_positions", 1024L, "tie_word_embeddings", true);
    }

    @Override
    public void describe(JsonFile config, Sizes sizes) {
        CommonSizes.require(config, "activation_function", "gelu_new");
        CommonSizes.require(config, "scale_attn_weights", true);
        CommonSizes.require(config, "scale_attn_by_inverse_layer_idx", false);
        CommonSizes.require(config, "add_cross_attention", false);
        int hidden = config.requiredInt("n_embd", "hidden_size");
        sizes.put(Model.LAYER_COUNT, layerCount(config));
        sizes.put(Model.TRAINED_CONTEXT_LENGTH, config.requiredInt("n_positions", "n_ctx"));
        sizes.put(Model.HIDDEN_SIZE, hidden);
        sizes.put(Model.FEED_FORWARD_SIZE, config.intOr(4 * hidden, "n_inner"));
        sizes.put(Attention.HEAD_COUNT, CommonSizes.heads(config));
        sizes.put(Attention.LAYER_NORM_EPSILON, config.requiredNumber("layer_norm_epsilon"));
    }

    @Override
    public TensorTable tensors(JsonFile config) {
        TensorTable table = new TensorTable()
                .optionalPrefix("transformer.")
                .one("wte", TensorNames.TOKEN_EMBEDDING)
                .one("wpe", TensorNames.POSITION_EMBEDDING)
                .one("ln_f", TensorNames.OUTPUT_NORM)
                .each("h.#.ln_1", LayerTensor.ATTENTION_NORM)
                .eachTurned("h.#.attn.c_attn", LayerTensor.ATTENTION_QKV)
                .eachTurned("h.#.attn.c_proj", LayerTensor.ATTENTION_OUTPUT)
                .each("h.#.ln_2", LayerTensor.FEED_FORWARD_NORM)
                .eachTurned("h.#.mlp.c_fc", LayerTensor.FEED_FORWARD_UP)
                .eachTurned("h.#.mlp.c_proj", LayerTensor.FEED_FORWARD_DOWN)
                // Masks of causal attention, stored by old versions.
                .leftover("h.#.attn.bias", "h.#.attn.masked_bias");
        return config.flag("tie_word_embeddings", true)
                ? table.leftover("lm_head.weight")
                : table.one("lm_head", TensorNames.OUTPUT);
    }
}
