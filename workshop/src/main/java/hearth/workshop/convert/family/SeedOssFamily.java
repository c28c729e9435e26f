package hearth.workshop.convert.family;

import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.TensorNames;
import hearth.workshop.convert.tensor.TensorTable;
import hearth.workshop.huggingface.JsonFile;
import java.util.Map;
import java.util.Set;

/** Seed-OSS: Qwen 2 with another name for the second norm in GGUF. */
final class SeedOssFamily implements Family {
    @Override
    public Set<String> names() {
        return Set.of("SeedOssForCausalLM");
    }

    @Override
    public String architecture(JsonFile config) {
        return "seed_oss";
    }

    @Override
    public Map<String, Object> defaults() {
        return Map.of("rms_norm_eps", 1e-6, "rope_theta", 10_000.0, "max_position_embeddings", 524_288L, "head_dim", 128L);
    }

    @Override
    public void describe(JsonFile config, Sizes sizes) {
        CommonSizes.require(config, "hidden_act", "silu");
        CommonSizes.describe(config, layerCount(config), sizes);
    }

    @Override
    public TensorTable tensors(JsonFile config) {
        return Layouts.gatedFeedForward(Layouts.projections(Layouts.decoder(config)))
                .one("norm", TensorNames.OUTPUT_NORM)
                .each("layers.#.input_layernorm", LayerTensor.ATTENTION_NORM)
                .each("layers.#.post_attention_layernorm", LayerTensor.POST_ATTENTION_NORM);
    }
}
