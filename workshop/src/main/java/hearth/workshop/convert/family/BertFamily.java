package hearth.workshop.convert.family;

import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.TensorNames;
import hearth.workshop.convert.tensor.TensorTable;
import hearth.workshop.convert.tensor.Transform;
import hearth.workshop.huggingface.JsonFile;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** BERT, ELECTRA and RoBERTa encoders. RoBERTa's first positions stand for padding; they are cut off. */
final class BertFamily implements Family {
    private static final List<String> TRAINING_HEADS = List.of("cls.", "lm_head.", "discriminator_predictions.");

    private final boolean roberta;

    BertFamily(boolean roberta) {
        this.roberta = roberta;
    }

    @Override
    public Set<String> names() {
        return roberta
                ? Set.of("RobertaModel", "RobertaForMaskedLM", "RobertaForSequenceClassification", "XLMRobertaModel", "XLMRobertaForMaskedLM",
                        "XLMRobertaForSequenceClassification", "CamembertModel", "CamembertForMaskedLM",
                        "CamembertForSequenceClassification")
                : Set.of("BertModel", "BertForMaskedLM", "BertForPreTraining", "BertForSequenceClassification", "ElectraModel",
                        "ElectraForPreTraining");
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
    public List<Module> modules() {
        return List.of(Encoders.DENSE);
    }

    @Override
    public void describe(JsonFile config, Sizes sizes) {
        Encoders.activation(config, "hidden_act", sizes);
        CommonSizes.require(config, "position_embedding_type", "absolute");
        CommonSizes.require(config, "is_decoder", false);
        CommonSizes.require(config, "embedding_size", (long) config.requiredInt(CommonSizes.HIDDEN)); // smaller ones have a projection
        CommonSizes.describe(config.with(Map.of("max_position_embeddings", (long) positions(config))), layerCount(config), sizes);
        Encoders.describe(config, sizes);
    }

    @Override
    public TensorTable tensors(JsonFile config) {
        Transform used = roberta ? Transform.rows(unusedPositions(config), positions(config)) : Transform.NONE;
        return head(config, Encoders.layers(new TensorTable()))
                .optionalPrefix("bert.", "roberta.", "electra.")
                .one("embeddings.word_embeddings", TensorNames.TOKEN_EMBEDDING)
                .one("embeddings.token_type_embeddings", TensorNames.SEGMENT_EMBEDDING)
                .one("embeddings.position_embeddings", TensorNames.POSITION_EMBEDDING, used)
                .one("embeddings.LayerNorm", TensorNames.TOKEN_EMBEDDING_NORM)
                .each("encoder.layer.#.intermediate.dense", LayerTensor.FEED_FORWARD_UP)
                .each("encoder.layer.#.output.dense", LayerTensor.FEED_FORWARD_DOWN)
                .each("encoder.layer.#.output.LayerNorm", LayerTensor.LAYER_OUTPUT_NORM)
                .leftover("embeddings.position_ids")
                // Heads of the training task.
                .dropping(name -> TRAINING_HEADS.stream().anyMatch(name::startsWith));
    }

    /** BERT classifies with the pooling layer it was trained with, which other uses don't need; RoBERTa has a layer of its own for it. */
    private TensorTable head(JsonFile config, TensorTable table) {
        if (roberta || !Families.classifies(config)) {
            return table.leftover("pooler.dense.weight", "pooler.dense.bias")
                    .one("classifier.dense", TensorNames.CLASSIFIER)
                    .one("classifier.out_proj", TensorNames.CLASSIFIER_OUTPUT);
        }
        return table.one("pooler.dense", TensorNames.CLASSIFIER).one("classifier", TensorNames.CLASSIFIER_OUTPUT);
    }
}
