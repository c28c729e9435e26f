package hearth.format.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import hearth.format.InvalidModelException;
import hearth.format.InvalidModelException.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GgufMetadataTest {
    private final Map<String, MetadataValue> values = new LinkedHashMap<>(Map.of(
            "general.architecture", new MetadataValue.Text("llama"),
            "llama.block_count", new MetadataValue.Whole(MetadataType.UINT32, 22),
            "llama.epsilon", new MetadataValue.Real(MetadataType.FLOAT32, 1e-5f),
            "nan", new MetadataValue.Real(MetadataType.FLOAT32, Float.NaN),
            "too.large.float", new MetadataValue.Real(MetadataType.FLOAT64, 1e300),
            "huge", new MetadataValue.Whole(MetadataType.UINT64, -1),
            "flag", new MetadataValue.Flag(true),
            "ints", NumberArray.of(3, 1, 2),
            "floats", NumberArray.of(0.5f, Float.NEGATIVE_INFINITY),
            "texts", TextArray.of(List.of("a", "b"))));

    private GgufMetadata metadata() {
        return new GgufMetadata("model.gguf", values);
    }

    private static void assertRefused(Kind kind, String key, String message, Runnable access) {
        assertThatExceptionOfType(InvalidModelException.class).isThrownBy(access::run).withMessage(message).satisfies(e -> {
            assertThat(e.kind()).isEqualTo(kind);
            assertThat(e.key()).contains(key);
            assertThat(e.file()).contains("model.gguf");
        });
    }

    @Test
    void aMissingRequiredKeyIsNamedWithItsFile() {
        String message = "model.gguf: key llama.head_count is missing";
        GgufMetadata view = metadata().ofArchitecture();
        List<Runnable> accessors = List.of(
                () -> view.requiredString("head_count"),
                () -> view.requiredInt("head_count"),
                () -> view.requiredLong("head_count"),
                () -> view.requiredFloat("head_count"),
                () -> view.requiredBoolean("head_count"),
                () -> view.requiredInts("head_count"),
                () -> view.requiredFloats("head_count"),
                () -> view.requiredStrings("head_count"),
                () -> view.requiredIntPerLayer("head_count", 3));
        accessors.forEach(accessor -> assertRefused(Kind.MISSING, "llama.head_count", message, accessor));
    }

    @Test
    void optionalKeysMayBeMissing() {
        GgufMetadata metadata = metadata();
        assertThat(metadata.optionalString("x")).isEmpty();
        assertThat(metadata.optionalInt("x")).isEmpty();
        assertThat(metadata.optionalInt("x", 7)).isEqualTo(7);
        assertThat(metadata.optionalLong("x", 8)).isEqualTo(8);
        assertThat(metadata.optionalFloat("x", 0.5f)).isEqualTo(0.5f);
        assertThat(metadata.optionalBoolean("x", true)).isTrue();
        assertThat(metadata.optionalInts("x")).isEmpty();
        assertThat(metadata.optionalFloats("x")).isEmpty();
        assertThat(metadata.optionalStrings("x")).isEmpty();
        assertThat(metadata.optionalIntPerLayer("x", 3)).isEmpty();
        assertThat(metadata.contains("x")).isFalse();
    }

    @Test
    void theArchitectureViewAddsThePrefix() {
        GgufMetadata view = metadata().ofArchitecture();
        assertThat(view.requiredInt("block_count")).isEqualTo(22);
        assertThat(view.contains("general.architecture")).isFalse();
        assertThat(view.architecture()).isEqualTo("llama");
        assertThat(view.ofArchitecture().requiredFloat("epsilon")).isEqualTo(1e-5f);
        assertThat(view.values()).containsKey("llama.block_count");
    }

    @ParameterizedTest
    @EnumSource
    void integerKeysAcceptEveryIntegerTypeAndNoOther(MetadataType type) {
        values.put("key", type.isInteger() ? new MetadataValue.Whole(type, 100) : otherValue(type));
        if (type.isInteger()) {
            assertThat(metadata().requiredInt("key")).isEqualTo(100);
            assertThat(metadata().requiredLong("key")).isEqualTo(100);
            assertThat(metadata().requiredFloat("key")).isEqualTo(100f);
        } else {
            String found = type == MetadataType.ARRAY ? "an array of INT32" : type.name();
            assertRefused(Kind.MALFORMED, "key", "model.gguf: key key holds " + found + ", expected an integer",
                    () -> metadata().requiredInt("key"));
        }
    }

    private static MetadataValue otherValue(MetadataType type) {
        return switch (type) {
            case BOOL -> new MetadataValue.Flag(true);
            case STRING -> new MetadataValue.Text("100");
            case ARRAY -> NumberArray.of(100);
            default -> new MetadataValue.Real(type, 100);
        };
    }

    @Test
    void numbersOutOfRangeAreRefused() {
        assertRefused(Kind.MALFORMED, "huge", "model.gguf: key huge is 18446744073709551615, which is too large",
                () -> metadata().requiredLong("huge"));
        values.put("wide", new MetadataValue.Whole(MetadataType.UINT32, 3_000_000_000L));
        assertThat(metadata().requiredLong("wide")).isEqualTo(3_000_000_000L);
        assertRefused(Kind.MALFORMED, "wide", "model.gguf: key wide holds 3000000000, which is out of range",
                () -> metadata().requiredInt("wide"));
        assertRefused(Kind.MALFORMED, "nan", "model.gguf: key nan is NaN, not a finite number",
                () -> metadata().requiredFloat("nan"));
        assertRefused(Kind.MALFORMED, "too.large.float", "model.gguf: key too.large.float is 1.0E300, not a finite number",
                () -> metadata().requiredFloat("too.large.float"));
    }

    @Test
    void arraysOfEveryIntegerTypeAreInts() {
        for (MetadataType type : MetadataType.values()) {
            if (type.isInteger()) {
                byte[] bytes = new byte[2 * type.minBytes()];
                bytes[type.minBytes()] = 5;
                values.put("array", NumberArray.ofBytes(type, bytes));
                assertThat(metadata().requiredInts("array")).containsExactly(0, 5);
            }
        }
        values.put("array", NumberArray.of(true, false));
        assertThat(metadata().requiredInts("array")).containsExactly(1, 0);
        values.put("array", NumberArray.ofBytes(MetadataType.INT8, new byte[] {-3}));
        assertThat(metadata().requiredInts("array")).containsExactly(-3);
        values.put("array", NumberArray.ofBytes(MetadataType.UINT32, new byte[] {-1, -1, -1, -1}));
        assertRefused(Kind.MALFORMED, "array", "model.gguf: key array holds 4294967295, which is out of range",
                () -> metadata().requiredInts("array"));
    }

    @Test
    void arraysOfOtherTypesAreRefused() {
        assertThat(metadata().requiredFloats("floats")).containsExactly(0.5f, Float.NEGATIVE_INFINITY);
        assertThat(metadata().requiredStrings("texts")).containsExactly("a", "b");
        assertRefused(Kind.MALFORMED, "texts", "model.gguf: key texts holds an array of STRING, expected an array of integers",
                () -> metadata().requiredInts("texts"));
        assertRefused(Kind.MALFORMED, "ints",
                "model.gguf: key ints holds an array of INT32, expected an array of floating point numbers",
                () -> metadata().requiredFloats("ints"));
        assertRefused(Kind.MALFORMED, "flag", "model.gguf: key flag holds BOOL, expected an array of strings",
                () -> metadata().requiredStrings("flag"));
    }

    @Test
    void oneValueCountsForAllLayersAndAnArrayMustHaveThemAll() {
        GgufMetadata metadata = metadata();
        assertThat(metadata.requiredIntPerLayer("llama.block_count", 2)).containsExactly(22, 22);
        assertThat(metadata.requiredIntPerLayer("ints", 3)).containsExactly(3, 1, 2);
        assertRefused(Kind.MALFORMED, "ints", "model.gguf: key ints has 3 entries for 4 layers",
                () -> metadata.requiredIntPerLayer("ints", 4));
    }
}
