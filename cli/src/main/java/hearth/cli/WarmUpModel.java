package hearth.cli;

import hearth.format.TensorType;
import hearth.format.gguf.GgufWriter;
import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.MetadataKeys;
import hearth.format.gguf.NumberArray;
import hearth.format.gguf.TensorNames;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes a model of one small layer with all weights zero: enough to walk through loading, tokenizing, templates and generation
 * before any real model is here.
 */
final class WarmUpModel {
    private static final String ARCHITECTURE = "llama";
    private static final int SIZE = 32;
    private static final int HEADS = 2;
    private static final int CONTEXT_LENGTH = 256;
    private static final int NORMAL = 1;
    private static final int CONTROL = 3;
    private static final int BYTES = 256;
    private static final String TEMPLATE =
            """
            {% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}{{ '<|im_start|>system<|im_end|>' }}\
            {% endif %}{{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n'}}{% endfor %}\
            {% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}""";

    private final GgufWriter writer = new GgufWriter();

    private WarmUpModel() {}

    static void write(Path file) throws IOException {
        WarmUpModel model = new WarmUpModel();
        int vocabularySize = model.vocabulary();
        model.sizes();
        model.tensors(vocabularySize);
        model.writer.write(file);
    }

    private void sizes() {
        String prefix = ARCHITECTURE + ".";
        writer.put(MetadataKeys.General.ARCHITECTURE, ARCHITECTURE)
                .put(prefix + MetadataKeys.Model.TRAINED_CONTEXT_LENGTH, CONTEXT_LENGTH)
                .put(prefix + MetadataKeys.Model.HIDDEN_SIZE, SIZE)
                .put(prefix + MetadataKeys.Model.LAYER_COUNT, 1)
                .put(prefix + MetadataKeys.Model.FEED_FORWARD_SIZE, SIZE)
                .put(prefix + MetadataKeys.Attention.HEAD_COUNT, HEADS)
                .put(prefix + MetadataKeys.Attention.KV_HEAD_COUNT, HEADS)
                .put(prefix + MetadataKeys.Attention.RMS_NORM_EPSILON, 1e-5f);
    }

    /** The byte-level form: a printable stand-in for each byte, then the marks of a chat. Returns the number of tokens. */
    private int vocabulary() {
        List<String> tokens = new ArrayList<>();
        int standIn = BYTES;
        for (int value = 0; value < BYTES; value++) {
            boolean printable = value > ' ' && value < 0x7f || value > 0xa0 && value != 0xad;
            tokens.add(Character.toString(printable ? value : standIn++));
        }
        int[] types = new int[BYTES + 3];
        Arrays.fill(types, 0, BYTES, NORMAL);
        for (String mark : List.of("<|endoftext|>", "<|im_start|>", "<|im_end|>")) {
            types[tokens.size()] = CONTROL;
            tokens.add(mark);
        }
        writer.put(MetadataKeys.Tokenizer.MODEL, "gpt2")
                .put(MetadataKeys.Tokenizer.PRE_TOKENIZER, "smollm")
                .putStrings(MetadataKeys.Tokenizer.TOKENS, tokens)
                .putStrings(MetadataKeys.Tokenizer.MERGES, List.of("h e", "l l"))
                .put(MetadataKeys.Tokenizer.TOKEN_TYPES, NumberArray.of(types))
                .put(MetadataKeys.Tokenizer.END_ID, BYTES + 2)
                .put(MetadataKeys.Tokenizer.CHAT_TEMPLATE, TEMPLATE);
        return tokens.size();
    }

    private void tensors(int vocabularySize) {
        zeros(TensorNames.TOKEN_EMBEDDING, SIZE, vocabularySize);
        zeros(TensorNames.OUTPUT_NORM, SIZE);
        for (LayerTensor norm : List.of(LayerTensor.ATTENTION_NORM, LayerTensor.FEED_FORWARD_NORM)) {
            zeros(norm.weight(0), SIZE);
        }
        for (LayerTensor square : List.of(
                LayerTensor.ATTENTION_QUERY, LayerTensor.ATTENTION_KEY, LayerTensor.ATTENTION_VALUE, LayerTensor.ATTENTION_OUTPUT,
                LayerTensor.FEED_FORWARD_GATE, LayerTensor.FEED_FORWARD_UP, LayerTensor.FEED_FORWARD_DOWN)) {
            zeros(square.weight(0), SIZE, SIZE);
        }
    }

    private void zeros(String name, long... shape) {
        long count = 1;
        List<Long> sizes = new ArrayList<>();
        for (long size : shape) {
            count *= size;
            sizes.add(size);
        }
        writer.tensor(name, TensorType.F32, sizes, MemorySegment.ofArray(new byte[Math.toIntExact(TensorType.F32.byteSize(count))]));
    }
}
