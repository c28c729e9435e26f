package hearth.workshop.convert.family;

import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.TensorNames;
import hearth.workshop.convert.tensor.TensorTable;
import hearth.workshop.convert.tensor.Transform;
import hearth.workshop.huggingface.JsonFile;
import java.util.Map;
import java.util.Set;

/** BERT and RoBERTa encoders. RoBERTa's first positions stand for padding; they are cut off. */
final class BertFamily implements Family {
    private final boolean roberta;

    BertFamily(boolean roberta) {
        this.roberta = roberta;
    }

    @Override
    public Set<String> names() {
        return roberta
                ? Set.of("RobertaModel", "XLMRobertaModel", "RobertaForSequenceClassification", "XLMRobertaForSequenceClassification")
                : Set.of("BertModel", "BertForMaskedLM", "CamembertModel");
    }

    @Override
    public String architecture(JsonFile config) {
        return "bert";
    }

    @Override
    public Map<String, Object> defaults() {
        return Map.of("layer_norm_eps", 1e-12, "max_position_embeddings", 512L, "type_vocab_size", 2L);
    }

    private int unusedPositions(JsonFile config) {
        return roberta ? 1 + config.intOr(1, "pad_token_id") : 0;
    }

    private int positions(JsonFile config) {
        int positions = config.requiredInt("max_position_embeddings") - unusedPositions(config);
        if (positions < 1) {
            throw config.error("max_position_embeddings", "leaves no position for text");
        }
        return positions;
    }

    @Override
    public void describe(JsonFile config, Sizes sizes) {
        Encoders.requireActivation(config, "hidden_act");
        CommonSizes.require(config, "position_embedding_type", "absolute");
        CommonSizes.require(config, "is_decoder", false);
        CommonSizes.describe(config.with(Map.of("max_position_embeddings", (long) positions(config))), layerCount(config), sizes);
        Encoders.describe(config, sizes);
    }

    @Override
    public TensorTable tensors(JsonFile config) {
        Transform used = roberta ? Transform.rows(unusedPositions(config), positions(config)) : Transform.NONE;
        return Encoders.layers(new TensorTable())
                .optionalPrefix("bert.", "roberta.")
                .one("embeddings.word_embeddings", TensorNames.TOKEN_EMBEDDING)
                .one("embeddings.token_type_embeddings", TensorNames.SEGMENT_EMBEDDING)
                .one("embeddings.position_embeddings", TensorNames.POSITION_EMBEDDING, used)
                .one("embeddings.LayerNorm", TensorNames.TOKEN_EMBEDDING_NORM)
                .each("encoder.layer.#.intermediate.dense", LayerTensor.FEED_FORWARD_UP)
                .each("encoder.layer.#.output.dense", LayerTensor.FEED_FORWARD_DOWN)
                .each("encoder.layer.#.output.LayerNorm", LayerTensor.LAYER_OUTPUT_NORM)
                .one("classifier.dense", TensorNames.CLASSIFIER)
                .one("classifier.out_proj", TensorNames.CLASSIFIER_OUTPUT)
                .leftover("embeddings.position_ids", "pooler.dense.weight", "pooler.dense.bias")
                // Heads of the training task.
                .dropping(name -> name.startsWith("cls.") || name.startsWith("lm_head."));
    }
}
