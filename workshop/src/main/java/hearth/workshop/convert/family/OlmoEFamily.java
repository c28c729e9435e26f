package hearth.workshop.convert.family;

import hearth.workshop.convert.tensor.TensorTable;
import hearth.workshop.convert.tensor.Transform;
import hearth.workshop.huggingface.JsonFile;
import java.util.Map;
import java.util.Set;

/** OLMoE: experts in every layer, norms over the whole query and key. */
final class OlmoEFamily implements Family {
    @Override
    public Set<String> names() {
        return Set.of("OlmoeForCausalLM");
    }

    @Override
    public String architecture(JsonFile config) {
        return "olmoe";
    }

    @Override
    public Map<String, Object> defaults() {
        return Map.of("rms_norm_eps", 1e-5, "rope_theta", 10_000.0, "max_position_embeddings", 4096L);
    }

    @Override
    public void describe(JsonFile config, Sizes sizes) {
        CommonSizes.require(config, "hidden_act", "silu");
        CommonSizes.require(config, "norm_topk_prob", false);
        CommonSizes.clamp(config, sizes);
        CommonSizes.describe(config, layerCount(config), sizes);
    }

    @Override
    public TensorTable tensors(JsonFile config) {
        return Layouts.experts(Layouts.headNorms(Layouts.attention(Layouts.decoder(config), Transform.NONE, Transform.NONE)));
    }
}
