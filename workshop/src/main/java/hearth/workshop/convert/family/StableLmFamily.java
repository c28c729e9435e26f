package hearth.workshop.convert.family;

import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.MetadataKeys.Attention;
import hearth.format.gguf.MetadataKeys.Model;
import hearth.format.gguf.MetadataKeys.Rope;
import hearth.workshop.convert.tensor.TensorTable;
import hearth.workshop.convert.tensor.Transform;
import hearth.workshop.huggingface.JsonFile;
import java.util.Map;
import java.util.Set;

/** StableLM 3B to 12B: a part of each head rotated; the larger ones have a norm for each head. */
final class StableLmFamily implements Family {
    @Override
    public Set<String> names() {
        return Set.of("StableLmForCausalLM", "StableLMEpochForCausalLM", "LlavaStableLMEpochForCausalLM");
    }

    @Override
    public String architecture(JsonFile config) {
        return "stablelm";
    }

    @Override
    public Map<String, Object> defaults() {
        return Map.of("layer_norm_eps", 1e-5, "rope_theta", 10_000.0, "max_position_embeddings", 4096L);
    }

    @Override
    public void describe(JsonFile config, Sizes sizes) {
        CommonSizes.require(config, "hidden_act", "silu");
        RopeSettings rope = RopeSettings.of(config);
        double part = rope.partOr(config, 0.25, "partial_rotary_factor", "rope_pct");
        sizes.put(Model.TRAINED_CONTEXT_LENGTH, config.requiredInt("max_position_embeddings"));
        sizes.put(Model.HIDDEN_SIZE, config.requiredInt(CommonSizes.HIDDEN));
        sizes.put(Model.LAYER_COUNT, layerCount(config));
        sizes.put(Model.FEED_FORWARD_SIZE, config.requiredInt("intermediate_size"));
        sizes.put(Rope.DIMENSION_COUNT, (int) (part * CommonSizes.headSize(config)));
        sizes.put(Attention.HEAD_COUNT, CommonSizes.heads(config));
        sizes.put(Attention.KV_HEAD_COUNT, CommonSizes.kvHeads(config));
        sizes.put(Model.PARALLEL_RESIDUAL, config.flag("use_parallel_residual", true));
        sizes.put(Attention.LAYER_NORM_EPSILON, config.requiredNumber("layer_norm_eps", "norm_eps"));
        rope.describe(sizes);
    }

    @Override
    public TensorTable tensors(JsonFile config) {
        TensorTable table = Layouts.attention(Layouts.decoder(config), Transform.NONE, Transform.NONE)
                .stacked("layers.#.self_attn.q_layernorm.norms.#", LayerTensor.ATTENTION_QUERY_NORM)
                .stacked("layers.#.self_attn.k_layernorm.norms.#", LayerTensor.ATTENTION_KEY_NORM);
        return Layouts.gatedFeedForward(table);
    }
}
