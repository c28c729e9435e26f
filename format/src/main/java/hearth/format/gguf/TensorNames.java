package hearth.format.gguf;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of the tensors that belong to no layer; {@link LayerTensor} has the others. */
public final class TensorNames {
    public static final String TOKEN_EMBEDDING = "token_embd.weight";
    public static final String TOKEN_EMBEDDING_NORM = "token_embd_norm.weight";
    public static final String TOKEN_EMBEDDING_NORM_BIAS = "token_embd_norm.bias";
    public static final String SEGMENT_EMBEDDING = "token_types.weight";
    public static final String POSITION_EMBEDDING = "position_embd.weight";
    /** Our own: from narrow token embeddings to the hidden size (ALBERT). */
    public static final String EMBEDDING_WIDENING = "token_embd_widening.weight";
    public static final String EMBEDDING_WIDENING_BIAS = "token_embd_widening.bias";
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
    /** Our own: llama.cpp knows no bias here. */
    public static final String DENSE_2_BIAS = "dense_2.bias";
    public static final String DENSE_3 = "dense_3.weight";
    /** Classification head of rerankers: dense layer, then output. */
    public static final String CLASSIFIER = "cls.weight";
    public static final String CLASSIFIER_OUTPUT = "cls.output.weight";
    /** Behind the dense layer, of ModernBERT. */
    public static final String CLASSIFIER_NORM = "cls.norm.weight";
    public static final String CLASSIFIER_NORM_BIAS = "cls.norm.bias";
    public static final String CLASSIFIER_BIAS = "cls.bias";
    public static final String CLASSIFIER_OUTPUT_BIAS = "cls.output.bias";

    static final String LAYER_PREFIX = "blk.";

    private static final Pattern LAYER = Pattern.compile(Pattern.quote(LAYER_PREFIX) + "(\\d{1,5})\\.");

    private TensorNames() {}

    /** The number of the layer a tensor belongs to, from 0; empty for the others. */
    public static OptionalInt layer(String tensor) {
        Matcher matcher = LAYER.matcher(tensor);
        return matcher.lookingAt() ? OptionalInt.of(Integer.parseInt(matcher.group(1))) : OptionalInt.empty();
    }
}
