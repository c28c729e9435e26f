package hearth.workshop.convert.family;

import hearth.format.gguf.LayerTensor;
import hearth.workshop.convert.tensor.TensorTable;
import hearth.workshop.convert.tensor.Transform;
import hearth.workshop.huggingface.JsonFile;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** StarCoder2: layer norms and biases throughout, a plain feed-forward. Its window is not applied in GGUF. */
final class StarCoder2Family implements Family {
    @Override
    public Set<String> names() {
        return Set.of("Starcoder2ForCausalLM");
    }

    @Override
    public String architecture(JsonFile config) {
        return "starcoder2";
    }

    @Override
    public Map<String, Object> defaults() {
        return Map.of("norm_epsilon", 1e-5, "rope_theta", 10_000.0, "max_position_embeddings", 4096L,
                "tie_word_embeddings", true);
    }

    @Override
    public void describe(JsonFile config, Sizes sizes) {
        CommonSizes.require(config, "hidden_act", "gelu_pytorch_tanh");
        CommonSizes.require(config, "norm_type", "layer_norm");
        CommonSizes.describe(config, layerCount(config), sizes);
    }

    @Override
    public List<String> notes(JsonFile config) {
        return config.has("sliding_window") ? List.of(Family.UNUSED_WINDOW) : List.of();
    }

    @Override
    public TensorTable tensors(JsonFile config) {
        return Layouts.attention(Layouts.decoder(config), Transform.NONE, Transform.NONE)
                .each("layers.#.mlp.c_fc", LayerTensor.FEED_FORWARD_UP)
                .each("layers.#.mlp.c_proj", LayerTensor.FEED_FORWARD_DOWN);
    }
}
