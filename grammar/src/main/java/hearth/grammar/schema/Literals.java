package hearth.grammar.schema;

import hearth.grammar.Expression;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Checks the values of {@code enum} and {@code const} against the keywords beside them. */
final class Literals {
    private Literals() {}

    /** The values that fit, as they are written; those that can't be written are left out while there are others. */
    static Expression choice(Constraint way, Function<Object, Optional<Expression>> writer) {
        List<Object> fitting = way.values.stream().filter(value -> admits(way, value)).toList();
        List<Expression> options = fitting.stream().flatMap(value -> writer.apply(value).stream()).toList();
        if (options.isEmpty() && !fitting.isEmpty()) {
            throw new UnsupportedSchemaException("enum", way.path, "no value of it can be written in this model's form of calls");
        }
        return new Expression.Choice(options);
    }

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
