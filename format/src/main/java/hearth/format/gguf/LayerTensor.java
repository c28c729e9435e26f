package hearth.format.gguf;

/** The tensors of a layer: {@code ATTENTION_QUERY.weight(3)} is the name of the query projection of the fourth layer. */
public enum LayerTensor {
    ATTENTION_NORM("attn_norm"),
    ATTENTION_NORM_2("attn_norm_2"),
    ATTENTION_QUERY("attn_q"),
    ATTENTION_KEY("attn_k"),
    ATTENTION_VALUE("attn_v"),
    /** Query, key and value rows in one matrix. */
    ATTENTION_QKV("attn_qkv"),
    ATTENTION_OUTPUT("attn_output"),
    ATTENTION_QUERY_NORM("attn_q_norm"),
    ATTENTION_KEY_NORM("attn_k_norm"),
    ATTENTION_OUTPUT_NORM("attn_output_norm"),
    /** Biases by distance, (bucket, head); in the first layer for all. */
    ATTENTION_RELATIVE_BIAS("attn_rel_b"),
    ATTENTION_SINKS("attn_sinks"),
    ATTENTION_GATE("attn_gate"),
    /** Latent attention: the query through a narrow space and back. */
    ATTENTION_QUERY_DOWN("attn_q_a"),
    ATTENTION_QUERY_DOWN_NORM("attn_q_a_norm"),
    ATTENTION_QUERY_UP("attn_q_b"),
    /** Latent attention: the narrow key and value, then the rotated part of the key. */
    ATTENTION_KV_DOWN("attn_kv_a_mqa"),
    ATTENTION_KV_DOWN_NORM("attn_kv_a_norm"),
    ATTENTION_KV_UP("attn_kv_b"),
    /** The key half of the way back, transposed, one matrix for each head. */
    ATTENTION_KEY_UP("attn_k_b"),
    ATTENTION_VALUE_UP("attn_v_b"),
    POST_ATTENTION_NORM("post_attention_norm"),
    FEED_FORWARD_NORM("ffn_norm"),
    POST_FEED_FORWARD_NORM("post_ffw_norm"),
    FEED_FORWARD_GATE("ffn_gate"),
    FEED_FORWARD_UP("ffn_up"),
    FEED_FORWARD_DOWN("ffn_down"),
    /** The router: one row for each expert. */
    EXPERT_ROUTER("ffn_gate_inp"),
    EXPERT_ROUTER_OFFSET("exp_probs_b"),
    /** Three dimensions: columns, rows, expert. */
    EXPERT_GATES("ffn_gate_exps"),
    EXPERT_UPS("ffn_up_exps"),
    EXPERT_DOWNS("ffn_down_exps"),
    EXPERT_GATES_AND_UPS("ffn_gate_up_exps"),
    SHARED_EXPERT_ROUTER("ffn_gate_inp_shexp"),
    SHARED_EXPERT_GATE("ffn_gate_shexp"),
    SHARED_EXPERT_UP("ffn_up_shexp"),
    SHARED_EXPERT_DOWN("ffn_down_shexp"),
    LAYER_OUTPUT_NORM("layer_output_norm"),
    LAYER_OUTPUT_SCALE("layer_output_scale"),
    ROPE_FREQUENCIES("rope_freqs");

    private final String key;

    LayerTensor(String key) {
        this.key = key;
    }

    /** Full name of the weight in a layer, counted from 0. */
    public String weight(int layer) {
        return name(layer) + ".weight";
    }

    /** Full name of the bias in a layer, counted from 0. */
    public String bias(int layer) {
        return name(layer) + ".bias";
    }

    /** Name of the weight of one expert in old files that keep each expert on its own. */
    public String expertWeight(int layer, int expert) {
        return name(layer) + "." + expert + ".weight";
    }

    private String name(int layer) {
        return TensorNames.LAYER_PREFIX + layer + "." + key;
    }
}
