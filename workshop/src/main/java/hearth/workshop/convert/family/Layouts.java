package hearth.workshop.convert.family;

import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.TensorNames;
import hearth.workshop.convert.tensor.TensorTable;
import hearth.workshop.convert.tensor.Transform;
import hearth.workshop.convert.tensor.Values;
import hearth.workshop.huggingface.JsonFile;
import java.util.Map;

/** Rows of tensor tables that many decoders share, by the names of Hugging Face's Llama. */
final class Layouts {
    private Layouts() {}

    /** A table that knows names with and without the wrappers of larger models. */
    static TensorTable decoder(JsonFile config) {
        TensorTable table = new TensorTable()
                .optionalPrefix("model.language_model.", "language_model.model.", "language_model.", "model.")
                .one("embed_tokens", TensorNames.TOKEN_EMBEDDING)
                .leftover("layers.#.self_attn.rotary_emb.inv_freq", "rotary_emb.inv_freq");
        if (Families.classifies(config)) {
            table.one("score", TensorNames.CLASSIFIER_OUTPUT);
        }
        // A tied head that is stored all the same is the embedding once more.
        return config.flag("tie_word_embeddings", false)
                ? table.leftover("lm_head.weight")
                : table.one("lm_head", TensorNames.OUTPUT);
    }

    /** Input norm, separate projections, norm before the feed-forward. */
    static TensorTable attention(TensorTable table, Transform query, Transform key) {
        return table.one("norm", TensorNames.OUTPUT_NORM)
                .each("layers.#.input_layernorm", LayerTensor.ATTENTION_NORM)
                .each("layers.#.self_attn.q_proj", LayerTensor.ATTENTION_QUERY, query)
                .each("layers.#.self_attn.k_proj", LayerTensor.ATTENTION_KEY, key)
                .each("layers.#.self_attn.v_proj", LayerTensor.ATTENTION_VALUE)
                .each("layers.#.self_attn.o_proj", LayerTensor.ATTENTION_OUTPUT)
                .each("layers.#.post_attention_layernorm", LayerTensor.FEED_FORWARD_NORM);
    }

    /** Separate projections, under their usual names. */
    static TensorTable projections(TensorTable table) {
        return table.each("layers.#.self_attn.q_proj", LayerTensor.ATTENTION_QUERY)
                .each("layers.#.self_attn.k_proj", LayerTensor.ATTENTION_KEY)
                .each("layers.#.self_attn.v_proj", LayerTensor.ATTENTION_VALUE)
                .each("layers.#.self_attn.o_proj", LayerTensor.ATTENTION_OUTPUT);
    }

    /** Llama 3's divisors of the frequencies, where a model has them. */
    static Map<String, Values> ropeFactors(JsonFile config) {
        return RopeSettings.of(config).llamaFactors(CommonSizes.headSize(config))
                .<Map<String, Values>>map(factors -> Map.of(TensorNames.ROPE_FREQUENCIES, factors))
                .orElse(Map.of());
    }

    static TensorTable headNorms(TensorTable table) {
        return table.each("layers.#.self_attn.q_norm", LayerTensor.ATTENTION_QUERY_NORM)
                .each("layers.#.self_attn.k_norm", LayerTensor.ATTENTION_KEY_NORM);
    }

    static TensorTable gatedFeedForward(TensorTable table) {
        return table.each("layers.#.mlp.gate_proj", LayerTensor.FEED_FORWARD_GATE)
                .each("layers.#.mlp.up_proj", LayerTensor.FEED_FORWARD_UP)
                .each("layers.#.mlp.down_proj", LayerTensor.FEED_FORWARD_DOWN);
    }

    /** Experts one by one, stacked by MLX, or all in one tensor with the gates before the ups. */
    static TensorTable experts(TensorTable table) {
        return table.each("layers.#.mlp.gate", LayerTensor.EXPERT_ROUTER)
                .stacked("layers.#.mlp.experts.#.gate_proj", LayerTensor.EXPERT_GATES)
                .stacked("layers.#.mlp.experts.#.up_proj", LayerTensor.EXPERT_UPS)
                .stacked("layers.#.mlp.experts.#.down_proj", LayerTensor.EXPERT_DOWNS)
                .each("layers.#.mlp.switch_mlp.gate_proj", LayerTensor.EXPERT_GATES)
                .each("layers.#.mlp.switch_mlp.up_proj", LayerTensor.EXPERT_UPS)
                .each("layers.#.mlp.switch_mlp.down_proj", LayerTensor.EXPERT_DOWNS)
                .eachWeight("layers.#.mlp.experts.gate_up_proj", LayerTensor.EXPERT_GATES, Transform.part(0, 2))
                .eachWeight("layers.#.mlp.experts.gate_up_proj", LayerTensor.EXPERT_UPS, Transform.part(1, 2))
                .eachWeight("layers.#.mlp.experts.down_proj", LayerTensor.EXPERT_DOWNS, Transform.NONE);
    }

    /**
     * Fused projections of groups, each of some query heads, their key head and their value head: to all queries, then all keys, then all
     * values.
     */
    static Transform apart(JsonFile config, int groups) {
        int heads = CommonSizes.heads(config);
        long size = CommonSizes.headSize(config);
        if (heads % groups != 0) {
            throw config.error("num_kv_heads", "is " + groups + ", which does not divide the " + heads + " heads");
        }
        int queries = heads / groups;
        long rows = (heads + 2L * groups) * size;
        return Transform.picked(rows, rows, row -> {
            long head = row / size;
            long group;
            long place;
            if (head < heads) {
                group = head / queries;
                place = head % queries;
            } else {
                group = (head - heads) % groups;
                place = head < heads + groups ? queries : queries + 1;
            }
            return (group * (queries + 2) + place) * size + row % size;
        });
    }
}
