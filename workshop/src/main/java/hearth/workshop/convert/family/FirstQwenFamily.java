package hearth.workshop.convert.family;

import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.MetadataKeys.Attention;
import hearth.format.gguf.MetadataKeys.Model;
import hearth.format.gguf.MetadataKeys.Rope;
import hearth.format.gguf.TensorNames;
import hearth.workshop.convert.tensor.TensorTable;
import hearth.workshop.huggingface.JsonFile;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The first Qwen: fused projections with biases; what it calls intermediate is twice what lies between its matrices. */
final class FirstQwenFamily implements Family {
    @Override
    public Set<String> names() {
        return Set.of("QWenLMHeadModel");
    }

    @Override
    public String architecture(JsonFile config) {
        return "qwen";
    }

    @Override
    public Map<String, Object> defaults() {
        return Map.of("layer_norm_epsilon", 1e-6, "rotary_emb_base", 10_000.0, "seq_length", 2048L);
    }

    @Override
    public void describe(JsonFile config, Sizes sizes) {
        CommonSizes.require(config, "no_bias", true);
        if (config.numberOr(1, "rotary_pct") != 1) {
            throw config.unsupported("rotary_pct", "is not 1, which this architecture has not in GGUF");
        }
        int headSize = CommonSizes.headSize(config);
        // Beyond it the model's own code changes its angles and scores.
        sizes.put(Model.TRAINED_CONTEXT_LENGTH, config.requiredInt("seq_length"));
        sizes.put(Model.LAYER_COUNT, layerCount(config));
        sizes.put(Model.HIDDEN_SIZE, config.requiredInt(CommonSizes.HIDDEN));
        sizes.put(Model.FEED_FORWARD_SIZE, config.requiredInt("intermediate_size"));
        sizes.put(Rope.THETA, config.requiredNumber("rotary_emb_base"));
        sizes.put(Rope.DIMENSION_COUNT, headSize);
        sizes.put(Attention.HEAD_COUNT, CommonSizes.heads(config));
        sizes.put(Attention.RMS_NORM_EPSILON, config.requiredNumber("layer_norm_epsilon"));
    }

    @Override
    public TensorTable tensors(JsonFile config) {
        return new TensorTable()
                .optionalPrefix("transformer.")
                .one("wte", TensorNames.TOKEN_EMBEDDING)
                .one("ln_f", TensorNames.OUTPUT_NORM)
                .one("lm_head", TensorNames.OUTPUT)
                .each("h.#.ln_1", LayerTensor.ATTENTION_NORM)
                .each("h.#.attn.c_attn", LayerTensor.ATTENTION_QKV)
                .each("h.#.attn.c_proj", LayerTensor.ATTENTION_OUTPUT)
                .each("h.#.ln_2", LayerTensor.FEED_FORWARD_NORM)
                .each("h.#.mlp.w2", LayerTensor.FEED_FORWARD_GATE)
                .each("h.#.mlp.w1", LayerTensor.FEED_FORWARD_UP)
                .each("h.#.mlp.c_proj", LayerTensor.FEED_FORWARD_DOWN)
                .leftover("rotary_emb.inv_freq", "h.#.attn.rotary_emb.inv_freq");
    }

    @Override
    public List<String> notes(JsonFile config) {
        return config.flag("use_dynamic_ntk", false) || config.flag("use_logn_attn", false)
                ? List.of("The context ends where the model's own code would begin to stretch it, at " + config.requiredInt("seq_length") + ".")
                : List.of();
    }
}
