package hearth.workshop.edit;

import hearth.format.gguf.GgufMetadata;
import hearth.format.gguf.MetadataType;
import hearth.format.gguf.MetadataValue;
import hearth.format.gguf.NumberArray;
import hearth.format.gguf.TextArray;
import hearth.json.Json;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Metadata as people type it: {@code KEY=VALUE} keeps the type the key has, {@code KEY:TYPE=VALUE} gives one. Types are u8 i8
 * u16 i16 u32 i32 u64 i64 f32 f64 bool str, and with {@code []} behind a JSON array of them.
 */
public final class MetadataText {
    private static final Map<String, MetadataType> TYPES = Map.ofEntries(
            Map.entry("u8", MetadataType.UINT8), Map.entry("i8", MetadataType.INT8), Map.entry("u16", MetadataType.UINT16),
            Map.entry("i16", MetadataType.INT16), Map.entry("u32", MetadataType.UINT32), Map.entry("i32", MetadataType.INT32),
            Map.entry("u64", MetadataType.UINT64), Map.entry("i64", MetadataType.INT64), Map.entry("f32", MetadataType.FLOAT32),
            Map.entry("f64", MetadataType.FLOAT64), Map.entry("bool", MetadataType.BOOL), Map.entry("str", MetadataType.STRING));

    private MetadataText() {}

    /**
     * Reads one setting.
     *
     * @param metadata tells the type of keys that are there
     * @throws IllegalArgumentException naming what is wrong
     */
    public static MetadataEdit.Put parse(String text, GgufMetadata metadata) {
        int equals = text.indexOf('=');
        if (equals < 1) {
            throw new IllegalArgumentException("'" + text + "' is not KEY=VALUE or KEY:TYPE=VALUE");
        }
        String key = text.substring(0, equals);
        String value = text.substring(equals + 1);
        int colon = key.lastIndexOf(':');
        if (colon > 0) {
            String type = key.substring(colon + 1);
            return new MetadataEdit.Put(key.substring(0, colon), value(type, value));
        }
        Optional<MetadataValue> present = metadata.find(key);
        String type = present.map(MetadataText::typeName).orElseThrow(() -> new IllegalArgumentException(
                "key " + key + " is new, so its type must be said: " + key + ":str=" + value));
        return new MetadataEdit.Put(key, value(type, value));
    }

    /** The name of a value's type, as {@link #parse} takes it. */
    public static String typeName(MetadataValue value) {
        return value instanceof MetadataValue.Array array ? name(array.elementType()) + "[]" : name(value.type());
    }

    private static String name(MetadataType type) {
        return TYPES.entrySet().stream()
                .filter(entry -> entry.getValue() == type)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    private static MetadataValue value(String typeName, String text) {
        boolean array = typeName.endsWith("[]");
        MetadataType type = TYPES.get(array ? typeName.substring(0, typeName.length() - 2) : typeName);
        if (type == null) {
            throw new IllegalArgumentException("'" + typeName + "' is no type; types are " + names());
        }
        return array ? array(type, Json.parseArray(text)) : single(type, text);
    }

    private static List<String> names() {
        List<String> names = new ArrayList<>(TYPES.keySet());
        names.sort(null);
        return names;
    }

    private static MetadataValue single(MetadataType type, String text) {
        try {
            return switch (type) {
                case STRING -> new MetadataValue.Text(text);
                case BOOL -> new MetadataValue.Flag(flag(text));
                case FLOAT32 -> new MetadataValue.Real(type, Float.parseFloat(text));
                case FLOAT64 -> new MetadataValue.Real(type, Double.parseDouble(text));
                case UINT64 -> new MetadataValue.Whole(type, Long.parseUnsignedLong(text));
                default -> new MetadataValue.Whole(type, Long.parseLong(text));
            };
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is no " + type.name().toLowerCase(Locale.ROOT), e);
        }
    }

    private static boolean flag(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException("'" + text + "' is neither true nor false");
        }
        return text.equals("true");
    }

    private static MetadataValue array(MetadataType type, List<Object> elements) {
        List<String> texts = elements.stream().map(String::valueOf).toList();
        if (type == MetadataType.STRING) {
            return TextArray.of(texts);
        }
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(texts.size(), type.minBytes())).order(ByteOrder.LITTLE_ENDIAN);
        for (String text : texts) {
            put(bytes, type, single(type, text));
        }
        return NumberArray.ofBytes(type, Arrays.copyOf(bytes.array(), bytes.position()));
    }

    private static void put(ByteBuffer bytes, MetadataType type, MetadataValue value) {
        switch (value) {
            case MetadataValue.Flag flag -> bytes.put((byte) (flag.value() ? 1 : 0));
            case MetadataValue.Real real when type == MetadataType.FLOAT32 -> bytes.putFloat((float) real.value());
            case MetadataValue.Real real -> bytes.putDouble(real.value());
            case MetadataValue.Whole whole -> {
                for (int i = 0; i < type.minBytes(); i++) {
                    bytes.put((byte) (whole.value() >>> 8 * i));
                }
            }
            default -> throw new IllegalArgumentException(value.type() + " is no number");
        }
    }
}
