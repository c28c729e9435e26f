package hearth.workshop.convert.family;

import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.MetadataKeys.Attention;
import hearth.format.gguf.MetadataKeys.Model;
import hearth.format.gguf.MetadataKeys.Rope;
import hearth.format.gguf.TensorNames;
import hearth.workshop.convert.tensor.TensorTable;
import hearth.workshop.huggingface.JsonFile;
import java.util.Map;
import java.util.Set;

/** Phi-1.5 and Phi-2: attention and feed-forward side by side, a part of each head rotated. */
final class PhiFamily implements Family {
    @Override
    public Set<String> names() {
        return Set.of("PhiForCausalLM");
    }

    @Override
    public String architecture(JsonFile config) {
        return "phi2";
    }

    @Override
    public Map<String, Object> defaults() {
        return Map.of("layer_norm_eps", 1e-5, "rope_theta", 10_000.0, "max_position_embeddings", 2048L);
    }

    @Override
    public void describe(JsonFile config, Sizes sizes) {
        CommonSizes.require(config, "hidden_act", "gelu_new");
        CommonSizes.require(config, "qk_layernorm", false);
        int hidden = config.requiredInt(CommonSizes.HIDDEN);
        int heads = CommonSizes.heads(config);
        RopeSettings rope = RopeSettings.of(config);
        sizes.put(Model.TRAINED_CONTEXT_LENGTH, config.requiredInt("n_positions", "max_position_embeddings"));
        sizes.put(Model.HIDDEN_SIZE, hidden);
        sizes.put(Model.FEED_FORWARD_SIZE, config.intOr(4 * hidden, "intermediate_size"));
        sizes.put(Model.LAYER_COUNT, layerCount(config));
        sizes.put(Attention.HEAD_COUNT, heads);
        sizes.put(Attention.KV_HEAD_COUNT, CommonSizes.kvHeads(config));
        sizes.put(Attention.LAYER_NORM_EPSILON, config.requiredNumber("layer_norm_epsilon", "layer_norm_eps"));
        sizes.put(Rope.DIMENSION_COUNT, (int) (rope.partOr(config, 0.5, "partial_rotary_factor") * hidden) / heads);
        rope.describe(sizes);
    }

    @Override
    public TensorTable tensors(JsonFile config) {
        return Layouts.decoder(config)
                .one("final_layernorm", TensorNames.OUTPUT_NORM)
                .each("layers.#.input_layernorm", LayerTensor.ATTENTION_NORM)
                .each("layers.#.self_attn.q_proj", LayerTensor.ATTENTION_QUERY)
                .each("layers.#.self_attn.k_proj", LayerTensor.ATTENTION_KEY)
                .each("layers.#.self_attn.v_proj", LayerTensor.ATTENTION_VALUE)
                .each("layers.#.self_attn.dense", LayerTensor.ATTENTION_OUTPUT)
                .each("layers.#.mlp.fc1", LayerTensor.FEED_FORWARD_UP)
                .each("layers.#.mlp.fc2", LayerTensor.FEED_FORWARD_DOWN);
    }
}
