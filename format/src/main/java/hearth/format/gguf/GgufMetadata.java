package hearth.format.gguf;

import hearth.format.InvalidModelException;
import hearth.format.InvalidModelException.Kind;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The key-value part of a GGUF model. A {@code required} accessor fails for a missing key; every accessor fails for a
 * value of the wrong type; the error names key and file. Integers of any width are accepted where they fit.
 */
public final class GgufMetadata {
    private final String fileName;
    private final String prefix;
    private final Map<String, MetadataValue> values;

    /** Metadata by full key; {@code fileName} is for messages. */
    public GgufMetadata(String fileName, Map<String, MetadataValue> values) {
        this(fileName, "", Collections.unmodifiableMap(new LinkedHashMap<>(values)));
    }

    private GgufMetadata(String fileName, String prefix, Map<String, MetadataValue> values) {
        this.fileName = fileName;
        this.prefix = prefix;
        this.values = values;
    }

    /** Name of the file without folders. */
    public String fileName() {
        return fileName;
    }

    /** All values by full key, in file order, also in an architecture's view. */
    public Map<String, MetadataValue> values() {
        return values;
    }

    /** The value of {@code general.architecture}, which every model has. */
    public String architecture() {
        return root().requiredString(MetadataKeys.General.ARCHITECTURE);
    }

    /** A view whose keys are asked for without the architecture: "block_count" means "llama.block_count". */
    public GgufMetadata ofArchitecture() {
        return withPrefix(architecture() + ".");
    }

    /** A view whose keys all start with {@code prefix}. */
    public GgufMetadata withPrefix(String prefix) {
        return new GgufMetadata(fileName, prefix, values);
    }

    private GgufMetadata root() {
        return new GgufMetadata(fileName, "", values);
    }

    public boolean contains(String key) {
        return values.containsKey(prefix + key);
    }

    public Optional<MetadataValue> find(String key) {
        return Optional.ofNullable(values.get(prefix + key));
    }

    public String requiredString(String key) {
        return optionalString(key).orElseThrow(() -> missing(key));
    }

    public Optional<String> optionalString(String key) {
        return find(key).map(value -> {
            if (value instanceof MetadataValue.Text text) {
                return text.value();
            }
            throw wrongType(key, value, "a string");
        });
    }

    public int requiredInt(String key) {
        return optionalInt(key).orElseThrow(() -> missing(key));
    }

    public int optionalInt(String key, int fallback) {
        return optionalInt(key).orElse(fallback);
    }

    public OptionalInt optionalInt(String key) {
        OptionalLong value = optionalLong(key);
        return value.isEmpty() ? OptionalInt.empty() : OptionalInt.of(narrow(key, value.getAsLong()));
    }

    public long requiredLong(String key) {
        return optionalLong(key).orElseThrow(() -> missing(key));
    }

    public long optionalLong(String key, long fallback) {
        return optionalLong(key).orElse(fallback);
    }

    public OptionalLong optionalLong(String key) {
        MetadataValue value = find(key).orElse(null);
        if (value == null) {
            return OptionalLong.empty();
        }
        if (!(value instanceof MetadataValue.Whole whole)) {
            throw wrongType(key, value, "an integer");
        }
        if (whole.type() == MetadataType.UINT64 && whole.value() < 0) {
            throw error(key, "is " + Long.toUnsignedString(whole.value()) + ", which is too large");
        }
        return OptionalLong.of(whole.value());
    }

    public float requiredFloat(String key) {
        return optionalFloat(key).orElseThrow(() -> missing(key));
    }

    public float optionalFloat(String key, float fallback) {
        return optionalFloat(key).orElse(fallback);
    }

    /** A finite number; integers are accepted too. */
    public Optional<Float> optionalFloat(String key) {
        return find(key).map(value -> {
            double number = switch (value) {
                case MetadataValue.Real real -> real.value();
                case MetadataValue.Whole whole -> whole.value();
                default -> throw wrongType(key, value, "a number");
            };
            if (!Float.isFinite((float) number)) {
                throw error(key, "is " + number + ", not a finite number");
            }
            return (float) number;
        });
    }

    public boolean requiredBoolean(String key) {
        return optionalBoolean(key).orElseThrow(() -> missing(key));
    }

    public boolean optionalBoolean(String key, boolean fallback) {
        return optionalBoolean(key).orElse(fallback);
    }

    public Optional<Boolean> optionalBoolean(String key) {
        return find(key).map(value -> {
            if (value instanceof MetadataValue.Flag flag) {
                return flag.value();
            }
            throw wrongType(key, value, "a boolean");
        });
    }

    public List<String> requiredStrings(String key) {
        return optionalStrings(key).orElseThrow(() -> missing(key));
    }

    /** A compact list that decodes an element each time it is asked for; see {@link TextArray#bytes}. */
    public Optional<List<String>> optionalStrings(String key) {
        return find(key).map(value -> {
            if (value instanceof TextArray texts) {
                return texts;
            }
            throw wrongType(key, value, "an array of strings");
        });
    }

    public int[] requiredInts(String key) {
        return optionalInts(key).orElseThrow(() -> missing(key));
    }

    /** An array of any integer type, or of booleans as 0 and 1. */
    public Optional<int[]> optionalInts(String key) {
        return find(key).map(value -> ints(key, value));
    }

    public float[] requiredFloats(String key) {
        return optionalFloats(key).orElseThrow(() -> missing(key));
    }

    /** An array of FLOAT32 or FLOAT64, finite or not. */
    public Optional<float[]> optionalFloats(String key) {
        return find(key).map(value -> {
            if (!(value instanceof NumberArray numbers) || !numbers.elementType().isFloat()) {
                throw wrongType(key, value, "an array of floating point numbers");
            }
            float[] floats = new float[numbers.length()];
            for (int i = 0; i < floats.length; i++) {
                floats[i] = (float) numbers.real(i);
            }
            return floats;
        });
    }

    public int[] requiredIntPerLayer(String key, int layerCount) {
        return optionalIntPerLayer(key, layerCount).orElseThrow(() -> missing(key));
    }

    /** One integer for each layer: a single value counts for all, an array must have exactly {@code layerCount} entries. */
    public Optional<int[]> optionalIntPerLayer(String key, int layerCount) {
        return find(key).map(value -> {
            if (value instanceof MetadataValue.Whole) {
                int[] same = new int[layerCount];
                Arrays.fill(same, requiredInt(key));
                return same;
            }
            int[] ints = ints(key, value);
            if (ints.length != layerCount) {
                throw error(key, "has " + ints.length + " entries for " + layerCount + " layers");
            }
            return ints;
        });
    }

    private int[] ints(String key, MetadataValue value) {
        boolean fits = value instanceof NumberArray array && !array.elementType().isFloat();
        if (!fits) {
            throw wrongType(key, value, "an array of integers");
        }
        NumberArray numbers = (NumberArray) value;
        int[] ints = new int[numbers.length()];
        for (int i = 0; i < ints.length; i++) {
            ints[i] = narrow(key, numbers.whole(i));
        }
        return ints;
    }

    private int narrow(String key, long value) {
        if (value != (int) value) {
            throw error(key, "holds " + value + ", which is out of range");
        }
        return (int) value;
    }

    private InvalidModelException missing(String key) {
        return InvalidModelException.atKey(Kind.MISSING, fileName, prefix + key, "is missing");
    }

    private InvalidModelException wrongType(String key, MetadataValue value, String expected) {
        String found = value instanceof MetadataValue.Array array
                ? "an array of " + array.elementType()
                : value.type().toString();
        return error(key, "holds " + found + ", expected " + expected);
    }

    private InvalidModelException error(String key, String reason) {
        return InvalidModelException.atKey(Kind.MALFORMED, fileName, prefix + key, reason);
    }
}
