package hearth.workshop.convert.family;

import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.MetadataKeys.Attention;
import hearth.format.gguf.NumberArray;
import hearth.format.gguf.TensorNames;
import hearth.workshop.convert.tensor.TensorTable;
import hearth.workshop.convert.tensor.Values;
import hearth.workshop.huggingface.JsonFile;
import java.util.Map;
import java.util.Set;

/** EXAONE 4: norms behind the parts; the larger ones have a window in three of four layers. */
final class Exaone4Family implements Family {
    private static final Set<Object> USUAL_PATTERNS = Set.of(4L, "LLLG");

    @Override
    public Set<String> names() {
        return Set.of("Exaone4ForCausalLM");
    }

    @Override
    public String architecture(JsonFile config) {
        return "exaone4";
    }

    @Override
    public Map<String, Object> defaults() {
        return Map.of("rms_norm_eps", 1e-5, "rope_theta", 10_000.0, "max_position_embeddings", 2048L);
    }

    @Override
    public void describe(JsonFile config, Sizes sizes) {
        CommonSizes.require(config, "hidden_act", "silu");
        CommonSizes.describe(RopeSettings.withoutFactors(config), layerCount(config), sizes);
        if (config.has("sliding_window")) {
            sizes.put(Attention.SLIDING_WINDOW, config.requiredInt("sliding_window"));
            boolean[] sliding = LayerKinds.sliding(config, layerCount(config));
            Object pattern = config.values().get("sliding_window_pattern");
            if (sliding.length > 0) {
                sizes.put(Attention.SLIDING_WINDOW_PATTERN, NumberArray.of(sliding));
            } else if (pattern != null && !USUAL_PATTERNS.contains(pattern)) {
                throw config.unsupported("sliding_window_pattern", "is " + pattern + "; only 4 or LLLG can be converted");
            }
        }
    }

    @Override
    public TensorTable tensors(JsonFile config) {
        return Layouts.gatedFeedForward(Layouts.headNorms(Layouts.projections(Layouts.decoder(config))))
                .one("norm", TensorNames.OUTPUT_NORM)
                .each("layers.#.post_attention_layernorm", LayerTensor.POST_ATTENTION_NORM)
                .each("layers.#.post_feedforward_layernorm", LayerTensor.POST_FEED_FORWARD_NORM);
    }

    @Override
    public Map<String, Values> computed(JsonFile config) {
        return Layouts.ropeFactors(config);
    }
}
