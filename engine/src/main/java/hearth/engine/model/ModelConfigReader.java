package hearth.engine.model;

import hearth.engine.nn.RopeScaling;
import hearth.format.InvalidModelException;
import hearth.format.InvalidModelException.Kind;
import hearth.format.gguf.GgufMetadata;
import hearth.format.gguf.MetadataKeys.Attention;
import hearth.format.gguf.MetadataKeys.Experts;
import hearth.format.gguf.MetadataKeys.Model;
import hearth.format.gguf.MetadataKeys.Rope;
import hearth.format.gguf.MetadataKeys.Tokenizer;
import java.util.Optional;

/** Reads a {@link ModelConfig} from a file's metadata; a missing or wrong value is an error that names key and file. */
public final class ModelConfigReader {
    private static final int MAX_LAYERS = 1024;
    private static final float DEFAULT_THETA = 10_000;
    private static final float DEFAULT_BETA_FAST = 32;
    private static final float DEFAULT_BETA_SLOW = 1;

    private final GgufMetadata metadata;
    private final GgufMetadata sizes;
    private final int layerCount;

    private ModelConfigReader(GgufMetadata metadata) {
        this.metadata = metadata;
        this.sizes = metadata.ofArchitecture();
        // Layers that only predict tokens ahead come last and are counted, but no part of the model itself.
        this.layerCount = sizes.requiredInt(Model.LAYER_COUNT) - Math.max(0, sizes.optionalInt(Model.PREDICT_LAYER_COUNT, 0));
    }

    /** @throws InvalidModelException if a required key is missing, or values are out of range or do not fit each other */
    public static ModelConfig read(GgufMetadata metadata) {
        ModelConfigReader reader = new ModelConfigReader(metadata);
        try {
            return reader.read();
        } catch (InvalidModelException e) {
            if (e.file().isPresent()) {
                throw e;
            }
            throw InvalidModelException.inFile(e.kind(), metadata.fileName(), e.getMessage());
        }
    }

    private ModelConfig read() {
        // It sizes the arrays of per-layer values, so it is bounded before they are read.
        if (layerCount < 1 || layerCount > MAX_LAYERS) {
            throw error(Model.LAYER_COUNT, "is " + layerCount + " but must be from 1 to " + MAX_LAYERS);
        }
        int hiddenSize = sizes.requiredInt(Model.HIDDEN_SIZE);
        int headCount = sameInAllLayers(Attention.HEAD_COUNT).orElseThrow(() -> missing(Attention.HEAD_COUNT));
        if (headCount < 1) {
            throw error(Attention.HEAD_COUNT, "is " + headCount + " but must be 1 or more");
        }
        int headSize = sizes.optionalInt(Attention.HEAD_SIZE).orElseGet(() -> evenShare(hiddenSize, headCount));
        int trainedContextLength = sizes.requiredInt(Model.TRAINED_CONTEXT_LENGTH);
        return new ModelConfig(
                metadata.architecture(),
                layerCount,
                hiddenSize,
                sameInAllLayers(Model.FEED_FORWARD_SIZE).orElseThrow(() -> missing(Model.FEED_FORWARD_SIZE)),
                headCount,
                sameInAllLayers(Attention.KV_HEAD_COUNT).orElse(headCount),
                headSize,
                sizes.optionalInt(Attention.VALUE_HEAD_SIZE).orElseGet(() -> evenShare(hiddenSize, headCount)),
                metadata.requiredStrings(Tokenizer.TOKENS).size(),
                trainedContextLength,
                sizes.optionalInt(Experts.COUNT, 0),
                normEpsilon(),
                sizes.optionalFloat(Attention.SCALE, 0),
                new ModelConfig.Rope(
                        sizes.optionalInt(Rope.DIMENSION_COUNT, headSize),
                        sizes.optionalFloat(Rope.THETA, DEFAULT_THETA),
                        scaling(trainedContextLength)));
    }

    private float normEpsilon() {
        return sizes.optionalFloat(Attention.RMS_NORM_EPSILON)
                .or(() -> sizes.optionalFloat(Attention.LAYER_NORM_EPSILON))
                .orElseThrow(() -> missing(Attention.RMS_NORM_EPSILON));
    }

    private int evenShare(int hiddenSize, int headCount) {
        if (hiddenSize % headCount != 0) {
            throw error(Attention.HEAD_COUNT, "is " + headCount + ", which does not divide the hidden size " + hiddenSize);
        }
        return hiddenSize / headCount;
    }

    private Optional<Integer> sameInAllLayers(String key) {
        return sizes.optionalIntPerLayer(key, layerCount).map(values -> {
            for (int value : values) {
                if (value != values[0]) {
                    throw error(key, "differs between layers, which is not supported for this architecture");
                }
            }
            return values[0];
        });
    }

    private RopeScaling scaling(int trainedContextLength) {
        float attentionFactor = positive(Rope.SCALING_ATTENTION_FACTOR, 1);
        float plainMagnitude = positive(Rope.YARN_ATTENTION_FACTOR, 1);
        float factor = sizes.optionalFloat(Rope.SCALING_FACTOR).orElseGet(() -> sizes.optionalFloat(Rope.OLD_SCALING_FACTOR, 0));
        if (factor < 0) {
            throw error(Rope.SCALING_FACTOR, "is " + factor + " but must be 0 (none) or more");
        }
        float stretch = factor == 0 ? 1 : factor;
        String type = sizes.optionalString(Rope.SCALING_TYPE).orElse("linear");
        return switch (type) {
            // The factors of longrope are tensors; what is left of it here is the magnitude.
            case "none", "longrope" -> new RopeScaling.Linear(1, attentionFactor * plainMagnitude);
            case "linear" -> new RopeScaling.Linear(stretch, attentionFactor * plainMagnitude);
            case "yarn" -> yarn(stretch, attentionFactor, plainMagnitude, trainedContextLength);
            default -> throw InvalidModelException.atKey(
                    Kind.UNSUPPORTED,
                    metadata.fileName(),
                    fullKey(Rope.SCALING_TYPE),
                    "is '" + type + "'; known are none, linear, yarn and longrope");
        };
    }

    private RopeScaling.Yarn yarn(float factor, float attentionFactor, float plainMagnitude, int trainedContextLength) {
        int original = sizes.optionalInt(Rope.ORIGINAL_CONTEXT_LENGTH, trainedContextLength);
        if (original < 1) {
            throw error(Rope.ORIGINAL_CONTEXT_LENGTH, "is " + original + " but must be 1 or more");
        }
        return new RopeScaling.Yarn(
                factor,
                original,
                sizes.optionalFloat(Rope.YARN_EXTRAPOLATION_FACTOR, 1),
                attentionFactor,
                plainMagnitude,
                positive(Rope.YARN_BETA_FAST, DEFAULT_BETA_FAST),
                positive(Rope.YARN_BETA_SLOW, DEFAULT_BETA_SLOW),
                sizes.optionalFloat(Rope.YARN_LOG_MULTIPLIER, 0),
                true);
    }

    private float positive(String key, float fallback) {
        float value = sizes.optionalFloat(key, fallback);
        if (value <= 0) {
            throw error(key, "is " + value + " but must be more than 0");
        }
        return value;
    }

    private String fullKey(String key) {
        return metadata.architecture() + "." + key;
    }

    private InvalidModelException error(String key, String reason) {
        return InvalidModelException.atKey(Kind.MALFORMED, metadata.fileName(), fullKey(key), reason);
    }

    private InvalidModelException missing(String key) {
        return InvalidModelException.atKey(Kind.MISSING, metadata.fileName(), fullKey(key), "is missing");
    }
}
