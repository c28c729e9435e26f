package hearth.testkit;

import hearth.format.TensorType;
import hearth.format.gguf.GgufWriter;
import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.MetadataKeys.Attention;
import hearth.format.gguf.MetadataKeys.General;
import hearth.format.gguf.MetadataKeys.Model;
import hearth.format.gguf.MetadataKeys.Rope;
import hearth.format.gguf.MetadataKeys.Tokenizer;
import hearth.format.gguf.TensorNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Builds tiny llama models with formula weights: 2 layers, 32 wide, {@link TinyVocabulary}, all else to choose. What it writes
 * can be made wrong on purpose.
 */
public final class TinyLlama {
    private String architecture = "llama";
    private int layerCount = 2;
    private int hiddenSize = 32;
    private int feedForwardSize = 64;
    private int headCount = 4;
    private int kvHeadCount = 4;
    private int headSize = 8;
    private int valueHeadSize = 8;
    private int ropeDimensionCount = 8;
    private float theta = 10_000;
    private int contextLength = 64;
    private boolean tied;
    private boolean biases;
    private boolean ropeFrequencies;
    private TensorType type = TensorType.F32;
    private Consumer<GgufWriter> metadataChange = writer -> {};
    private final Map<String, float[]> replacements = new LinkedHashMap<>();
    private final Map<String, float[]> additions = new LinkedHashMap<>();
    private final Map<String, List<Long>> otherShapes = new LinkedHashMap<>();
    private String missing = "";

    private TinyLlama() {}

    /** Four heads of 8, an output matrix of its own, weights in 32 bits, context of 64. */
    public static TinyLlama create() {
        return new TinyLlama();
    }

    /** Calls itself so; the tensors stay those of a llama model. To be set first. */
    public TinyLlama architecture(String name) {
        architecture = name;
        return this;
    }

    public TinyLlama layers(int count) {
        layerCount = count;
        return this;
    }

    public TinyLlama kvHeads(int count) {
        kvHeadCount = count;
        return this;
    }

    public TinyLlama headSizes(int keySize, int valueSize, int rotated) {
        headSize = keySize;
        valueHeadSize = valueSize;
        ropeDimensionCount = rotated;
        return this;
    }

    public TinyLlama theta(float value) {
        theta = value;
        return this;
    }

    public TinyLlama contextLength(int value) {
        contextLength = value;
        return this;
    }

    /** The embeddings are the output matrix too. */
    public TinyLlama tied() {
        tied = true;
        return this;
    }

    /** Biases on q, k, v and o. */
    public TinyLlama biases() {
        biases = true;
        return this;
    }

    /** Divisors of the rope frequencies, as Llama 3.1 has them. */
    public TinyLlama ropeFrequencies() {
        ropeFrequencies = true;
        return this;
    }

    /** Type of all matrices: F32, F16 or Q8_0. */
    public TinyLlama type(TensorType value) {
        type = value;
        return this;
    }

    /** Changes any metadata after it was set. */
    public TinyLlama metadata(Consumer<GgufWriter> change) {
        metadataChange = metadataChange.andThen(change);
        return this;
    }

    /** Sets a key of the architecture, without its prefix. */
    public TinyLlama key(String key, int value) {
        return metadata(writer -> writer.put(architecture + "." + key, value));
    }

    /** Sets a key of the architecture, without its prefix. */
    public TinyLlama key(String key, float value) {
        return metadata(writer -> writer.put(architecture + "." + key, value));
    }

    /** Sets a key of the architecture, without its prefix. */
    public TinyLlama key(String key, String value) {
        return metadata(writer -> writer.put(architecture + "." + key, value));
    }

    public TinyLlama chatTemplate(String template) {
        return metadata(writer -> writer.put(Tokenizer.CHAT_TEMPLATE, template));
    }

    /** Leaves a tensor out. */
    public TinyLlama without(String tensor) {
        missing = tensor;
        return this;
    }

    /** Gives a tensor other values, as many as it has. */
    public TinyLlama values(String tensor, float... values) {
        replacements.put(tensor, values);
        return this;
    }

    /** Adds a tensor of one row that no llama model has. */
    public TinyLlama extraTensor(String tensor, float... values) {
        additions.put(tensor, values);
        return this;
    }

    /** Stores a tensor with another shape, contiguous dimension first. */
    public TinyLlama shape(String tensor, long... shape) {
        otherShapes.put(tensor, Arrays.stream(shape).boxed().toList());
        return this;
    }

    /** Writes the model; returns {@code file}. */
    public Path write(Path file) {
        GgufWriter writer = new GgufWriter();
        addMetadata(writer);
        metadataChange.accept(writer);
        addMatrix(writer, TensorNames.TOKEN_EMBEDDING, TinyVocabulary.SIZE, hiddenSize);
        for (int layer = 0; layer < layerCount; layer++) {
            addLayer(writer, layer);
        }
        addNorm(writer, TensorNames.OUTPUT_NORM);
        if (!tied) {
            addMatrix(writer, TensorNames.OUTPUT, TinyVocabulary.SIZE, hiddenSize);
        }
        if (ropeFrequencies) {
            addRow(writer, TensorNames.ROPE_FREQUENCIES, ropeDimensionCount / 2, 5, 8);
        }
        additions.forEach((name, values) -> add(writer, name, TensorType.F32, List.of((long) values.length), values));
        try {
            writer.write(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    private void addMetadata(GgufWriter writer) {
        writer.put(General.ARCHITECTURE, architecture)
                .put(General.NAME, "tiny")
                .put(architecture + "." + Model.TRAINED_CONTEXT_LENGTH, contextLength)
                .put(architecture + "." + Model.HIDDEN_SIZE, hiddenSize)
                .put(architecture + "." + Model.LAYER_COUNT, layerCount)
                .put(architecture + "." + Model.FEED_FORWARD_SIZE, feedForwardSize)
                .put(architecture + "." + Attention.HEAD_COUNT, headCount)
                .put(architecture + "." + Attention.KV_HEAD_COUNT, kvHeadCount)
                .put(architecture + "." + Attention.HEAD_SIZE, headSize)
                .put(architecture + "." + Attention.VALUE_HEAD_SIZE, valueHeadSize)
                .put(architecture + "." + Attention.RMS_NORM_EPSILON, 1e-5f)
                .put(architecture + "." + Rope.DIMENSION_COUNT, ropeDimensionCount)
                .put(architecture + "." + Rope.THETA, theta);
        TinyVocabulary.addTo(writer);
    }

    private void addLayer(GgufWriter writer, int layer) {
        addNorm(writer, LayerTensor.ATTENTION_NORM.weight(layer));
        addProjection(writer, LayerTensor.ATTENTION_QUERY, layer, headCount * headSize, hiddenSize);
        addProjection(writer, LayerTensor.ATTENTION_KEY, layer, kvHeadCount * headSize, hiddenSize);
        addProjection(writer, LayerTensor.ATTENTION_VALUE, layer, kvHeadCount * valueHeadSize, hiddenSize);
        addProjection(writer, LayerTensor.ATTENTION_OUTPUT, layer, hiddenSize, headCount * valueHeadSize);
        addNorm(writer, LayerTensor.FEED_FORWARD_NORM.weight(layer));
        addMatrix(writer, LayerTensor.FEED_FORWARD_GATE.weight(layer), feedForwardSize, hiddenSize);
        addMatrix(writer, LayerTensor.FEED_FORWARD_UP.weight(layer), feedForwardSize, hiddenSize);
        addMatrix(writer, LayerTensor.FEED_FORWARD_DOWN.weight(layer), hiddenSize, feedForwardSize);
    }

    private void addProjection(GgufWriter writer, LayerTensor tensor, int layer, int rows, int columns) {
        addMatrix(writer, tensor.weight(layer), rows, columns);
        if (biases) {
            addRow(writer, tensor.bias(layer), rows, 0, 1);
        }
    }

    private void addMatrix(GgufWriter writer, String name, int rows, int columns) {
        float[] values = TinyWeights.matrix(name, rows, columns);
        add(writer, name, type, List.of((long) columns, (long) rows), values);
    }

    private void addNorm(GgufWriter writer, String name) {
        addRow(writer, name, hiddenSize, 1, 1);
    }

    private void addRow(GgufWriter writer, String name, int size, double offset, double scale) {
        add(writer, name, TensorType.F32, List.of((long) size), TinyWeights.fill(name, size, offset, scale));
    }

    private void add(GgufWriter writer, String name, TensorType stored, List<Long> shape, float[] values) {
        if (!name.equals(missing)) {
            float[] chosen = replacements.getOrDefault(name, values);
            List<Long> storedShape = otherShapes.getOrDefault(name, shape);
            int count = Math.toIntExact(storedShape.stream().reduce(1L, Math::multiplyExact));
            writer.tensor(name, stored, storedShape, TinyWeights.encode(stored, Arrays.copyOf(chosen, count)));
        }
    }
}
