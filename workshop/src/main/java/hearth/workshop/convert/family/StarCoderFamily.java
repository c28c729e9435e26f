package hearth.workshop.convert.family;

import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.MetadataKeys.Attention;
import hearth.format.gguf.MetadataKeys.Model;
import hearth.format.gguf.TensorNames;
import hearth.workshop.convert.tensor.TensorTable;
import hearth.workshop.convert.tensor.Transform;
import hearth.workshop.huggingface.JsonFile;
import java.util.Map;
import java.util.Set;

/** The first StarCoder and SantaCoder: GPT-2 with linear layers the usual way round and one key head for all heads. */
final class StarCoderFamily implements Family {
    @Override
    public Set<String> names() {
        return Set.of("GPTBigCodeForCausalLM", "GPTBigCodeModel");
    }

    @Override
    public String architecture(JsonFile config) {
        return "starcoder";
    }

    @Override
    public Map<String, Object> defaults() {
        return Map.of("layer_norm_epsilon", 1e-5, "n_positions", 1024L);
    }

    private static int kvHeads(JsonFile config) {
        return config.flag("multi_query", true) ? 1 : CommonSizes.heads(config);
    }

    @Override
    public void describe(JsonFile config, Sizes sizes) {
        CommonSizes.require(config, "activation_function", "gelu_pytorch_tanh");
        CommonSizes.require(config, "scale_attn_weights", true);
        CommonSizes.require(config, "add_cross_attention", false);
        int hidden = config.requiredInt(CommonSizes.HIDDEN);
        sizes.put(Model.TRAINED_CONTEXT_LENGTH, config.requiredInt("n_positions"));
        sizes.put(Model.HIDDEN_SIZE, hidden);
        sizes.put(Model.FEED_FORWARD_SIZE, config.intOr(4 * hidden, "n_inner"));
        sizes.put(Model.LAYER_COUNT, layerCount(config));
        sizes.put(Attention.HEAD_COUNT, CommonSizes.heads(config));
        sizes.put(Attention.KV_HEAD_COUNT, kvHeads(config));
        sizes.put(Attention.LAYER_NORM_EPSILON, config.requiredNumber("layer_norm_epsilon"));
    }

    @Override
    public TensorTable tensors(JsonFile config) {
        boolean shared = config.flag("multi_query", true);
        TensorTable table = new TensorTable()
                .optionalPrefix("transformer.")
                .one("wte", TensorNames.TOKEN_EMBEDDING)
                .one("wpe", TensorNames.POSITION_EMBEDDING)
                .one("ln_f", TensorNames.OUTPUT_NORM)
                .each("h.#.ln_1", LayerTensor.ATTENTION_NORM)
                .each("h.#.attn.c_attn", LayerTensor.ATTENTION_QKV, shared ? Transform.NONE : Layouts.apart(config, kvHeads(config)))
                .each("h.#.attn.c_proj", LayerTensor.ATTENTION_OUTPUT)
                .each("h.#.ln_2", LayerTensor.FEED_FORWARD_NORM)
                .each("h.#.mlp.c_fc", LayerTensor.FEED_FORWARD_UP)
                .each("h.#.mlp.c_proj", LayerTensor.FEED_FORWARD_DOWN)
                .leftover("h.#.attn.bias", "h.#.attn.masked_bias");
        return config.flag("tie_word_embeddings", true)
                ? table.leftover("lm_head.weight")
                : table.one("lm_head", TensorNames.OUTPUT);
    }
}
