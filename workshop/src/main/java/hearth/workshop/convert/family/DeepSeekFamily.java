package hearth.workshop.convert.family;

import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.MetadataKeys.Attention;
import hearth.format.gguf.MetadataKeys.Experts;
import hearth.format.gguf.MetadataKeys.Model;
import hearth.format.gguf.MetadataKeys.Rope;
import hearth.workshop.convert.tensor.TensorTable;
import hearth.workshop.convert.tensor.Transform;
import hearth.workshop.huggingface.JsonFile;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * DeepSeek V2 and V3 and what is built like them (Kimi K2): latent attention, written as attention with one key head of the
 * latent's size, so the way back is split in a transposed key part and a value part.
 */
final class DeepSeekFamily implements Family {
    private static final Pattern LAYER = Pattern.compile("^(?:model\\.)?layers\\.(\\d{1,6})\\..*");
    /** The unit in which this architecture counts YaRN's multiplier. */
    private static final double LOG_MULTIPLIER_UNIT = 0.1;

    @Override
    public Set<String> names() {
        return Set.of("DeepseekV2ForCausalLM", "DeepseekV3ForCausalLM");
    }

    @Override
    public String architecture(JsonFile config) {
        return "deepseek2";
    }

    @Override
    public Map<String, Object> defaults() {
        return Map.of("rms_norm_eps", 1e-6, "rope_theta", 10_000.0, "max_position_embeddings", 2048L, "kv_lora_rank", 512L,
                "qk_rope_head_dim", 64L, "qk_nope_head_dim", 128L, "v_head_dim", 128L);
    }

    @Override
    public void describe(JsonFile config, Sizes sizes) {
        CommonSizes.require(config, "hidden_act", "silu");
        CommonSizes.require(config, "moe_layer_freq", 1L);
        if (!config.flag("rope_interleave", true)) {
            throw config.unsupported("rope_interleave", "is false; this architecture rotates neighbours");
        }
        CommonSizes.describe(config, layerCount(config), sizes);
        sizes.put(Attention.KV_HEAD_COUNT, 1);
        boolean withExperts = config.has("n_routed_experts");
        sizes.put(Experts.LEADING_DENSE_LAYER_COUNT,
                config.intOr(withExperts ? 0 : layerCount(config), "first_k_dense_replace"));
        sizes.put(Model.VOCABULARY_SIZE, config.requiredInt("vocab_size"));
        CommonSizes.putInt(config, sizes, Attention.QUERY_RANK, "q_lora_rank");
        int rank = config.requiredInt("kv_lora_rank");
        int rotated = config.requiredInt("qk_rope_head_dim");
        sizes.put(Attention.KV_RANK, rank);
        sizes.put(Attention.HEAD_SIZE, rank + rotated);
        sizes.put(Attention.VALUE_HEAD_SIZE, rank);
        sizes.put(Attention.LATENT_HEAD_SIZE, config.requiredInt("qk_nope_head_dim") + rotated);
        sizes.put(Attention.LATENT_VALUE_HEAD_SIZE, config.requiredInt("v_head_dim"));
        sizes.put(Experts.FEED_FORWARD_SIZE, config.requiredInt("moe_intermediate_size", "intermediate_size"));
        CommonSizes.putInt(config, sizes, Experts.COUNT, "n_routed_experts");
        sizes.put(Experts.SHARED_COUNT, config.intOr(0, "n_shared_experts"));
        CommonSizes.putNumber(config, sizes, Experts.WEIGHTS_SCALE, "routed_scaling_factor");
        if (config.flag("norm_topk_prob", false)) {
            sizes.put(Experts.WEIGHTS_NORMALIZED, true);
        }
        if (architectureIsV3(config) && !config.has("scoring_func")) {
            sizes.put(Experts.GATING_FUNCTION, CommonSizes.SIGMOID_GATING);
        }
        sizes.put(Rope.DIMENSION_COUNT, rotated);
        RopeSettings.of(config).full().optionalNumber("mscale_all_dim")
                .ifPresent(scale -> sizes.put(Rope.YARN_LOG_MULTIPLIER, LOG_MULTIPLIER_UNIT * scale));
    }

    /** V3's own code has no other way of scoring and no key for it. */
    private static boolean architectureIsV3(JsonFile config) {
        return config.texts("architectures").orElseThrow().getFirst().contains("V3");
    }

    @Override
    public TensorTable tensors(JsonFile config) {
        int layers = layerCount(config);
        int heads = CommonSizes.heads(config);
        int keyRows = config.requiredInt("qk_nope_head_dim");
        int valueRows = config.requiredInt("v_head_dim");
        TensorTable table = Layouts.attention(Layouts.decoder(config), Transform.NONE, Transform.NONE);
        Layouts.gatedFeedForward(table);
        return Layouts.experts(table)
                // Layers that predict further tokens follow the last one; the target has no use for them.
                .dropping(name -> {
                    var match = LAYER.matcher(name);
                    return match.matches() && Integer.parseInt(match.group(1)) >= layers;
                })
                .each("layers.#.self_attn.q_a_proj", LayerTensor.ATTENTION_QUERY_DOWN)
                .each("layers.#.self_attn.q_a_layernorm", LayerTensor.ATTENTION_QUERY_DOWN_NORM)
                .each("layers.#.self_attn.q_b_proj", LayerTensor.ATTENTION_QUERY_UP)
                .each("layers.#.self_attn.kv_a_proj_with_mqa", LayerTensor.ATTENTION_KV_DOWN)
                .each("layers.#.self_attn.kv_a_layernorm", LayerTensor.ATTENTION_KV_DOWN_NORM)
                .each("layers.#.self_attn.kv_b_proj", LayerTensor.ATTENTION_KEY_UP,
                        headRows(heads, keyRows + valueRows, 0, keyRows).then(Transform.TRANSPOSED))
                .each("layers.#.self_attn.kv_b_proj", LayerTensor.ATTENTION_VALUE_UP,
                        headRows(heads, keyRows + valueRows, keyRows, valueRows))
                .unadaptable("layers.#.self_attn.kv_b_proj")
                .eachBias("layers.#.mlp.gate.e_score_correction_bias", LayerTensor.EXPERT_ROUTER_OFFSET, Transform.NONE)
                .each("layers.#.mlp.shared_experts.gate_proj", LayerTensor.SHARED_EXPERT_GATE)
                .each("layers.#.mlp.shared_experts.up_proj", LayerTensor.SHARED_EXPERT_UP)
                .each("layers.#.mlp.shared_experts.down_proj", LayerTensor.SHARED_EXPERT_DOWN);
    }

    /** Rows {@code from .. from + count} of each head, one matrix for each: (heads, count, columns). */
    private static Transform headRows(int heads, int rowsEach, int from, int count) {
        return Transform.picked((long) heads * rowsEach, (long) heads * count, row -> row / count * rowsEach + from + row % count)
                .then(values -> values.shaped((long) heads, (long) count, values.columns()));
    }
}
