package hearth.workshop.convert.family;

import hearth.workshop.huggingface.JsonFile;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** SmolLM3: Llama whose every fourth layer does not rotate. */
final class SmolLm3Family extends LlamaFamily {
    private static final int UNROTATED_EVERY = 4;

    @Override
    public Set<String> names() {
        return Set.of("SmolLM3ForCausalLM");
    }

    @Override
    public String architecture(JsonFile config) {
        return "smollm3";
    }

    @Override
    public Map<String, Object> defaults() {
        return Map.of("rms_norm_eps", 1e-6, "rope_theta", 2_000_000.0, "max_position_embeddings", 32_768L);
    }

    @Override
    public void describe(JsonFile config, Sizes sizes) {
        if (config.flag("use_sliding_window", false)) {
            throw config.unsupported("use_sliding_window", "is true; this architecture has no sliding window in GGUF");
        }
        List<Double> rotated = config.numbers("no_rope_layers").orElse(List.of());
        for (int layer = 0; layer < rotated.size(); layer++) {
            boolean expected = (layer + 1) % UNROTATED_EVERY != 0;
            if ((rotated.get(layer) != 0) != expected) {
                throw config.unsupported("no_rope_layers", "differs from the architecture in GGUF at layer " + layer);
            }
        }
        if (rotated.isEmpty() && config.intOr(UNROTATED_EVERY, "no_rope_layer_interval") != UNROTATED_EVERY) {
            throw config.unsupported("no_rope_layer_interval", "is not " + UNROTATED_EVERY);
        }
        super.describe(config, sizes);
    }
}
