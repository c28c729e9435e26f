package hearth.workshop.convert.family;

import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.MetadataKeys.Experts;
import hearth.workshop.convert.tensor.TensorTable;
import hearth.workshop.convert.tensor.Transform;
import hearth.workshop.huggingface.JsonFile;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Qwen2 and Qwen3, dense and with experts. */
record QwenFamily(String architecture, Set<String> names, boolean withExperts) implements Family {
    static final QwenFamily QWEN2 = new QwenFamily("qwen2", Set.of("Qwen2ForCausalLM", "Qwen2Model", "Qwen2ForSequenceClassification"), false);
    static final QwenFamily QWEN3 = new QwenFamily("qwen3", Set.of("Qwen3ForCausalLM", "Qwen3Model", "Qwen3ForSequenceClassification"), false);
    static final QwenFamily QWEN2_EXPERTS = new QwenFamily("qwen2moe", Set.of("Qwen2MoeForCausalLM"), true);
    static final QwenFamily QWEN3_EXPERTS = new QwenFamily("qwen3moe", Set.of("Qwen3MoeForCausalLM"), true);

    @Override
    public String architecture(JsonFile config) {
        return architecture;
    }

    @Override
    public Map<String, Object> defaults() {
        return Map.of("rms_norm_eps", 1e-6, "rope_theta", 10_000.0, "max_position_embeddings", 32_768L);
    }

    @Override
    public void describe(JsonFile config, Sizes sizes) {
        CommonSizes.require(config, "hidden_act", "silu");
        if (config.flag("use_sliding_window", false)) {
            throw config.unsupported("use_sliding_window", "is true; this architecture has no sliding window in GGUF");
        }
        CommonSizes.describe(config, layerCount(config), sizes);
        if (withExperts) {
            // The graph of these architectures has experts in every layer.
            CommonSizes.require(config, "decoder_sparse_step", 1L);
            if (!config.list("mlp_only_layers").orElse(List.of()).isEmpty()) {
                throw config.unsupported("mlp_only_layers", "names layers without experts");
            }
            CommonSizes.putInt(config, sizes, Experts.FEED_FORWARD_SIZE, "moe_intermediate_size");
            CommonSizes.putInt(config, sizes, Experts.SHARED_FEED_FORWARD_SIZE, "shared_expert_intermediate_size");
            config.optionalFlag("norm_topk_prob").ifPresent(value -> sizes.put(Experts.WEIGHTS_NORMALIZED, value));
        }
    }

    @Override
    public TensorTable tensors(JsonFile config) {
        TensorTable table = Layouts.decoder(config);
        Layouts.attention(table, Transform.NONE, Transform.NONE);
        Layouts.headNorms(table);
        if (!withExperts) {
            return Layouts.gatedFeedForward(table);
        }
        return Layouts.experts(table)
                .each("layers.#.mlp.shared_expert_gate", LayerTensor.SHARED_EXPERT_ROUTER)
                .each("layers.#.mlp.shared_expert.gate_proj", LayerTensor.SHARED_EXPERT_GATE)
                .each("layers.#.mlp.shared_expert.up_proj", LayerTensor.SHARED_EXPERT_UP)
                .each("layers.#.mlp.shared_expert.down_proj", LayerTensor.SHARED_EXPERT_DOWN);
    }
}
