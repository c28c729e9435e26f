package hearth.workshop.convert.family;

import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.MetadataKeys.Model;
import hearth.format.gguf.TensorNames;
import hearth.workshop.convert.tensor.TensorTable;
import hearth.workshop.huggingface.JsonFile;
import java.util.Map;
import java.util.Set;

/** Nomic's text encoder: rotary positions, a gated feed-forward, no biases. */
final class NomicBertFamily implements Family {
    private static final int LONGEST = 8192;
    private static final int TRAINED = 2048;

    @Override
    public Set<String> names() {
        return Set.of("NomicBertModel");
    }

    @Override
    public String architecture(JsonFile config) {
        return "nomic-bert";
    }

    @Override
    public Map<String, Object> defaults() {
        return Map.of("layer_norm_epsilon", 1e-12, "type_vocab_size", 2L, "max_trained_positions", 2048L);
    }

    @Override
    public void describe(JsonFile config, Sizes sizes) {
        if (config.intOr(0, "moe_every_n_layers") != 0) {
            throw config.unsupported("moe_every_n_layers", "is set: the model with experts is another architecture");
        }
        // The model's own code and the library's have settings of different names.
        CommonSizes.require(config, "activation_function", "swiglu");
        CommonSizes.require(config, "hidden_act", "silu");
        CommonSizes.require(config, "causal", false);
        CommonSizes.require(config, "qkv_proj_bias", false);
        CommonSizes.require(config, "mlp_fc1_bias", false);
        CommonSizes.require(config, "mlp_fc2_bias", false);
        CommonSizes.require(config, "prenorm", false);
        CommonSizes.require(config, "rotary_emb_fraction", 1.0);
        CommonSizes.require(config, "rotary_emb_interleaved", false);
        CommonSizes.describe(config, layerCount(config), sizes);
        int positions = config.requiredInt("n_positions", "max_position_embeddings");
        // The file names the longest text the positions could stretch to, not the trained one.
        boolean stretched = positions == LONGEST && config.requiredInt("max_trained_positions") == TRAINED;
        sizes.put(Model.TRAINED_CONTEXT_LENGTH, stretched ? TRAINED : positions);
        Encoders.describe(config, sizes);
    }

    @Override
    public TensorTable tensors(JsonFile config) {
        return new TensorTable()
                .optionalPrefix("bert.")
                .one("embeddings.word_embeddings", TensorNames.TOKEN_EMBEDDING)
                .one("embeddings.token_type_embeddings", TensorNames.SEGMENT_EMBEDDING)
                .one("emb_ln", TensorNames.TOKEN_EMBEDDING_NORM)
                .each("encoder.layers.#.attn.Wqkv", LayerTensor.ATTENTION_QKV)
                .each("encoder.layers.#.attn.out_proj", LayerTensor.ATTENTION_OUTPUT)
                .each("encoder.layers.#.norm1", LayerTensor.ATTENTION_OUTPUT_NORM)
                .each("encoder.layers.#.mlp.fc11", LayerTensor.FEED_FORWARD_UP)
                .each("encoder.layers.#.mlp.fc12", LayerTensor.FEED_FORWARD_GATE)
                .each("encoder.layers.#.mlp.fc2", LayerTensor.FEED_FORWARD_DOWN)
                .each("encoder.layers.#.norm2", LayerTensor.LAYER_OUTPUT_NORM)
                .leftover("pooler.dense.weight", "pooler.dense.bias")
                .dropping(name -> name.startsWith("cls."));
    }
}
