package hearth.workshop.convert.family;

import hearth.format.gguf.MetadataKeys.Attention;
import hearth.workshop.huggingface.JsonFile;
import java.util.Map;
import java.util.Set;

/** OLMo 1: Llama with norms that have no weights. */
final class BareOlmoFamily extends LlamaFamily {
    private static final double EPSILON = 1e-5; // in the model's own code

    @Override
    public Set<String> names() {
        return Set.of("OlmoForCausalLM");
    }

    @Override
    public String architecture(JsonFile config) {
        return "olmo";
    }

    @Override
    public Map<String, Object> defaults() {
        return Map.of("rope_theta", 10_000.0, "max_position_embeddings", 2048L);
    }

    @Override
    public void describe(JsonFile config, Sizes sizes) {
        super.describe(config, sizes);
        CommonSizes.clamp(config, sizes);
        sizes.put(Attention.LAYER_NORM_EPSILON, EPSILON);
    }
}
