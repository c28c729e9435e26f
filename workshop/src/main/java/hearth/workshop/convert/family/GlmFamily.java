package hearth.workshop.convert.family;

import hearth.format.gguf.LayerTensor;
import hearth.workshop.convert.tensor.TensorTable;
import hearth.workshop.convert.tensor.Transform;
import hearth.workshop.huggingface.JsonFile;
import java.util.Map;
import java.util.Set;

/** GLM 4 and its successor of 2025, which norms behind its parts too: fused gates and ups, neighbouring pairs of half a head rotated. */
record GlmFamily(String architecture, Set<String> names) implements Family {
    static final GlmFamily GLM = new GlmFamily("chatglm", Set.of("GlmForCausalLM"));
    static final GlmFamily GLM4 = new GlmFamily("glm4", Set.of("Glm4ForCausalLM"));

    @Override
    public String architecture(JsonFile config) {
        return architecture;
    }

    @Override
    public Map<String, Object> defaults() {
        return Map.of("rms_norm_eps", 1.5625e-7, "rope_theta", 10_000.0, "max_position_embeddings", 131_072L, "head_dim", 128L);
    }

    @Override
    public void describe(JsonFile config, Sizes sizes) {
        CommonSizes.require(config, "hidden_act", "silu");
        CommonSizes.describeTurningPart(config, layerCount(config), 0.5, sizes);
    }

    @Override
    public TensorTable tensors(JsonFile config) {
        return Layouts.attention(Layouts.decoder(config), Transform.NONE, Transform.NONE)
                .each("layers.#.post_self_attn_layernorm", LayerTensor.POST_ATTENTION_NORM)
                .each("layers.#.post_mlp_layernorm", LayerTensor.POST_FEED_FORWARD_NORM)
                .each("layers.#.mlp.gate_up_proj", LayerTensor.FEED_FORWARD_UP)
                .each("layers.#.mlp.down_proj", LayerTensor.FEED_FORWARD_DOWN);
    }
}
