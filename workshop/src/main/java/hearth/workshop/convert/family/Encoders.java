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

/** What BERT and its relatives have in common. */
final class Encoders {
    /** A linear layer behind the pooling. */
    static final Family.Module DENSE = new Family.Module("2_Dense/model.safetensors", "linear", TensorNames.DENSE_2,
            Optional.of(TensorNames.DENSE_2_BIAS), Model.DENSE_2_INPUTS, Model.DENSE_2_OUTPUTS);

    private Encoders() {}

    /** The function of the network. llama.cpp takes it to be the exact GELU in all of them; another one is told in a key that it passes over. */
    static void activation(JsonFile config, String key, Sizes sizes) {
        String activation = config.text(key).orElse("gelu");
        switch (activation) {
            case "gelu" -> { }
            case "gelu_new", "gelu_fast", "gelu_pytorch_tanh" -> sizes.put(Model.HIDDEN_ACTIVATION, "gelu_pytorch_tanh");
            case "relu", "silu" -> sizes.put(Model.HIDDEN_ACTIVATION, activation);
            default -> throw config.unsupported(key, "is '" + activation
                    + "'; known are gelu, gelu_new, gelu_fast, gelu_pytorch_tanh, relu and silu");
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
