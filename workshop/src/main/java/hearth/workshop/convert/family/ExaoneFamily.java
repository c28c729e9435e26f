package hearth.workshop.convert.family;

import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.MetadataKeys.Attention;
import hearth.format.gguf.TensorNames;
import hearth.workshop.convert.tensor.TensorTable;
import hearth.workshop.convert.tensor.Values;
import hearth.workshop.huggingface.JsonFile;
import java.util.Map;
import java.util.Set;

/** EXAONE 3: Qwen 2 without biases, under names of its own; its rms norms call their epsilon that of layer norms. */
final class ExaoneFamily implements Family {
    @Override
    public Set<String> names() {
        return Set.of("ExaoneForCausalLM");
    }

    @Override
    public String architecture(JsonFile config) {
        return "exaone";
    }

    @Override
    public Map<String, Object> defaults() {
        return Map.of("layer_norm_epsilon", 1e-5, "rope_theta", 10_000.0, "max_position_embeddings", 2048L);
    }

    @Override
    public void describe(JsonFile config, Sizes sizes) {
        CommonSizes.require(config, "activation_function", "silu");
        CommonSizes.describe(RopeSettings.withoutFactors(config), layerCount(config), sizes);
        sizes.values().remove(architecture(config) + "." + Attention.LAYER_NORM_EPSILON);
        sizes.put(Attention.RMS_NORM_EPSILON, config.requiredNumber("layer_norm_epsilon"));
    }

    @Override
    public TensorTable tensors(JsonFile config) {
        TensorTable table = new TensorTable()
                .optionalPrefix("transformer.")
                .one("wte", TensorNames.TOKEN_EMBEDDING)
                .one("ln_f", TensorNames.OUTPUT_NORM)
                .each("h.#.ln_1", LayerTensor.ATTENTION_NORM)
                .each("h.#.attn.attention.q_proj", LayerTensor.ATTENTION_QUERY)
                .each("h.#.attn.attention.k_proj", LayerTensor.ATTENTION_KEY)
                .each("h.#.attn.attention.v_proj", LayerTensor.ATTENTION_VALUE)
                .each("h.#.attn.attention.out_proj", LayerTensor.ATTENTION_OUTPUT)
                .each("h.#.ln_2", LayerTensor.FEED_FORWARD_NORM)
                .each("h.#.mlp.c_fc_0", LayerTensor.FEED_FORWARD_GATE)
                .each("h.#.mlp.c_fc_1", LayerTensor.FEED_FORWARD_UP)
                .each("h.#.mlp.c_proj", LayerTensor.FEED_FORWARD_DOWN)
                .leftover("rotary.inv_freq", "h.#.attn.attention.rotary.inv_freq");
        return config.flag("tie_word_embeddings", false)
                ? table.leftover("lm_head.weight")
                : table.one("lm_head", TensorNames.OUTPUT);
    }

    @Override
    public Map<String, Values> computed(JsonFile config) {
        return Layouts.ropeFactors(config);
    }
}
