package hearth.workshop.convert.family;

import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.MetadataKeys.Attention;
import hearth.format.gguf.TensorNames;
import hearth.workshop.convert.tensor.TensorTable;
import hearth.workshop.convert.tensor.Transform;
import hearth.workshop.huggingface.JsonFile;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** MPNet. Its first two positions stand for padding; they are cut off. llama.cpp does not have it: the architecture's name and keys are our own. */
final class MpNetFamily implements Family {
    private static final int UNUSED_POSITIONS = 2; // in the model's own code, whatever the padding token is
    private static final long USUAL_BUCKETS = 32;

    @Override
    public Set<String> names() {
        return Set.of("MPNetModel", "MPNetForMaskedLM", "MPNetForSequenceClassification");
    }

    @Override
    public String architecture(JsonFile config) {
        return "mpnet";
    }

    @Override
    public Map<String, Object> defaults() {
        return Map.of("layer_norm_eps", 1e-12, "max_position_embeddings", 512L, "relative_attention_num_buckets", USUAL_BUCKETS,
                "type_vocab_size", 1L);
    }

    @Override
    public List<Module> modules() {
        return List.of(Encoders.DENSE);
    }

    private static int positions(JsonFile config) {
        int positions = config.requiredInt("max_position_embeddings") - UNUSED_POSITIONS;
        if (positions < 1) {
            throw config.error("max_position_embeddings", "leaves no position for text");
        }
        return positions;
    }

    @Override
    public void describe(JsonFile config, Sizes sizes) {
        Encoders.activation(config, "hidden_act", sizes);
        CommonSizes.describe(config.with(Map.of("max_position_embeddings", (long) positions(config))), layerCount(config), sizes);
        Encoders.describe(config, sizes);
        sizes.put(Attention.RELATIVE_BUCKET_COUNT, config.requiredInt("relative_attention_num_buckets"));
    }

    @Override
    public TensorTable tensors(JsonFile config) {
        return new TensorTable()
                .optionalPrefix("mpnet.")
                .one("embeddings.word_embeddings", TensorNames.TOKEN_EMBEDDING)
                .one("embeddings.position_embeddings", TensorNames.POSITION_EMBEDDING,
                        Transform.rows(UNUSED_POSITIONS, positions(config)))
                .one("embeddings.LayerNorm", TensorNames.TOKEN_EMBEDDING_NORM)
                .one("encoder.relative_attention_bias", LayerTensor.ATTENTION_RELATIVE_BIAS.weight(0))
                .each("encoder.layer.#.attention.attn.q", LayerTensor.ATTENTION_QUERY)
                .each("encoder.layer.#.attention.attn.k", LayerTensor.ATTENTION_KEY)
                .each("encoder.layer.#.attention.attn.v", LayerTensor.ATTENTION_VALUE)
                .each("encoder.layer.#.attention.attn.o", LayerTensor.ATTENTION_OUTPUT)
                .each("encoder.layer.#.attention.LayerNorm", LayerTensor.ATTENTION_OUTPUT_NORM)
                .each("encoder.layer.#.intermediate.dense", LayerTensor.FEED_FORWARD_UP)
                .each("encoder.layer.#.output.dense", LayerTensor.FEED_FORWARD_DOWN)
                .each("encoder.layer.#.output.LayerNorm", LayerTensor.LAYER_OUTPUT_NORM)
                .one("classifier.dense", TensorNames.CLASSIFIER)
                .one("classifier.out_proj", TensorNames.CLASSIFIER_OUTPUT)
                .leftover("embeddings.position_ids", "pooler.dense.weight", "pooler.dense.bias")
                // Heads of the training task.
                .dropping(name -> name.startsWith("lm_head."));
    }
}
