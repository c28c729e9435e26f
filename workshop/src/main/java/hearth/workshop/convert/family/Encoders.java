package hearth.workshop.convert.family;

import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.MetadataKeys.Attention;
import hearth.format.gguf.MetadataKeys.Model;
import hearth.format.gguf.MetadataKeys.Tokenizer;
import hearth.format.gguf.MetadataType;
import hearth.format.gguf.MetadataValue;
import hearth.format.gguf.TensorNames;
import hearth.workshop.convert.tensor.TensorTable;
import hearth.workshop.huggingface.JsonFile;
import java.util.Optional;
import java.util.Set;

/** What BERT and its relatives have in common. */
final class Encoders {
    private static final Set<String> GELU = Set.of("gelu", "gelu_new", "gelu_pytorch_tanh");

    /** A linear layer behind the pooling. */
    static final Family.Module DENSE = new Family.Module("2_Dense/model.safetensors", "linear", TensorNames.DENSE_2,
            Optional.of(TensorNames.DENSE_2_BIAS), Model.DENSE_2_INPUTS, Model.DENSE_2_OUTPUTS);

    private Encoders() {}

    /** The graph has one form of GELU for all of them. */
    static void requireActivation(JsonFile config, String key) {
        String activation = config.text(key).orElse("gelu");
        if (!GELU.contains(activation)) {
            throw config.unsupported(key, "is '" + activation + "'; known are " + GELU);
        }
    }

    /** No mask, as many key heads as query heads whatever the file says, segments. */
    static void describe(JsonFile config, Sizes sizes) {
        sizes.put(Attention.KV_HEAD_COUNT, CommonSizes.heads(config));
        sizes.put(Attention.CAUSAL, false);
        sizes.putFull(Tokenizer.SEGMENT_TYPE_COUNT,
                new MetadataValue.Whole(MetadataType.UINT32, config.intOr(1, "type_vocab_size")));
    }

    /** Attention under BERT's names. */
    static TensorTable layers(TensorTable table) {
        return table.each("encoder.layer.#.attention.self.query", LayerTensor.ATTENTION_QUERY)
                .each("encoder.layer.#.attention.self.key", LayerTensor.ATTENTION_KEY)
                .each("encoder.layer.#.attention.self.value", LayerTensor.ATTENTION_VALUE)
                .each("encoder.layer.#.attention.output.dense", LayerTensor.ATTENTION_OUTPUT)
                .each("encoder.layer.#.attention.output.LayerNorm", LayerTensor.ATTENTION_OUTPUT_NORM);
    }
}
