package hearth.workshop.convert.family;

import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.MetadataKeys.Attention;
import hearth.format.gguf.NumberArray;
import hearth.format.gguf.TensorNames;
import hearth.workshop.convert.tensor.TensorTable;
import hearth.workshop.huggingface.JsonFile;
import java.util.Map;
import java.util.Set;

/** OLMo 2 and 3: norms after the blocks, and over the whole query and key. OLMo 3 has sliding windows. */
final class OlmoFamily implements Family {
    @Override
    public Set<String> names() {
        return Set.of("Olmo2ForCausalLM", "Olmo3ForCausalLM");
    }

    @Override
    public String architecture(JsonFile config) {
        return "olmo2";
    }

    @Override
    public Map<String, Object> defaults() {
        return Map.of("rms_norm_eps", 1e-5, "rope_theta", 10_000.0, "max_position_embeddings", 2048L);
    }

    @Override
    public void describe(JsonFile config, Sizes sizes) {
        CommonSizes.require(config, "hidden_act", "silu");
        CommonSizes.describe(config, layerCount(config), sizes);
        if (config.has("sliding_window")) {
            sizes.put(Attention.SLIDING_WINDOW, config.requiredInt("sliding_window"));
            boolean[] sliding = LayerKinds.sliding(config, layerCount(config));
            if (sliding.length > 0) {
                sizes.put(Attention.SLIDING_WINDOW_PATTERN, NumberArray.of(sliding));
            }
        }
    }

    @Override
    public TensorTable tensors(JsonFile config) {
        TensorTable table = Layouts.decoder(config)
                .one("norm", TensorNames.OUTPUT_NORM)
                .each("layers.#.self_attn.q_proj", LayerTensor.ATTENTION_QUERY)
                .each("layers.#.self_attn.k_proj", LayerTensor.ATTENTION_KEY)
                .each("layers.#.self_attn.v_proj", LayerTensor.ATTENTION_VALUE)
                .each("layers.#.self_attn.o_proj", LayerTensor.ATTENTION_OUTPUT)
                .each("layers.#.post_attention_layernorm", LayerTensor.POST_ATTENTION_NORM)
                .each("layers.#.post_feedforward_layernorm", LayerTensor.POST_FEED_FORWARD_NORM);
        Layouts.headNorms(table);
        return Layouts.gatedFeedForward(table);
    }
}
