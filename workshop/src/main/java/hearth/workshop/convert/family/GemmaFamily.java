package hearth.workshop.convert.family;

import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.MetadataKeys.Attention;
import hearth.format.gguf.MetadataKeys.Model;
import hearth.format.gguf.MetadataKeys.Rope;
import hearth.format.gguf.TensorNames;
import hearth.workshop.convert.tensor.TensorTable;
import hearth.workshop.convert.tensor.Transform;
import hearth.workshop.huggingface.JsonFile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Gemma 1 to 3: the source's norms scale by 1 + w, the target's by w; the output is the embedding. */
record GemmaFamily(String architecture, Set<String> names, int generation) implements Family {
    static final GemmaFamily GEMMA = new GemmaFamily("gemma", Set.of("GemmaForCausalLM"), 1);
    static final GemmaFamily GEMMA2 = new GemmaFamily("gemma2", Set.of("Gemma2ForCausalLM"), 2);
    static final GemmaFamily GEMMA3 =
            new GemmaFamily("gemma3", Set.of("Gemma3ForCausalLM", "Gemma3ForConditionalGeneration"), 3);
    static final GemmaFamily EMBEDDING = new GemmaFamily("gemma-embedding", Set.of("Gemma3TextModel"), 3);

    @Override
    public String architecture(JsonFile config) {
        return architecture;
    }

    @Override
    public Map<String, Object> defaults() {
        Map<String, Object> values = new HashMap<>(Map.of(
                "rms_norm_eps", 1e-6,
                "head_dim", 256L,
                "max_position_embeddings", generation == 3 ? 131_072L : 8192L,
                "num_attention_heads", generation == 1 ? 16L : 8L,
                "num_key_value_heads", generation == 1 ? 16L : 4L));
        if (generation == 2) {
            values.putAll(Map.of("attn_logit_softcapping", 50.0, "final_logit_softcapping", 30.0, "sliding_window", 4096L));
        }
        return values;
    }

    @Override
    public void describe(JsonFile config, Sizes sizes) {
        CommonSizes.require(config, "attention_bias", false);
        CommonSizes.describe(config, layerCount(config), sizes);
        RopeSettings rope = RopeSettings.of(config);
        if (rope.theta().isEmpty()) {
            sizes.put(Rope.THETA, generation == 3 ? 1_000_000.0 : 10_000.0);
        }
        if (generation == 2) {
            LayerKinds.require(config, layerCount(config), layer -> layer % 2 == 0);
            CommonSizes.putNumber(config, sizes, Model.ATTENTION_LOGIT_SOFT_CAP, "attn_logit_softcapping");
            sizes.put(Attention.SLIDING_WINDOW, config.requiredInt("sliding_window"));
        }
        if (generation == 3) {
            LayerKinds.require(config, layerCount(config), layer -> (layer + 1) % 6 != 0);
            if (config.has("attn_logit_softcapping")) {
                throw config.unsupported("attn_logit_softcapping", "is set; this architecture has none");
            }
            if (config.intOr(6, "sliding_window_pattern") != 1) {
                sizes.put(Attention.SLIDING_WINDOW, config.requiredInt("sliding_window"));
            }
        }
        CommonSizes.putNumber(config, sizes, Model.FINAL_LOGIT_SOFT_CAP, "final_logit_softcapping");
        requireUsualScale(config);
    }

    /** The target takes the score scale from the sizes: 1 / sqrt(head size), for the 27B models 1 / sqrt(hidden / heads). */
    private void requireUsualScale(JsonFile config) {
        if (generation == 1 || !config.has("query_pre_attn_scalar")) {
            return;
        }
        double given = config.requiredNumber("query_pre_attn_scalar");
        int layers = layerCount(config);
        boolean large = generation == 2 && layers == 46 || generation == 3 && layers == 62;
        double assumed = large
                ? config.requiredNumber(CommonSizes.HIDDEN) / CommonSizes.heads(config)
                : CommonSizes.headSize(config);
        if (given != assumed) {
            throw config.unsupported("query_pre_attn_scalar", "is " + given + ", but the architecture in GGUF means " + assumed);
        }
    }

    @Override
    public TensorTable tensors(JsonFile config) {
        TensorTable table = new TensorTable()
                .optionalPrefix("model.language_model.", "language_model.model.", "language_model.", "model.")
                .one("embed_tokens", TensorNames.TOKEN_EMBEDDING)
                .one("norm", TensorNames.OUTPUT_NORM, Transform.PLUS_ONE)
                .leftover("lm_head.weight")
                .dropping(name -> name.contains("vision_tower.") || name.contains("multi_modal_projector."))
                .each("layers.#.input_layernorm", LayerTensor.ATTENTION_NORM, Transform.PLUS_ONE)
                .each("layers.#.self_attn.q_proj", LayerTensor.ATTENTION_QUERY)
                .each("layers.#.self_attn.k_proj", LayerTensor.ATTENTION_KEY)
                .each("layers.#.self_attn.v_proj", LayerTensor.ATTENTION_VALUE)
                .each("layers.#.self_attn.o_proj", LayerTensor.ATTENTION_OUTPUT);
        Layouts.gatedFeedForward(table);
        if (generation == 1) {
            return table.each("layers.#.post_attention_layernorm", LayerTensor.FEED_FORWARD_NORM, Transform.PLUS_ONE);
        }
        table.each("layers.#.post_attention_layernorm", LayerTensor.POST_ATTENTION_NORM, Transform.PLUS_ONE)
                .each("layers.#.pre_feedforward_layernorm", LayerTensor.FEED_FORWARD_NORM, Transform.PLUS_ONE)
                .each("layers.#.post_feedforward_layernorm", LayerTensor.POST_FEED_FORWARD_NORM, Transform.PLUS_ONE);
        if (generation == 3) {
            table.each("layers.#.self_attn.q_norm", LayerTensor.ATTENTION_QUERY_NORM, Transform.PLUS_ONE)
                    .each("layers.#.self_attn.k_norm", LayerTensor.ATTENTION_KEY_NORM, Transform.PLUS_ONE);
        }
        return table;
    }

    @Override
    public List<Module> modules() {
        return architecture.equals("gemma-embedding")
                ? List.of(
                        Encoders.DENSE,
                        new Module("3_Dense/model.safetensors", "linear", TensorNames.DENSE_3, Optional.empty(),
                                Model.DENSE_3_INPUTS, Model.DENSE_3_OUTPUTS))
                : List.of();
    }
}
