package hearth.workshop.convert.family;

import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.MetadataKeys.Attention;
import hearth.format.gguf.MetadataKeys.Model;
import hearth.format.gguf.MetadataKeys.Rope;
import hearth.format.gguf.TensorNames;
import hearth.workshop.convert.tensor.TensorTable;
import hearth.workshop.huggingface.JsonFile;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Command R and its successor with sliding windows: neighbours rotate in the source already. */
final class CohereFamily implements Family {
    private static final int FULL_EVERY = 4;

    private final boolean second;

    CohereFamily(boolean second) {
        this.second = second;
    }

    @Override
    public Set<String> names() {
        return Set.of(second ? "Cohere2ForCausalLM" : "CohereForCausalLM");
    }

    @Override
    public String architecture(JsonFile config) {
        return second ? "cohere2" : "command-r";
    }

    @Override
    public Map<String, Object> defaults() {
        Map<String, Object> values = new HashMap<>(Map.of("layer_norm_eps", 1e-5, "rope_theta", 10_000.0,
                "max_position_embeddings", 8192L, "logit_scale", 0.0625, "tie_word_embeddings", true));
        if (second) {
            values.put("sliding_window", 4096L);
        }
        return values;
    }

    @Override
    public void describe(JsonFile config, Sizes sizes) {
        CommonSizes.require(config, "hidden_act", "silu");
        JsonFile withContext = config.has("model_max_length")
                ? config.with(Map.of("max_position_embeddings", config.values().get("model_max_length")))
                : config;
        CommonSizes.describe(withContext, layerCount(config), sizes);
        sizes.put(Model.LOGIT_SCALE, config.requiredNumber("logit_scale"));
        if (second) {
            LayerKinds.require(config, layerCount(config), layer -> (layer + 1) % FULL_EVERY != 0);
            sizes.put(Attention.SLIDING_WINDOW, config.requiredInt("sliding_window"));
            sizes.put(Model.VOCABULARY_SIZE, config.requiredInt("vocab_size"));
            sizes.put(Rope.DIMENSION_COUNT, (int) (config.numberOr(1, "rotary_pct") * CommonSizes.headSize(config)));
        }
        if (!RopeSettings.of(config).type().equals("default")) {
            throw config.unsupported("rope_parameters", "asks for a scaling, which this architecture has not");
        }
        sizes.put(Rope.SCALING_TYPE, "none");
    }

    @Override
    public TensorTable tensors(JsonFile config) {
        TensorTable table = Layouts.decoder(config)
                .one("norm", TensorNames.OUTPUT_NORM)
                .each("layers.#.input_layernorm", LayerTensor.ATTENTION_NORM)
                .each("layers.#.self_attn.q_proj", LayerTensor.ATTENTION_QUERY)
                .each("layers.#.self_attn.k_proj", LayerTensor.ATTENTION_KEY)
                .each("layers.#.self_attn.v_proj", LayerTensor.ATTENTION_VALUE)
                .each("layers.#.self_attn.o_proj", LayerTensor.ATTENTION_OUTPUT);
        Layouts.headNorms(table);
        return Layouts.gatedFeedForward(table);
    }
}
