package hearth.grammar.schema;

import java.util.List;
import java.util.Map;

/** Checks the values of {@code enum} and {@code const} against the keywords beside them. */
final class Literals {
    private Literals() {}

    static boolean admits(Constraint way, Object value) {
        JsonType type = JsonType.of(value);
        if (!way.types.contains(type)) {
            return false;
        }
        return switch (type) {
            case NULL, BOOLEAN -> true;
            case INTEGER, FRACTION -> way.range.contains(JsonType.number(value));
            case STRING -> {
                String text = (String) value;
                if (!way.patterns.isEmpty()) {
                    throw new UnsupportedSchemaException("enum", way.path, "strings beside \"pattern\" are not supported");
                }
                long length = text.codePointCount(0, text.length());
                yield length >= way.minLength && length <= way.maxLength;
            }
            case ARRAY -> {
                if (!way.arrays.isEmpty()) {
                    throw new UnsupportedSchemaException("enum", way.path, "arrays beside \"items\" are not supported");
                }
                int size = ((List<?>) value).size();
                yield size >= way.minItems && size <= way.maxItems;
            }
            case OBJECT -> {
                if (!way.objects.isEmpty()) {
                    throw new UnsupportedSchemaException("enum", way.path, "objects beside \"properties\" are not supported");
                }
                Map<?, ?> map = (Map<?, ?>) value;
                yield map.keySet().containsAll(way.required) && map.size() >= way.minProperties && map.size() <= way.maxProperties;
            }
        };
    }
}
