package hearth.workshop.convert.family;

import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.MetadataKeys.Attention;
import hearth.format.gguf.MetadataKeys.Experts;
import hearth.format.gguf.TensorNames;
import hearth.workshop.convert.tensor.TensorTable;
import hearth.workshop.convert.tensor.Transform;
import hearth.workshop.huggingface.JsonFile;
import java.util.Map;
import java.util.Set;

/** gpt-oss: gate and up rows alternate in the source; expert weights are MXFP4, or plain and stored the other way round. */
final class GptOssFamily implements Family {
    @Override
    public Set<String> names() {
        return Set.of("GptOssForCausalLM");
    }

    @Override
    public String architecture(JsonFile config) {
        return "gpt-oss";
    }

    @Override
    public Map<String, Object> defaults() {
        return Map.of("rms_norm_eps", 1e-5, "rope_theta", 150_000.0, "max_position_embeddings", 131_072L, "head_dim", 64L,
                "sliding_window", 128L, "num_local_experts", 128L, "num_experts_per_tok", 4L);
    }

    @Override
    public boolean readsMxfp4() {
        return true;
    }

    @Override
    public void describe(JsonFile config, Sizes sizes) {
        CommonSizes.require(config, "swiglu_limit", 7.0);
        LayerKinds.require(config, layerCount(config), layer -> layer % 2 == 0);
        CommonSizes.describe(config, layerCount(config), sizes);
        sizes.put(Attention.SLIDING_WINDOW, config.requiredInt("sliding_window"));
        sizes.put(Experts.FEED_FORWARD_SIZE, config.requiredInt("intermediate_size"));
    }

    @Override
    public TensorTable tensors(JsonFile config) {
        Transform even = Transform.alternate(0);
        Transform odd = Transform.alternate(1);
        Transform turned = Transform.TRANSPOSED;
        return Layouts.decoder(config)
                .one("norm", TensorNames.OUTPUT_NORM)
                .each("layers.#.input_layernorm", LayerTensor.ATTENTION_NORM)
                .each("layers.#.self_attn.q_proj", LayerTensor.ATTENTION_QUERY)
                .each("layers.#.self_attn.k_proj", LayerTensor.ATTENTION_KEY)
                .each("layers.#.self_attn.v_proj", LayerTensor.ATTENTION_VALUE)
                .each("layers.#.self_attn.o_proj", LayerTensor.ATTENTION_OUTPUT)
                .eachWeight("layers.#.self_attn.sinks", LayerTensor.ATTENTION_SINKS, Transform.NONE)
                .each("layers.#.post_attention_layernorm", LayerTensor.POST_ATTENTION_NORM)
                .each("layers.#.mlp.router", LayerTensor.EXPERT_ROUTER)
                .eachWeight("layers.#.mlp.experts.gate_up_proj", LayerTensor.EXPERT_GATES, turned.then(even))
                .eachWeight("layers.#.mlp.experts.gate_up_proj", LayerTensor.EXPERT_UPS, turned.then(odd))
                .eachWeight("layers.#.mlp.experts.down_proj", LayerTensor.EXPERT_DOWNS, turned)
                .eachBias("layers.#.mlp.experts.gate_up_proj_bias", LayerTensor.EXPERT_GATES, columns(0))
                .eachBias("layers.#.mlp.experts.gate_up_proj_bias", LayerTensor.EXPERT_UPS, columns(1))
                .eachBias("layers.#.mlp.experts.down_proj_bias", LayerTensor.EXPERT_DOWNS, Transform.NONE)
                // As MLX names them.
                .each("layers.#.mlp.experts.gate_proj", LayerTensor.EXPERT_GATES)
                .each("layers.#.mlp.experts.up_proj", LayerTensor.EXPERT_UPS)
                .each("layers.#.mlp.experts.down_proj.weight", LayerTensor.EXPERT_DOWNS)
                .each("layers.#.mlp.experts.down_proj.bias", LayerTensor.EXPERT_DOWNS)
                .mxfp4("layers.#.mlp.experts.gate_up_proj", LayerTensor.EXPERT_GATES, 0, 2)
                .mxfp4("layers.#.mlp.experts.gate_up_proj", LayerTensor.EXPERT_UPS, 1, 2)
                .mxfp4("layers.#.mlp.experts.down_proj", LayerTensor.EXPERT_DOWNS, 0, 1);
    }

    /** Each second column of (experts, columns), from {@code start} on. */
    private static Transform columns(int start) {
        return values -> Transform.alternate(start)
                .apply(values.shaped(values.size(0), values.size(1), 1L))
                .shaped(values.size(0), values.size(1) / 2);
    }
}
