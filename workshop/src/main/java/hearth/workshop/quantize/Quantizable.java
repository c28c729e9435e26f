package hearth.workshop.quantize;

import hearth.format.gguf.TensorInfo;
import java.util.List;

/** Which tensors may get another type at all: matrices whose small errors don't ruin a model. */
public final class Quantizable {
    /** Names, or parts of names, of matrices that are kept: routers, norms, convolutions, position tables and the like. */
    private static final List<String> KEPT = List.of("_norm.weight", "ffn_gate_inp.weight", "ffn_gate_tid2eid", "altup", "laurel",
            "per_layer_model_proj", "ssm_conv1d", "shortconv.conv.weight", "indexer.k_proj", "indexer.q_proj",
            "time_mix_first.weight", "time_mix_w0.weight", "time_mix_w1.weight", "time_mix_w2.weight", "time_mix_v0.weight",
            "time_mix_v1.weight", "time_mix_v2.weight", "time_mix_a0.weight", "time_mix_a1.weight", "time_mix_a2.weight",
            "time_mix_g1.weight", "time_mix_g2.weight", "time_mix_decay_w1.weight", "time_mix_decay_w2.weight",
            "time_mix_lerp_fused.weight", "attn_rel_b.weight", ".position_embd", ".patch_embd", ".rel_pos", "sam.");
    private static final List<String> KEPT_NAMES = List.of("position_embd.weight", "token_types.weight");

    private Quantizable() {}

    public static boolean test(TensorInfo tensor) {
        String name = tensor.name();
        return tensor.rows() > 1
                && name.endsWith("weight")
                && !KEPT_NAMES.contains(name)
                && KEPT.stream().noneMatch(name::contains);
    }
}
