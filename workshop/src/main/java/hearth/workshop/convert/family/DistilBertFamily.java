package hearth.workshop.convert.family;

import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.MetadataKeys.Attention;
import hearth.format.gguf.MetadataKeys.Model;
import hearth.format.gguf.TensorNames;
import hearth.workshop.convert.tensor.TensorTable;
import hearth.workshop.huggingface.JsonFile;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** DistilBERT: BERT without segments, under names of its own. */
final class DistilBertFamily implements Family {
    private static final double EPSILON = 1e-12; // in the model's own code

    @Override
    public Set<String> names() {
        return Set.of("DistilBertModel", "DistilBertForMaskedLM", "DistilBertForSequenceClassification");
    }

    @Override
    public String architecture(JsonFile config) {
        return "bert";
    }

    @Override
    public Map<String, Object> defaults() {
        return Map.of("max_position_embeddings", 512L, "type_vocab_size", 1L);
    }

    @Override
    public List<Module> modules() {
        return List.of(Encoders.DENSE);
    }

    @Override
    public void describe(JsonFile config, Sizes sizes) {
        Encoders.activation(config, "activation", sizes);
        CommonSizes.describe(config, layerCount(config), sizes);
        sizes.put(Attention.LAYER_NORM_EPSILON, EPSILON);
        Encoders.describe(config, sizes);
        if (Families.classifies(config)) {
            sizes.put(Model.CLASSIFIER_ACTIVATION, "relu");
        }
    }

    @Override
    public TensorTable tensors(JsonFile config) {
        return new TensorTable()
                .optionalPrefix("distilbert.")
                .one("embeddings.word_embeddings", TensorNames.TOKEN_EMBEDDING)
                .one("embeddings.position_embeddings", TensorNames.POSITION_EMBEDDING)
                .one("embeddings.LayerNorm", TensorNames.TOKEN_EMBEDDING_NORM)
                .each("transformer.layer.#.attention.q_lin", LayerTensor.ATTENTION_QUERY)
                .each("transformer.layer.#.attention.k_lin", LayerTensor.ATTENTION_KEY)
                .each("transformer.layer.#.attention.v_lin", LayerTensor.ATTENTION_VALUE)
                .each("transformer.layer.#.attention.out_lin", LayerTensor.ATTENTION_OUTPUT)
                .each("transformer.layer.#.sa_layer_norm", LayerTensor.ATTENTION_OUTPUT_NORM)
                .each("transformer.layer.#.ffn.lin1", LayerTensor.FEED_FORWARD_UP)
                .each("transformer.layer.#.ffn.lin2", LayerTensor.FEED_FORWARD_DOWN)
                .each("transformer.layer.#.output_layer_norm", LayerTensor.LAYER_OUTPUT_NORM)
                .one("pre_classifier", TensorNames.CLASSIFIER)
                .one("classifier", TensorNames.CLASSIFIER_OUTPUT)
                // Heads of the training task.
                .dropping(name -> name.startsWith("vocab_"));
    }
}
