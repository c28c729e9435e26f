package hearth.workshop.convert.family;

import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.MetadataKeys.Model;
import hearth.format.gguf.TensorNames;
import hearth.workshop.convert.tensor.TensorTable;
import hearth.workshop.huggingface.JsonFile;
import java.util.Map;
import java.util.Set;

/** GPT-NeoX and Pythia: a part of each head rotated; the fused projection of the source has the heads one by one. */
final class GptNeoXFamily implements Family {
    @Override
    public Set<String> names() {
        return Set.of("GPTNeoXForCausalLM", "GPTNeoXModel");
    }

    @Override
    public String architecture(JsonFile config) {
        return "gptneox";
    }

    @Override
    public Map<String, Object> defaults() {
        return Map.of("layer_norm_eps", 1e-5, "max_position_embeddings", 2048L);
    }

    @Override
    public void describe(JsonFile config, Sizes sizes) {
        CommonSizes.require(config, "hidden_act", "gelu");
        CommonSizes.describeTurningPart(config, layerCount(config), 0.25, sizes);
        sizes.put(Model.PARALLEL_RESIDUAL, config.flag("use_parallel_residual", true));
    }

    @Override
    public TensorTable tensors(JsonFile config) {
        TensorTable table = new TensorTable()
                .optionalPrefix("gpt_neox.")
                .one("embed_in", TensorNames.TOKEN_EMBEDDING)
                .one("final_layer_norm", TensorNames.OUTPUT_NORM)
                .each("layers.#.input_layernorm", LayerTensor.ATTENTION_NORM)
                .each("layers.#.attention.query_key_value", LayerTensor.ATTENTION_QKV, Layouts.apart(config, CommonSizes.heads(config)))
                .each("layers.#.attention.dense", LayerTensor.ATTENTION_OUTPUT)
                .each("layers.#.post_attention_layernorm", LayerTensor.FEED_FORWARD_NORM)
                .each("layers.#.mlp.dense_h_to_4h", LayerTensor.FEED_FORWARD_UP)
                .each("layers.#.mlp.dense_4h_to_h", LayerTensor.FEED_FORWARD_DOWN)
                // Masks and angles, stored by old versions.
                .leftover("layers.#.attention.bias", "layers.#.attention.masked_bias", "layers.#.attention.rotary_emb.inv_freq");
        return config.flag("tie_word_embeddings", false)
                ? table.leftover("embed_out.weight")
                : table.one("embed_out", TensorNames.OUTPUT);
    }
}
