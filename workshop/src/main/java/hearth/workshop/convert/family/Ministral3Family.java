package hearth.workshop.convert.family;

import hearth.format.gguf.MetadataKeys.Attention;
import hearth.format.gguf.MetadataKeys.Rope;
import hearth.workshop.convert.tensor.TensorTable;
import hearth.workshop.huggingface.JsonFile;
import java.util.Map;
import java.util.Set;

/** Ministral 3, also the text part of its models that see: Llama whose queries grow past the original context. */
final class Ministral3Family extends LlamaFamily {
    private static final String GROWTH = "llama_4_scaling_beta";

    @Override
    public Set<String> names() {
        return Set.of("Ministral3ForCausalLM", "Mistral3ForConditionalGeneration");
    }

    @Override
    public String architecture(JsonFile config) {
        return RopeSettings.of(config).full().has(GROWTH) ? "mistral3" : "llama"; // Mistral Small 3 sees and has none
    }

    @Override
    public Map<String, Object> defaults() {
        return Map.of("rms_norm_eps", 1e-5, "max_position_embeddings", 262_144L);
    }

    @Override
    public void describe(JsonFile config, Sizes sizes) {
        super.describe(config, sizes);
        JsonFile rope = RopeSettings.of(config).full();
        rope.optionalNumber(GROWTH).ifPresent(growth -> sizes.put(Attention.TEMPERATURE_SCALE, growth));
        rope.optionalNumber("mscale_all_dim").ifPresent(all -> {
            if (all != rope.numberOr(1, "mscale")) {
                throw rope.unsupported("mscale", "is not mscale_all_dim, which this architecture has not in GGUF");
            }
            sizes.put(Rope.YARN_LOG_MULTIPLIER, all);
        });
    }

    @Override
    public TensorTable tensors(JsonFile config) {
        return super.tensors(config).dropping(name -> name.contains("vision_tower.") || name.contains("multi_modal_projector."));
    }
}
