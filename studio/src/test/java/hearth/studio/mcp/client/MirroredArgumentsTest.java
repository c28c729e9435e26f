package hearth.studio.mcp.client;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.json.Json;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Arguments in headers, by revision 2026-07-28. */
class MirroredArgumentsTest {
    private static Map<String, Object> schema(String properties) {
        return Json.parseObject("{\"type\": \"object\", \"properties\": " + properties.replace('\'', '"') + "}");
    }

    @Test
    void markedArgumentsAreRepeated() {
        Map<String, Object> schema = schema("{'a': {'type': 'string', 'x-mcp-header': 'A'}, 'b': {'type': 'object', 'properties': {'c': {'type': 'integer', 'x-mcp-header': 'C'}}},"
                + " 'd': {'type': 'boolean', 'x-mcp-header': 'D'}, 'e': {'type': 'string'}}");
        assertThat(MirroredArguments.problem(schema)).isEmpty();
        assertThat(MirroredArguments.headers(schema, Json.parseObject("{\"a\": \"x\", \"b\": {\"c\": -7}, \"d\": true, \"e\": \"not\"}")))
                .isEqualTo(Map.of("Mcp-Param-A", "x", "Mcp-Param-C", "-7", "Mcp-Param-D", "true"));
        assertThat(MirroredArguments.headers(schema, Json.parseObject("{\"a\": null, \"b\": 5}"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{'a': {'type': 'number', 'x-mcp-header': 'A'}}", "{'a': {'type': 'string', 'x-mcp-header': ''}}", "{'a': {'type': 'string', 'x-mcp-header': 'A B'}}",
        "{'a': {'type': 'string', 'x-mcp-header': 'A'}, 'b': {'type': 'string', 'x-mcp-header': 'a'}}", "{'a': {'type': 'array', 'items': {'type': 'string', 'x-mcp-header': 'A'}}}",
        "{'a': {'anyOf': [{'type': 'string', 'x-mcp-header': 'A'}]}}", "{'a': {'type': 'string', 'x-mcp-header': 5}}"
    })
    void wrongMarksAreAProblem(String properties) {
        assertThat(MirroredArguments.problem(schema(properties))).isPresent();
    }

    /** The examples of the specification. */
    @ParameterizedTest
    @CsvSource({"us-west1, us-west1", "'Hello, 世界', =?base64?SGVsbG8sIOS4lueVjA==?=", "' padded ', =?base64?IHBhZGRlZCA=?=", "'line1\nline2', =?base64?bGluZTEKbGluZTI=?=",
        "=?base64?literal?=, =?base64?PT9iYXNlNjQ/bGl0ZXJhbD89?="})
    void valuesThatCouldBeMistakenAreEncoded(String value, String header) {
        assertThat(MirroredArguments.encoded(value)).isEqualTo(header);
    }
}
