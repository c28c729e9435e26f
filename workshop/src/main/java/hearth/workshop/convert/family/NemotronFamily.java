package hearth.workshop.convert.family;

import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.MetadataKeys.Attention;
import hearth.format.gguf.MetadataKeys.Model;
import hearth.format.gguf.TensorNames;
import hearth.workshop.convert.tensor.TensorTable;
import hearth.workshop.convert.tensor.Transform;
import hearth.workshop.huggingface.JsonFile;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Nemotron and Minitron: layer norms that scale by 1 + w, a plain feed-forward, a part of each head rotated. */
final class NemotronFamily implements Family {
    @Override
    public Set<String> names() {
        return Set.of("NemotronForCausalLM");
    }

    @Override
    public String architecture(JsonFile config) {
        return "nemotron";
    }

    @Override
    public Map<String, Object> defaults() {
        return Map.of("norm_eps", 1e-5, "rope_theta", 10_000.0, "max_position_embeddings", 4096L);
    }

    /** The epsilon under the name that layer norms have elsewhere. */
    @Override
    public JsonFile prepared(JsonFile config) {
        JsonFile prepared = Family.super.prepared(config);
        Map<String, Object> renamed = new LinkedHashMap<>(prepared.values());
        renamed.put("layer_norm_eps", renamed.remove("norm_eps"));
        return JsonFile.of(config.file(), renamed);
    }

    @Override
    public void describe(JsonFile config, Sizes sizes) {
        CommonSizes.require(config, "hidden_act", "relu2");
        CommonSizes.describeTurningPart(config, layerCount(config), 0.5, sizes);
        sizes.put(Model.VOCABULARY_SIZE, config.requiredInt("vocab_size"));
        sizes.put(Attention.KV_HEAD_COUNT, CommonSizes.kvHeads(config));
    }

    @Override
    public TensorTable tensors(JsonFile config) {
        TensorTable table = Layouts.attention(Layouts.decoder(config), Transform.NONE, Transform.NONE)
                .one("norm.weight", TensorNames.OUTPUT_NORM, Transform.PLUS_ONE)
                .each("layers.#.input_layernorm.weight", LayerTensor.ATTENTION_NORM, Transform.PLUS_ONE)
                .each("layers.#.post_attention_layernorm.weight", LayerTensor.FEED_FORWARD_NORM, Transform.PLUS_ONE);
        return Layouts.gatedFeedForward(table);
    }
}
