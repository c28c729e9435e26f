package hearth.format.gguf;

/** Names of the tensors that belong to no layer; {@link LayerTensor} has the others. */
public final class TensorNames {
    public static final String TOKEN_EMBEDDING = "token_embd.weight";
    public static final String TOKEN_EMBEDDING_NORM = "token_embd_norm.weight";
    public static final String TOKEN_EMBEDDING_NORM_BIAS = "token_embd_norm.bias";
    public static final String SEGMENT_EMBEDDING = "token_types.weight";
    public static final String POSITION_EMBEDDING = "position_embd.weight";
    public static final String OUTPUT_NORM = "output_norm.weight";
    public static final String OUTPUT_NORM_BIAS = "output_norm.bias";
    /** Absent when the output projection is the token embedding. */
    public static final String OUTPUT = "output.weight";
    public static final String OUTPUT_BIAS = "output.bias";
    /** Factors that divide the rope frequencies (Llama 3.1 and later). */
    public static final String ROPE_FREQUENCIES = "rope_freqs.weight";
    public static final String ROPE_FACTORS_LONG = "rope_factors_long.weight";
    public static final String ROPE_FACTORS_SHORT = "rope_factors_short.weight";

    /** Linear layers after pooling of embedding models. */
    public static final String DENSE_2 = "dense_2.weight";
    public static final String DENSE_3 = "dense_3.weight";
    /** Classification head of rerankers: dense layer, then output. */
    public static final String CLASSIFIER = "cls.weight";
    public static final String CLASSIFIER_OUTPUT = "cls.output.weight";
    public static final String CLASSIFIER_BIAS = "cls.bias";
    public static final String CLASSIFIER_OUTPUT_BIAS = "cls.output.bias";

    static final String LAYER_PREFIX = "blk.";

    private TensorNames() {}

    /** The layer, counted from 0, that a tensor of this name belongs to; -1 if to none. */
    public static int layer(String name) {
        if (!name.startsWith(LAYER_PREFIX)) {
            return -1;
        }
        int end = name.indexOf('.', LAYER_PREFIX.length());
        String digits = end < 0 ? "" : name.substring(LAYER_PREFIX.length(), end);
        return digits.matches("[0-9]{1,6}") ? Integer.parseInt(digits) : -1;
    }
}
