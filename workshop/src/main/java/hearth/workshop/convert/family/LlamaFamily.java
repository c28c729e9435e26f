package hearth.workshop.convert.family;

import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.MetadataKeys.Model;
import hearth.format.gguf.MetadataKeys.Rope;
import hearth.workshop.convert.tensor.TensorTable;
import hearth.workshop.convert.tensor.Transform;
import hearth.workshop.convert.tensor.Values;
import hearth.workshop.huggingface.JsonFile;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Llama, Mistral and Mixtral: query and key rows change to the interleaved order of rotary pairs. */
class LlamaFamily implements Family {
    @Override
    public Set<String> names() {
        return Set.of("LlamaForCausalLM", "LLaMAForCausalLM", "LlamaModel", "LlamaForSequenceClassification", "MistralForCausalLM",
                "MixtralForCausalLM");
    }

    @Override
    public String architecture(JsonFile config) {
        return "llama";
    }

    @Override
    public Map<String, Object> defaults() {
        return Map.of("rms_norm_eps", 1e-6, "rope_theta", 10_000.0, "max_position_embeddings", 2048L);
    }

    /** What the network's activation is called. */
    String activation() {
        return "silu";
    }

    @Override
    public void describe(JsonFile config, Sizes sizes) {
        CommonSizes.require(config, "hidden_act", activation());
        CommonSizes.describe(RopeSettings.withoutFactors(config), layerCount(config), sizes);
        int headSize = CommonSizes.headSize(config);
        CommonSizes.headSize(headSize, sizes);
        CommonSizes.window(config, sizes);
        sizes.put(Model.VOCABULARY_SIZE, config.requiredInt("vocab_size"));
        sizes.put(Rope.DIMENSION_COUNT, headSize);
    }

    @Override
    public TensorTable tensors(JsonFile config) {
        TensorTable table = Layouts.decoder(config);
        Layouts.attention(table, Transform.interleaved(CommonSizes.heads(config)),
                Transform.interleaved(CommonSizes.kvHeads(config)));
        Layouts.gatedFeedForward(table);
        return Layouts.experts(table)
                .each("layers.#.block_sparse_moe.gate", LayerTensor.EXPERT_ROUTER)
                .stacked("layers.#.block_sparse_moe.experts.#.w1", LayerTensor.EXPERT_GATES)
                .stacked("layers.#.block_sparse_moe.experts.#.w2", LayerTensor.EXPERT_DOWNS)
                .stacked("layers.#.block_sparse_moe.experts.#.w3", LayerTensor.EXPERT_UPS)
                .each("layers.#.block_sparse_moe.switch_mlp.gate_proj", LayerTensor.EXPERT_GATES)
                .each("layers.#.block_sparse_moe.switch_mlp.up_proj", LayerTensor.EXPERT_UPS)
                .each("layers.#.block_sparse_moe.switch_mlp.down_proj", LayerTensor.EXPERT_DOWNS);
    }

    @Override
    public List<String> notes(JsonFile config) {
        return config.has("sliding_window") ? List.of(Family.UNUSED_WINDOW) : List.of();
    }

    @Override
    public Map<String, Values> computed(JsonFile config) {
        return Layouts.ropeFactors(config);
    }
}
