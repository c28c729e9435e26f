package hearth.grammar.schema;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The kinds of JSON values; numbers are split into whole ones and others. */
enum JsonType {
    NULL,
    BOOLEAN,
    INTEGER,
    FRACTION,
    STRING,
    ARRAY,
    OBJECT;

    /** The kinds that a name in {@code type} stands for; none if there is no such name. */
    static Set<JsonType> named(Object name) {
        return switch (name instanceof String text ? text : "") {
            case "null" -> EnumSet.of(NULL);
            case "boolean" -> EnumSet.of(BOOLEAN);
            case "integer" -> EnumSet.of(INTEGER);
            case "number" -> EnumSet.of(INTEGER, FRACTION);
            case "string" -> EnumSet.of(STRING);
            case "array" -> EnumSet.of(ARRAY);
            case "object" -> EnumSet.of(OBJECT);
            default -> EnumSet.noneOf(JsonType.class);
        };
    }

    static JsonType of(Object value) {
        return switch (value) {
            case null -> NULL;
            case Boolean ignored -> BOOLEAN;
            case String ignored -> STRING;
            case List<?> ignored -> ARRAY;
            case Map<?, ?> ignored -> OBJECT;
            default -> number(value).stripTrailingZeros().scale() <= 0 ? INTEGER : FRACTION;
        };
    }

    /** A number as it stands in the text. */
    static BigDecimal number(Object value) {
        return switch (value) {
            case BigDecimal decimal -> decimal;
            case BigInteger integer -> new BigDecimal(integer);
            case Double real when Double.isFinite(real) -> BigDecimal.valueOf(real);
            case Float real when Float.isFinite(real) -> new BigDecimal(real.toString());
            case Long whole -> BigDecimal.valueOf(whole);
            case Integer whole -> BigDecimal.valueOf(whole);
            default -> throw new IllegalArgumentException("not a JSON value: " + value);
        };
    }

    /** Whether two values are the same JSON value; 1 and 1.0 are. */
    static boolean same(Object x, Object y) {
        if (x instanceof Number && y instanceof Number) {
            return number(x).compareTo(number(y)) == 0;
        }
        if (x instanceof List<?> list && y instanceof List<?> other) {
            if (list.size() != other.size()) {
                return false;
            }
            for (int i = 0; i < list.size(); i++) {
                if (!same(list.get(i), other.get(i))) {
                    return false;
                }
            }
            return true;
        }
        if (x instanceof Map<?, ?> map && y instanceof Map<?, ?> other) {
            return map.size() == other.size()
                    && map.entrySet().stream().allMatch(e -> other.containsKey(e.getKey()) && same(e.getValue(), other.get(e.getKey())));
        }
        return Objects.equals(x, y);
    }
}
