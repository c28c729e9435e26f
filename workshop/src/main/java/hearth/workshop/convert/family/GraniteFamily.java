package hearth.workshop.convert.family;

import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.MetadataKeys.Attention;
import hearth.format.gguf.MetadataKeys.Experts;
import hearth.format.gguf.MetadataKeys.Model;
import hearth.workshop.convert.tensor.TensorTable;
import hearth.workshop.convert.tensor.Transform;
import hearth.workshop.huggingface.JsonFile;
import java.util.Set;

/** Granite: Llama with four multipliers; with experts, gate and up are one tensor in the source. */
final class GraniteFamily extends LlamaFamily {
    private final boolean withExperts;

    GraniteFamily(boolean withExperts) {
        this.withExperts = withExperts;
    }

    @Override
    public Set<String> names() {
        return withExperts ? Set.of("GraniteMoeForCausalLM", "GraniteMoeSharedForCausalLM") : Set.of("GraniteForCausalLM");
    }

    @Override
    public String architecture(JsonFile config) {
        return withExperts ? "granitemoe" : "granite";
    }

    @Override
    public void describe(JsonFile config, Sizes sizes) {
        super.describe(config, sizes);
        CommonSizes.putNumber(config, sizes, Attention.SCALE, "attention_multiplier");
        CommonSizes.putNumber(config, sizes, Model.EMBEDDING_SCALE, "embedding_multiplier");
        CommonSizes.putNumber(config, sizes, Model.RESIDUAL_SCALE, "residual_multiplier");
        CommonSizes.putNumber(config, sizes, Model.LOGIT_SCALE, "logits_scaling");
        if (withExperts && config.intOr(0, "shared_intermediate_size") > 0) {
            CommonSizes.putInt(config, sizes, Experts.SHARED_FEED_FORWARD_SIZE, "shared_intermediate_size");
        }
    }

    @Override
    public TensorTable tensors(JsonFile config) {
        TensorTable table = super.tensors(config);
        if (!withExperts) {
            return table;
        }
        return table.each("layers.#.block_sparse_moe.router.layer", LayerTensor.EXPERT_ROUTER)
                .each("layers.#.block_sparse_moe.input_linear", LayerTensor.EXPERT_GATES, Transform.part(0, 2))
                .each("layers.#.block_sparse_moe.input_linear", LayerTensor.EXPERT_UPS, Transform.part(1, 2))
                .each("layers.#.block_sparse_moe.output_linear", LayerTensor.EXPERT_DOWNS)
                .each("layers.#.shared_mlp.input_linear", LayerTensor.SHARED_EXPERT_GATE, Transform.part(0, 2))
                .each("layers.#.shared_mlp.input_linear", LayerTensor.SHARED_EXPERT_UP, Transform.part(1, 2))
                .each("layers.#.shared_mlp.output_linear", LayerTensor.SHARED_EXPERT_DOWN);
    }
}
