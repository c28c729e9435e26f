package hearth.workshop.convert.family;

import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.MetadataKeys.Model;
import hearth.format.gguf.TensorNames;
import hearth.workshop.convert.tensor.TensorTable;
import hearth.workshop.huggingface.JsonFile;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * ALBERT: BERT with narrow embeddings and layers that share their weights, which are stored once. llama.cpp does not have it: the
 * architecture's name and keys are our own.
 */
final class AlbertFamily implements Family {
    private static final List<String> TRAINING_HEADS = List.of("predictions.", "sop_classifier.");
    private static final String LAYER = "encoder.albert_layer_groups.#.albert_layers.#";

    @Override
    public Set<String> names() {
        return Set.of("AlbertModel", "AlbertForMaskedLM", "AlbertForPreTraining", "AlbertForSequenceClassification");
    }

    @Override
    public String architecture(JsonFile config) {
        return "albert";
    }

    @Override
    public Map<String, Object> defaults() {
        return Map.of("layer_norm_eps", 1e-12, "max_position_embeddings", 512L, "type_vocab_size", 2L, "embedding_size", 128L,
                "num_hidden_groups", 1L, "hidden_act", "gelu_new");
    }

    @Override
    public List<Module> modules() {
        return List.of(Encoders.DENSE);
    }

    @Override
    public void describe(JsonFile config, Sizes sizes) {
        Encoders.activation(config, "hidden_act", sizes);
        CommonSizes.require(config, "position_embedding_type", "absolute");
        CommonSizes.require(config, "inner_group_num", 1L);
        CommonSizes.describe(config, layerCount(config), sizes);
        Encoders.describe(config, sizes);
        sizes.put(Model.NARROW_EMBEDDING_SIZE, config.requiredInt("embedding_size"));
        sizes.put(Model.STORED_LAYER_COUNT, config.requiredInt("num_hidden_groups"));
    }

    @Override
    public TensorTable tensors(JsonFile config) {
        TensorTable table = new TensorTable()
                .optionalPrefix("albert.")
                .one("embeddings.word_embeddings", TensorNames.TOKEN_EMBEDDING)
                .one("embeddings.token_type_embeddings", TensorNames.SEGMENT_EMBEDDING)
                .one("embeddings.position_embeddings", TensorNames.POSITION_EMBEDDING)
                .one("embeddings.LayerNorm", TensorNames.TOKEN_EMBEDDING_NORM)
                .one("encoder.embedding_hidden_mapping_in", TensorNames.EMBEDDING_WIDENING)
                .each(LAYER + ".attention.query", LayerTensor.ATTENTION_QUERY)
                .each(LAYER + ".attention.key", LayerTensor.ATTENTION_KEY)
                .each(LAYER + ".attention.value", LayerTensor.ATTENTION_VALUE)
                .each(LAYER + ".attention.dense", LayerTensor.ATTENTION_OUTPUT)
                .each(LAYER + ".attention.LayerNorm", LayerTensor.ATTENTION_OUTPUT_NORM)
                .each(LAYER + ".ffn", LayerTensor.FEED_FORWARD_UP)
                .each(LAYER + ".ffn_output", LayerTensor.FEED_FORWARD_DOWN)
                .each(LAYER + ".full_layer_layer_norm", LayerTensor.LAYER_OUTPUT_NORM)
                .leftover("embeddings.position_ids")
                // Heads of the training task.
                .dropping(name -> TRAINING_HEADS.stream().anyMatch(name::startsWith));
        return Families.classifies(config)
                ? table.one("pooler", TensorNames.CLASSIFIER).one("classifier", TensorNames.CLASSIFIER_OUTPUT)
                : table.leftover("pooler.weight", "pooler.bias");
    }
}
