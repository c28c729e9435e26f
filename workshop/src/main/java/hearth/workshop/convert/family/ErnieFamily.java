package hearth.workshop.convert.family;

import hearth.workshop.convert.tensor.TensorTable;
import hearth.workshop.convert.tensor.Transform;
import hearth.workshop.huggingface.JsonFile;
import java.util.Map;
import java.util.Set;

/** ERNIE 4.5, dense: Llama whose source has neighbouring rotary pairs already. */
final class ErnieFamily implements Family {
    @Override
    public Set<String> names() {
        return Set.of("Ernie4_5ForCausalLM", "Ernie4_5_ForCausalLM");
    }

    @Override
    public String architecture(JsonFile config) {
        return "ernie4_5";
    }

    @Override
    public Map<String, Object> defaults() {
        return Map.of("rms_norm_eps", 1e-5, "rope_theta", 500_000.0, "max_position_embeddings", 131_072L, "head_dim", 128L,
                "tie_word_embeddings", true);
    }

    @Override
    public void describe(JsonFile config, Sizes sizes) {
        CommonSizes.require(config, "hidden_act", "silu");
        CommonSizes.describe(config, layerCount(config), sizes);
    }

    @Override
    public TensorTable tensors(JsonFile config) {
        return Layouts.gatedFeedForward(Layouts.attention(Layouts.decoder(config), Transform.NONE, Transform.NONE));
    }
}
