package hearth.testkit;

import hearth.format.TensorType;
import hearth.format.gguf.GgufWriter;
import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.MetadataKeys.Attention;
import hearth.format.gguf.MetadataKeys.General;
import hearth.format.gguf.MetadataKeys.Model;
import hearth.format.gguf.TensorNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** Builds tiny encoders with formula weights: 2 layers, 48 wide, 6 heads, {@link TinyVocabulary}. */
public final class TinyEncoder {
    private static final int LAYERS = 2;
    private static final int HIDDEN = 48;
    private static final int HEADS = 6;
    private static final int FEED_FORWARD = 32;
    private static final int CONTEXT = 64;
    private static final int SCORES = 3;

    private final String architecture;
    private final GgufWriter writer = new GgufWriter();
    private boolean splitGate;
    private boolean extraNorms;
    private boolean scores;

    private TinyEncoder(String architecture) {
        this.architecture = architecture;
    }

    /** BERT: positions, biases, a network without a gate. */
    public static TinyEncoder bert() {
        return new TinyEncoder("bert");
    }

    /** Jina's second version: gate and up in one tensor. */
    public static TinyEncoder jina() {
        return new TinyEncoder("jina-bert-v2");
    }

    /** Gate and up in two tensors. */
    public TinyEncoder splitGate() {
        splitGate = true;
        return this;
    }

    /** Norms of q and k, and a second one behind the attention. */
    public TinyEncoder extraNorms() {
        extraNorms = true;
        return this;
    }

    /** A classification of 3 scores. */
    public TinyEncoder scores() {
        scores = true;
        return this;
    }

    /** Sets a key of the architecture, without its prefix. */
    public TinyEncoder key(String key, int value) {
        writer.put(architecture + "." + key, value);
        return this;
    }

    /** Sets a key of the architecture, without its prefix. */
    public TinyEncoder key(String key, boolean value) {
        writer.put(architecture + "." + key, value);
        return this;
    }

    /** Writes the model; returns {@code file}. */
    public Path write(Path file) {
        writer.put(General.ARCHITECTURE, architecture)
                .put(General.NAME, "tiny encoder")
                .put(architecture + "." + Model.TRAINED_CONTEXT_LENGTH, CONTEXT)
                .put(architecture + "." + Model.HIDDEN_SIZE, HIDDEN)
                .put(architecture + "." + Model.LAYER_COUNT, LAYERS)
                .put(architecture + "." + Model.FEED_FORWARD_SIZE, FEED_FORWARD)
                .put(architecture + "." + Attention.HEAD_COUNT, HEADS)
                .put(architecture + "." + Attention.LAYER_NORM_EPSILON, 1e-5f);
        TinyVocabulary.addTo(writer);
        matrix(TensorNames.TOKEN_EMBEDDING, TinyVocabulary.SIZE, HIDDEN);
        matrix(TensorNames.SEGMENT_EMBEDDING, 2, HIDDEN);
        norm(TensorNames.TOKEN_EMBEDDING_NORM, TensorNames.TOKEN_EMBEDDING_NORM_BIAS);
        boolean bert = architecture.equals("bert");
        if (bert) {
            matrix(TensorNames.POSITION_EMBEDDING, CONTEXT, HIDDEN);
        }
        for (int layer = 0; layer < LAYERS; layer++) {
            layer(layer, bert);
        }
        if (scores) {
            matrix(TensorNames.CLASSIFIER, HIDDEN, HIDDEN);
            row(TensorNames.CLASSIFIER_BIAS, HIDDEN, 0);
            matrix(TensorNames.CLASSIFIER_OUTPUT, SCORES, HIDDEN);
            row(TensorNames.CLASSIFIER_OUTPUT_BIAS, SCORES, 0);
        }
        try {
            writer.write(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    private void layer(int layer, boolean bert) {
        for (LayerTensor tensor : List.of(LayerTensor.ATTENTION_QUERY, LayerTensor.ATTENTION_KEY, LayerTensor.ATTENTION_VALUE,
                LayerTensor.ATTENTION_OUTPUT)) {
            matrix(tensor.weight(layer), HIDDEN, HIDDEN);
            row(tensor.bias(layer), HIDDEN, 0);
        }
        norm(LayerTensor.ATTENTION_OUTPUT_NORM.weight(layer), LayerTensor.ATTENTION_OUTPUT_NORM.bias(layer));
        norm(LayerTensor.LAYER_OUTPUT_NORM.weight(layer), LayerTensor.LAYER_OUTPUT_NORM.bias(layer));
        if (extraNorms) {
            for (LayerTensor tensor : List.of(LayerTensor.ATTENTION_QUERY_NORM, LayerTensor.ATTENTION_KEY_NORM,
                    LayerTensor.ATTENTION_NORM_2)) {
                norm(tensor.weight(layer), tensor.bias(layer));
            }
        }
        boolean fused = !bert && !splitGate;
        matrix(LayerTensor.FEED_FORWARD_UP.weight(layer), fused ? 2 * FEED_FORWARD : FEED_FORWARD, HIDDEN);
        if (bert) {
            row(LayerTensor.FEED_FORWARD_UP.bias(layer), FEED_FORWARD, 0);
        } else if (splitGate) {
            matrix(LayerTensor.FEED_FORWARD_GATE.weight(layer), FEED_FORWARD, HIDDEN);
        }
        matrix(LayerTensor.FEED_FORWARD_DOWN.weight(layer), HIDDEN, FEED_FORWARD);
        row(LayerTensor.FEED_FORWARD_DOWN.bias(layer), HIDDEN, 0);
    }

    private void matrix(String name, int rows, int columns) {
        add(name, List.of((long) columns, (long) rows), TinyWeights.matrix(name, rows, columns));
    }

    private void norm(String weight, String bias) {
        row(weight, HIDDEN, 1);
        row(bias, HIDDEN, 0);
    }

    private void row(String name, int size, double offset) {
        add(name, List.of((long) size), TinyWeights.fill(name, size, offset, 1));
    }

    private void add(String name, List<Long> shape, float[] values) {
        writer.tensor(name, TensorType.F32, shape, TinyWeights.encode(TensorType.F32, values));
    }
}
