package hearth.workshop.synthetic;

import hearth.format.TensorType;
import hearth.format.gguf.GgufFile;
import hearth.format.gguf.GgufWriter;
import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.MetadataKeys;
import hearth.format.gguf.NumberArray;
import hearth.format.gguf.TensorNames;
import hearth.workshop.convert.VirtualGguf;
import hearth.workshop.convert.tensor.Blocks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** A model with the shape and the tensor types of a real one and random weights: as fast as the real one, and nothing to download. */
public final class SyntheticModel {
    private static final String ARCHITECTURE = "llama";
    private static final int CONTEXT_LENGTH = 32_768;
    private static final long SEED = 1;

    private final SyntheticShape shape;
    private final SyntheticTypes types;
    private final GgufWriter writer = new GgufWriter();
    private final Map<String, Blocks> blocks = new HashMap<>();
    private final Map<TensorType, byte[]> stocks = new EnumMap<>(TensorType.class);
    private final SplittableRandom random = new SplittableRandom(SEED);

    private SyntheticModel(SyntheticShape shape, SyntheticTypes types) {
        this.shape = shape;
        this.types = types;
    }

    /**
     * A file that is never written, for {@code FAMILY:SIZE:TYPE} as in {@code llama:7b:Q4_K_M}.
     *
     * @throws IllegalArgumentException if shape or type is unknown; the message lists the known ones
     */
    public static GgufFile open(String name) {
        int colon = name.lastIndexOf(':');
        SyntheticShape shape = SyntheticShape.named(name.substring(0, Math.max(0, colon)))
                .orElseThrow(() -> new IllegalArgumentException(
                        "'" + name + "' is no known shape; write SHAPE:TYPE, as llama:7b:Q4_K_M, with one of " + SyntheticShape.names()));
        SyntheticTypes types = SyntheticTypes.named(name.substring(colon + 1))
                .orElseThrow(() -> new IllegalArgumentException("'" + name.substring(colon + 1)
                        + "' is no type for a model's weights; known are Q4_K_M, Q4_K_S, Q5_K_M, Q5_K_S and the types of tensors, as Q4_0 or F16"));
        return new SyntheticModel(shape, types).file(name);
    }

    private GgufFile file(String name) {
        sizes(name);
        vocabulary();
        matrix(TensorNames.TOKEN_EMBEDDING, types.usual(), shape.vocabularySize, shape.hiddenSize);
        matrix(TensorNames.OUTPUT, types.output(), shape.vocabularySize, shape.hiddenSize);
        vector(TensorNames.OUTPUT_NORM);
        for (int layer = 0; layer < shape.layerCount; layer++) {
            layer(layer);
        }
        return GgufFile.open(List.of(new VirtualGguf(name, writer.layout(), blocks, () -> {})));
    }

    private void layer(int layer) {
        int hidden = shape.hiddenSize;
        TensorType more = types.bits(layer, shape.layerCount);
        vector(LayerTensor.ATTENTION_NORM.weight(layer));
        vector(LayerTensor.FEED_FORWARD_NORM.weight(layer));
        matrix(LayerTensor.ATTENTION_QUERY.weight(layer), types.usual(), hidden, hidden);
        matrix(LayerTensor.ATTENTION_KEY.weight(layer), types.usual(), shape.kvSize(), hidden);
        matrix(LayerTensor.ATTENTION_VALUE.weight(layer), more, shape.kvSize(), hidden);
        matrix(LayerTensor.ATTENTION_OUTPUT.weight(layer), types.usual(), hidden, hidden);
        matrix(LayerTensor.FEED_FORWARD_GATE.weight(layer), types.usual(), shape.feedForwardSize, hidden);
        matrix(LayerTensor.FEED_FORWARD_UP.weight(layer), types.usual(), shape.feedForwardSize, hidden);
        matrix(LayerTensor.FEED_FORWARD_DOWN.weight(layer), more, hidden, shape.feedForwardSize);
    }

    private void sizes(String name) {
        String prefix = ARCHITECTURE + ".";
        writer.put(MetadataKeys.General.ARCHITECTURE, ARCHITECTURE)
                .put(MetadataKeys.General.NAME, name)
                .put(prefix + MetadataKeys.Model.TRAINED_CONTEXT_LENGTH, CONTEXT_LENGTH)
                .put(prefix + MetadataKeys.Model.HIDDEN_SIZE, shape.hiddenSize)
                .put(prefix + MetadataKeys.Model.LAYER_COUNT, shape.layerCount)
                .put(prefix + MetadataKeys.Model.FEED_FORWARD_SIZE, shape.feedForwardSize)
                .put(prefix + MetadataKeys.Attention.HEAD_COUNT, shape.headCount)
                .put(prefix + MetadataKeys.Attention.KV_HEAD_COUNT, shape.kvHeadCount)
                .put(prefix + MetadataKeys.Attention.RMS_NORM_EPSILON, 1e-5f);
    }

    private void vocabulary() {
        List<String> tokens = new ArrayList<>();
        for (int id = 0; id < shape.vocabularySize; id++) {
            tokens.add("t" + id);
        }
        int[] ordinary = new int[tokens.size()];
        Arrays.fill(ordinary, 1);
        writer.put(MetadataKeys.Tokenizer.MODEL, "gpt2")
                .put(MetadataKeys.Tokenizer.PRE_TOKENIZER, "gpt-2")
                .putStrings(MetadataKeys.Tokenizer.TOKENS, tokens)
                .putStrings(MetadataKeys.Tokenizer.MERGES, List.of())
                .put(MetadataKeys.Tokenizer.TOKEN_TYPES, NumberArray.of(ordinary))
                .put(MetadataKeys.Tokenizer.END_ID, 0);
    }

    // A type whose blocks do not fit the row is replaced as llama.cpp's quantizer does.
    private void matrix(String name, TensorType wanted, long rows, long columns) {
        TensorType type = columns % wanted.blockSize() == 0 ? wanted : TensorType.Q8_0;
        tensor(name, RandomBlocks.of(type, List.of(columns, rows), stocks.computeIfAbsent(type, of -> RandomBlocks.stock(of, random))));
    }

    private void vector(String name) {
        byte[] ones = new byte[4];
        ByteBuffer.wrap(ones).order(ByteOrder.LITTLE_ENDIAN).putFloat(1);
        tensor(name, RandomBlocks.of(TensorType.F32, List.of((long) shape.hiddenSize), ones));
    }

    private void tensor(String name, Blocks content) {
        blocks.put(name, content);
        writer.tensor(name, content.type(), content.shape(), channel -> {
            throw new IOException("a synthetic model is laid out, never written");
        });
    }
}
