package hearth.workshop.convert.family;

import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.MetadataKeys.Attention;
import hearth.format.gguf.MetadataKeys.Model;
import hearth.format.gguf.MetadataKeys.Rope;
import hearth.format.gguf.TensorNames;
import hearth.workshop.convert.tensor.TensorTable;
import hearth.workshop.huggingface.JsonFile;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** ModernBERT: rotary positions, gates and ups fused, norms before the parts, a window to both sides in two of three layers. */
final class ModernBertFamily implements Family {
    private static final List<String> CLASSIFIER_ACTIVATIONS = List.of("gelu", "relu", "silu", "tanh");
    private static final int MEAN = 1;
    private static final int FIRST = 2;
    private static final int USUAL_PERIOD = 3;
    private static final double GLOBAL_THETA = 160_000;
    private static final double LOCAL_THETA = 10_000;

    @Override
    public Set<String> names() {
        return Set.of("ModernBertModel", "ModernBertForMaskedLM", "ModernBertForSequenceClassification");
    }

    @Override
    public String architecture(JsonFile config) {
        return "modern-bert";
    }

    @Override
    public Map<String, Object> defaults() {
        return Map.of("norm_eps", 1e-5, "max_position_embeddings", 8192L, "local_attention", 128L);
    }

    @Override
    public void describe(JsonFile config, Sizes sizes) {
        String activation = config.text("hidden_activation").orElse("gelu");
        if (activation.equals("silu")) {
            sizes.put(Model.HIDDEN_ACTIVATION, activation);
        } else {
            CommonSizes.require(config, "hidden_activation", "gelu");
        }
        CommonSizes.require(config, "mlp_bias", false);
        int period = config.intOr(USUAL_PERIOD, "global_attn_every_n_layers");
        if (period < 1) {
            throw config.error("global_attn_every_n_layers", "is " + period + " but must be 1 or more");
        }
        LayerKinds.require(config, layerCount(config), layer -> layer % period != 0);
        RopeSettings rope = RopeSettings.of(config);
        rope.describe(sizes);
        sizes.put(Rope.THETA, rope.thetaOr(GLOBAL_THETA));
        sizes.put(Rope.SLIDING_THETA, rope.slidingTheta().orElse(LOCAL_THETA));
        sizes.put(Model.TRAINED_CONTEXT_LENGTH, config.requiredInt("max_position_embeddings"));
        sizes.put(Model.HIDDEN_SIZE, config.requiredInt(CommonSizes.HIDDEN));
        sizes.put(Model.FEED_FORWARD_SIZE, config.requiredInt("intermediate_size"));
        sizes.put(Model.LAYER_COUNT, layerCount(config));
        sizes.put(Model.VOCABULARY_SIZE, config.requiredInt("vocab_size"));
        sizes.put(Attention.HEAD_COUNT, CommonSizes.heads(config));
        sizes.put(Attention.KV_HEAD_COUNT, CommonSizes.heads(config));
        sizes.put(Attention.LAYER_NORM_EPSILON, config.requiredNumber("norm_eps"));
        sizes.put(Attention.CAUSAL, false);
        sizes.put(Attention.SLIDING_WINDOW, config.requiredInt("local_attention"));
        sizes.put(Attention.SLIDING_WINDOW_PATTERN, period);
        if (Families.classifies(config)) {
            classification(config, sizes);
        }
    }

    private static void classification(JsonFile config, Sizes sizes) {
        String pooling = config.text("classifier_pooling").orElse("cls");
        sizes.put(Model.CLASSIFIER_POOLING_TYPE, switch (pooling) {
            case "cls" -> FIRST;
            case "mean" -> MEAN;
            default -> throw config.unsupported("classifier_pooling", "is '" + pooling + "'; known are cls and mean");
        });
        String activation = config.text("classifier_activation").orElse("gelu");
        if (!CLASSIFIER_ACTIVATIONS.contains(activation)) {
            throw config.unsupported("classifier_activation", "is '" + activation + "'; known are " + CLASSIFIER_ACTIVATIONS);
        }
        sizes.put(Model.CLASSIFIER_ACTIVATION, activation);
    }

    @Override
    public TensorTable tensors(JsonFile config) {
        TensorTable table = new TensorTable()
                .optionalPrefix("model.")
                .one("embeddings.tok_embeddings", TensorNames.TOKEN_EMBEDDING)
                .one("embeddings.norm", TensorNames.TOKEN_EMBEDDING_NORM)
                .one("final_norm", TensorNames.OUTPUT_NORM)
                .each("layers.#.attn_norm", LayerTensor.ATTENTION_NORM)
                .each("layers.#.attn.Wqkv", LayerTensor.ATTENTION_QKV)
                .each("layers.#.attn.Wo", LayerTensor.ATTENTION_OUTPUT)
                .each("layers.#.mlp_norm", LayerTensor.FEED_FORWARD_NORM)
                .each("layers.#.mlp.Wi", LayerTensor.FEED_FORWARD_UP)
                .each("layers.#.mlp.Wo", LayerTensor.FEED_FORWARD_DOWN)
                // A head of the training task.
                .dropping(name -> name.startsWith("decoder."));
        return Families.classifies(config)
                ? table.one("head.dense", TensorNames.CLASSIFIER)
                        .one("head.norm", TensorNames.CLASSIFIER_NORM)
                        .one("classifier", TensorNames.CLASSIFIER_OUTPUT)
                : table.dropping(name -> name.startsWith("head."));
    }
}
