package hearth.grammar.token;

import dev.harrel.jsonschema.JsonNode;
import dev.harrel.jsonschema.JsonNodeFactory;
import dev.harrel.jsonschema.SimpleType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON values for the validator, read by a strict reader of the test's own; a name that comes twice counts once, the last time. */
record ParsedJson(Object value, String getJsonPointer) implements JsonNode {
    /** Reads texts; values that were read already are taken as they are. */
    static final class Factory implements JsonNodeFactory {
        @Override
        public JsonNode wrap(Object node) {
            return node instanceof JsonNode json ? json : new ParsedJson(node, "");
        }

        @Override
        public JsonNode create(String text) {
            return new ParsedJson(new Reader(text).whole(), "");
        }
    }

    @Override
    public SimpleType getNodeType() {
        return switch (value) {
            case null -> SimpleType.NULL;
            case Boolean ignored -> SimpleType.BOOLEAN;
            case String ignored -> SimpleType.STRING;
            case BigDecimal number -> number.stripTrailingZeros().scale() <= 0 ? SimpleType.INTEGER : SimpleType.NUMBER;
            case List<?> ignored -> SimpleType.ARRAY;
            default -> SimpleType.OBJECT;
        };
    }

    @Override
    public boolean asBoolean() {
        return (Boolean) value;
    }

    @Override
    public String asString() {
        return String.valueOf(value);
    }

    @Override
    public BigInteger asInteger() {
        return ((BigDecimal) value).toBigInteger();
    }

    @Override
    public BigDecimal asNumber() {
        return (BigDecimal) value;
    }

    @Override
    public List<JsonNode> asArray() {
        List<JsonNode> nodes = new ArrayList<>();
        for (Object item : (List<?>) value) {
            nodes.add(new ParsedJson(item, getJsonPointer + "/" + nodes.size()));
        }
        return nodes;
    }

    @Override
    public Map<String, JsonNode> asObject() {
        Map<String, JsonNode> nodes = new LinkedHashMap<>();
        ((Map<?, ?>) value).forEach((key, item) -> nodes.put(
                String.valueOf(key), new ParsedJson(item, getJsonPointer + "/" + JsonNode.encodeJsonPointer(String.valueOf(key)))));
        return nodes;
    }

    /** A reader by the letter of RFC 8259. */
    private static final class Reader {
        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        Object whole() {
            blanks();
            Object value = value();
            blanks();
            require(at == text.length());
            return value;
        }

        private Object value() {
            char c = text.charAt(at);
            if (c == '{') {
                return object();
            }
            if (c == '[') {
                return array();
            }
            if (c == '"') {
                return string();
            }
            if (c == '-' || c >= '0' && c <= '9') {
                return number();
            }
            if (text.startsWith("true", at) || text.startsWith("null", at)) {
                at += 4;
                return c == 't' ? true : null;
            }
            require(text.startsWith("false", at));
            at += 5;
            return false;
        }

        private Map<String, Object> object() {
            Map<String, Object> map = new LinkedHashMap<>();
            at++;
            blanks();
            while (text.charAt(at) != '}') {
                if (!map.isEmpty()) {
                    take(',');
                    blanks();
                }
                String name = string();
                blanks();
                take(':');
                blanks();
                map.put(name, value());
                blanks();
            }
            at++;
            return map;
        }

        private List<Object> array() {
            List<Object> list = new ArrayList<>();
            at++;
            blanks();
            while (text.charAt(at) != ']') {
                if (!list.isEmpty()) {
                    take(',');
                    blanks();
                }
                list.add(value());
                blanks();
            }
            at++;
            return list;
        }

        private String string() {
            take('"');
            StringBuilder result = new StringBuilder();
            while (text.charAt(at) != '"') {
                char c = text.charAt(at++);
                require(c >= 0x20);
                if (c != '\\') {
                    result.append(c);
                    continue;
                }
                char escape = text.charAt(at++);
                if (escape == 'u') {
                    result.append((char) Integer.parseInt(text.substring(at, at + 4), 16));
                    at += 4;
                } else {
                    int index = "\"\\/bfnrt".indexOf(escape);
                    require(index >= 0);
                    result.append("\"\\/\b\f\n\r\t".charAt(index));
                }
            }
            at++;
            return result.toString();
        }

        private BigDecimal number() {
            int start = at;
            while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
            String number = text.substring(start, at);
            require(number.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?"));
            return new BigDecimal(number);
        }

        private void blanks() {
            while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
        }

        private void take(char wanted) {
            require(text.charAt(at++) == wanted);
        }

        private void require(boolean condition) {
            if (!condition) {
                throw new IllegalArgumentException("not JSON at " + at + ": " + text);
            }
        }
    }
}
