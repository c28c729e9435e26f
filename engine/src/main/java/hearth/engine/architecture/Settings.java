package hearth.engine.architecture;

import hearth.engine.model.ModelConfig;
import hearth.engine.model.Weights;
import hearth.format.InvalidModelException;
import hearth.format.InvalidModelException.Kind;
import hearth.format.gguf.GgufMetadata;
import hearth.format.gguf.MetadataKeys.Attention;
import hearth.format.gguf.MetadataKeys.Model;
import hearth.format.gguf.MetadataKeys.Rope;
import hearth.format.gguf.MetadataValue;
import hearth.format.gguf.TensorNames;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * Settings that only some architectures have, checked; keys are asked without the architecture's name. It remembers what was asked
 * for: a model that has a setting its architecture never reads would run, but wrongly.
 */
final class Settings {
    private static final String LONG_ROPE = "longrope";

    /** Numbers that change what a model computes wherever they are not 0. */
    private static final List<String> CHANGING = List.of(
            Attention.SLIDING_WINDOW,
            Attention.CLAMP_QKV,
            Attention.TEMPERATURE_SCALE,
            Attention.MAX_ALIBI_BIAS,
            Attention.SHARED_KV_LAYER_COUNT,
            Model.ATTENTION_LOGIT_SOFT_CAP,
            Model.FINAL_LOGIT_SOFT_CAP,
            Model.EMBEDDING_SCALE,
            Model.RESIDUAL_SCALE,
            Model.LOGIT_SCALE);

    private final Weights weights;
    private final GgufMetadata values;
    private final int layerCount;
    private final Set<String> asked = new HashSet<>();

    Settings(Weights weights, int layerCount) {
        this.weights = weights;
        this.values = weights.settings();
        this.layerCount = layerCount;
    }

    /** The typed accessors, for what needs no check. */
    GgufMetadata values() {
        return values;
    }

    /** A number above 0. */
    float positive(String key, float fallback) {
        asked.add(key);
        float value = values.optionalFloat(key, fallback);
        if (!(value > 0)) {
            throw error(key, "is " + value + " but must be more than 0");
        }
        return value;
    }

    /** A number above 0, or 0 where the file has none or says 0. */
    float positiveOrNone(String key) {
        asked.add(key);
        float value = values.optionalFloat(key, 0);
        if (!(value >= 0)) {
            throw error(key, "is " + value + " but must be 0 (none) or more");
        }
        return value;
    }

    /** The base of a rotary embedding, above 1. */
    float theta(String key, float fallback) {
        float value = values.optionalFloat(key, fallback);
        if (!(value > 1)) {
            throw error(key, "is " + value + " but must be more than 1");
        }
        return value;
    }

    /** The sliding window in positions; 0 where the file has none or says 0. */
    int optionalWindow() {
        asked.add(Attention.SLIDING_WINDOW);
        int window = values.optionalInt(Attention.SLIDING_WINDOW, 0);
        if (window < 0) {
            throw error(Attention.SLIDING_WINDOW, "is " + window + " but must be 0 (none) or more");
        }
        return window;
    }

    /** The sliding window in positions, at least 1; required where there is no fallback. */
    int window(Optional<Integer> fallback) {
        asked.add(Attention.SLIDING_WINDOW);
        int window = fallback.isPresent()
                ? values.optionalInt(Attention.SLIDING_WINDOW, fallback.get())
                : values.requiredInt(Attention.SLIDING_WINDOW);
        if (window < 1) {
            throw error(Attention.SLIDING_WINDOW, "is " + window + " but must be 1 or more");
        }
        return window;
    }

    /**
     * Which layers have a window. The file lists them, or names a period whose last layer sees all, or says nothing.
     *
     * @param period of files that say nothing
     */
    IntPredicate slidingLayers(int period) {
        return slidingLayers(period, false);
    }

    /** As {@link #slidingLayers(int)}, where of each period the first layer sees all. */
    IntPredicate slidingLayersAfterFirst(int period) {
        return slidingLayers(period, true);
    }

    private IntPredicate slidingLayers(int period, boolean afterFirst) {
        Optional<MetadataValue> stored = values.find(Attention.SLIDING_WINDOW_PATTERN);
        if (stored.isPresent() && stored.get() instanceof MetadataValue.Array) {
            int[] listed = values.requiredIntPerLayer(Attention.SLIDING_WINDOW_PATTERN, layerCount);
            return layer -> listed[layer] != 0;
        }
        int length = values.optionalInt(Attention.SLIDING_WINDOW_PATTERN, period);
        if (length < 0) {
            throw error(Attention.SLIDING_WINDOW_PATTERN, "is " + length + " but must be 0 or more");
        }
        return layer -> length == 0 || (afterFirst ? layer % length > 0 : layer % length < length - 1);
    }

    /** Whether the frequencies have factors for short and for long contexts (LongRoPE, Ding et al. 2024). */
    boolean hasLongRope() {
        return values.optionalString(Rope.SCALING_TYPE).filter(LONG_ROPE::equals).isPresent()
                || weights.contains(TensorNames.ROPE_FACTORS_LONG);
    }

    /** Positions that the model learned before it was stretched. */
    int originalContext(ModelConfig config) {
        int length = values.optionalInt(Rope.ORIGINAL_CONTEXT_LENGTH, config.trainedContextLength());
        if (length < 1) {
            throw error(Rope.ORIGINAL_CONTEXT_LENGTH, "is " + length + " but must be 1 or more");
        }
        return length;
    }

    /** @throws InvalidModelException if the file has a setting that the architecture, as known here, does not heed */
    void requireNoOthers() {
        for (String key : CHANGING) {
            if (!asked.contains(key) && values.optionalFloat(key, 0) != 0) {
                throw InvalidModelException.atKey(
                        Kind.UNSUPPORTED,
                        values.fileName(),
                        values.architecture() + "." + key,
                        "is set, but architecture '" + values.architecture() + "' as known here has no use for it");
            }
        }
    }

    private InvalidModelException error(String key, String reason) {
        return InvalidModelException.atKey(
                Kind.MALFORMED, values.fileName(), values.architecture() + "." + key, reason);
    }
}
