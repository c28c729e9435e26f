package hearth.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @Test
    void keepsOrderAndTypes() {
        Map<String, Object> expected = new LinkedHashMap<>();
        expected.put("b", 1L);
        expected.put("a", Arrays.asList(1.5, null, true, "x\u00e9"));
        expected.put("big", new BigInteger("123456789012345678901234567890"));
        Map<String, Object> parsed = Json.parseObject(
                "{\"b\":1,\"a\":[1.5,null,true,\"x\\u00e9\"],\"big\":123456789012345678901234567890}");
        assertThat(parsed).isEqualTo(expected);
        assertThat(parsed.keySet()).containsExactly("b", "a", "big");
        assertThat(Json.parse(Json.write(parsed))).isEqualTo(expected);
        assertThat(Json.parse(Json.writePretty(parsed))).isEqualTo(expected);
    }

    @Test
    void writesIntArraysOnOneLine() {
        assertThat(Json.write(new int[] {1, 2, 3})).isEqualTo("[1,2,3]");
        assertThat(Json.write(List.of())).isEqualTo("[]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[1,]", "{\"a\":1,\"a\":2}", "1 2", "nul", "NaN", "\"\\ud8\""})
    void refusesWhatIsNotJson(String text) {
        assertThatThrownBy(() -> Json.parse(text)).isInstanceOf(JsonException.class);
    }

    @Test
    void refusesDeepNesting() {
        String text = "[".repeat(100_000);
        assertThatThrownBy(() -> Json.parse(text)).isInstanceOf(JsonException.class);
    }
}
