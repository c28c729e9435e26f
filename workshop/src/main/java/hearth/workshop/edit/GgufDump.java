package hearth.workshop.edit;

import hearth.format.gguf.GgufFile;
import hearth.format.gguf.MetadataValue;
import hearth.format.gguf.NumberArray;
import hearth.format.gguf.TensorInfo;
import hearth.format.gguf.TextArray;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All that the header of a model says, as values for JSON. */
public final class GgufDump {
    private GgufDump() {}

    /**
     * Metadata with types, and tensors.
     *
     * @param arrayLimit elements of an array that are shown; its length is shown in any case
     */
    public static Map<String, Object> of(GgufFile file, int arrayLimit) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        file.metadata().values().forEach((key, value) -> metadata.put(key, value(value, arrayLimit)));
        List<Object> tensors = new ArrayList<>();
        for (TensorInfo tensor : file.tensors().values()) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("name", tensor.name());
            entry.put("type", tensor.type().name());
            entry.put("shape", tensor.shape());
            entry.put("file", tensor.file());
            entry.put("byteOffset", tensor.byteOffset());
            entry.put("byteSize", tensor.byteSize());
            tensors.add(entry);
        }
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("file", file.name());
        all.put("parts", file.partCount());
        all.put("byteSize", file.byteSize());
        all.put("metadata", metadata);
        all.put("tensors", tensors);
        return all;
    }

    private static Map<String, Object> value(MetadataValue value, int arrayLimit) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("type", MetadataText.typeName(value));
        if (value instanceof MetadataValue.Array array) {
            entry.put("length", array.length());
        }
        entry.put("value", plain(value, arrayLimit));
        return entry;
    }

    private static Object plain(MetadataValue value, int arrayLimit) {
        return switch (value) {
            case MetadataValue.Text text -> text.value();
            case MetadataValue.Flag flag -> flag.value();
            case MetadataValue.Whole whole -> whole(whole.type() == hearth.format.gguf.MetadataType.UINT64, whole.value());
            case MetadataValue.Real real -> real(real.value());
            case TextArray texts -> List.copyOf(texts.subList(0, Math.min(arrayLimit, texts.size())));
            case NumberArray numbers -> numbers(numbers, Math.min(arrayLimit, numbers.length()));
        };
    }

    private static List<Object> numbers(NumberArray numbers, int count) {
        List<Object> shown = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            shown.add(switch (numbers.elementType()) {
                case FLOAT32, FLOAT64 -> real(numbers.real(i));
                case BOOL -> numbers.whole(i) == 1;
                case UINT64 -> whole(true, numbers.whole(i));
                default -> numbers.whole(i);
            });
        }
        return shown;
    }

    private static Object whole(boolean unsigned, long value) {
        return unsigned && value < 0 ? new java.math.BigInteger(Long.toUnsignedString(value)) : (Object) value;
    }

    /** JSON has no word for numbers that are not finite. */
    private static Object real(double value) {
        return Double.isFinite(value) ? (Object) value : Double.toString(value);
    }
}
