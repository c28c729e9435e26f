package hearth.workshop.quantize;

import hearth.format.gguf.TensorNames;
import java.util.List;

/** What a matrix does in the network, as far as the mixtures care; the first that fits the name. */
enum TensorRole {
    OUTPUT,
    EMBEDDING,
    ATTENTION_VALUE("attn_qkv.weight", "attn_kv_b.weight", "attn_v.weight"),
    ATTENTION_KEY("attn_k.weight"),
    ATTENTION_QUERY("attn_q.weight"),
    ATTENTION_OUTPUT("attn_output.weight"),
    FEED_FORWARD_UP("ffn_up"),
    FEED_FORWARD_GATE("ffn_gate"),
    FEED_FORWARD_DOWN("ffn_down"),
    OTHER;

    private static final String LAYER_EMBEDDING = "per_layer_token_embd.weight";

    private final List<String> parts;

    TensorRole(String... parts) {
        this.parts = List.of(parts);
    }

    static TensorRole of(String tensor) {
        if (tensor.equals(TensorNames.OUTPUT)) {
            return OUTPUT;
        }
        if (tensor.equals(TensorNames.TOKEN_EMBEDDING) || tensor.equals(LAYER_EMBEDDING)) {
            return EMBEDDING;
        }
        for (TensorRole role : values()) {
            if (role.parts.stream().anyMatch(tensor::contains)) {
                return role;
            }
        }
        return OTHER;
    }
}
