package hearth.grammar.token;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Draws schemas that use every keyword that can be enforced. */
final class RandomSchemas {
    private static final List<String> PATTERNS = List.of(
            "^[a-z]{2,8}$", "^(foo|bar)+[0-9]*$", "b+", "^\\d{3}-\\d{4}$", "^[^\"a]*$", "^x|y$", "^\\s?\\S{1,3}$", "^(a(b(c)?)?)*$", "[\\\\/]");
    private static final List<String> FORMATS = List.of("date", "time", "date-time", "uuid", "email", "ipv4", "ipv6", "duration", "hostname");
    private static final List<String> NAMES = List.of("a", "ab", "abc", "name", "value", "key with space", "\u00e4\u20ac", "q\"uote", "x\\y", "b", "id");

    private final RandomGenerator random;
    private final Map<String, Object> definitions = new LinkedHashMap<>();

    private RandomSchemas(RandomGenerator random) {
        this.random = random;
    }

    static Map<String, Object> draw(RandomGenerator random) {
        RandomSchemas schemas = new RandomSchemas(random);
        schemas.definitions.put("tree", Map.of(
                "anyOf", List.of(Map.of("type", "null"), object("left", "right"))));
        schemas.definitions.put("list", Map.of(
                "type", "array", "items", Map.of("anyOf", List.of(Map.of("type", "integer"), Map.of("$ref", "#/$defs/list")))));
        Map<String, Object> root = schemas.schema(0);
        root.put("$defs", schemas.definitions);
        return root;
    }

    private static Map<String, Object> object(String... names) {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (String name : names) {
            properties.put(name, Map.of("$ref", "#/$defs/tree"));
        }
        return Map.of("type", "object", "properties", properties, "required", List.of(names[0]));
    }

    private Map<String, Object> schema(int depth) {
        int kinds = depth < 3 ? 14 : 6;
        return switch (random.nextInt(kinds)) {
            case 0, 1 -> string();
            case 2 -> integer();
            case 3 -> number();
            case 4 -> new LinkedHashMap<>(Map.of("type", pick(List.of("null", "boolean"))));
            case 5 -> literals();
            case 6, 7, 8 -> object(depth);
            case 9, 10 -> array(depth);
            case 11 -> combination(depth);
            case 12 -> new LinkedHashMap<>(Map.of("$ref", pick(List.of("#/$defs/tree", "#/$defs/list"))));
            default -> random.nextInt(4) == 0 ? new LinkedHashMap<>() : new LinkedHashMap<>(Map.of("type", List.of("string", "null")));
        };
    }

    private Map<String, Object> string() {
        Map<String, Object> schema = new LinkedHashMap<>(Map.of("type", "string"));
        switch (random.nextInt(4)) {
            case 0 -> schema.put("pattern", pick(PATTERNS));
            case 1 -> schema.put("format", pick(FORMATS));
            case 2 -> {
                int min = random.nextInt(5);
                schema.put("minLength", min);
                schema.put("maxLength", min + random.nextInt(100));
            }
            default -> {}
        }
        return schema;
    }

    private Map<String, Object> integer() {
        Map<String, Object> schema = new LinkedHashMap<>(Map.of("type", "integer"));
        long low = random.nextLong(-5000, 5000);
        bounds(schema, low, low + 2 + random.nextLong(100_000));
        return schema;
    }

    private Map<String, Object> number() {
        Map<String, Object> schema = new LinkedHashMap<>(Map.of("type", "number"));
        double low = random.nextInt(-500_000, 500_000) / 1000.0;
        double high = random.nextInt(3) == 0 ? low + 1 : Math.ceil(low) + random.nextInt(1000) / 10.0 + 1;
        bounds(schema, low, Math.round(high * 1000) / 1000.0);
        return schema;
    }

    private void bounds(Map<String, Object> schema, Number low, Number high) {
        if (random.nextBoolean()) {
            schema.put(random.nextBoolean() ? "minimum" : "exclusiveMinimum", low);
        }
        if (random.nextBoolean()) {
            schema.put(random.nextBoolean() ? "maximum" : "exclusiveMaximum", high);
        }
    }

    private Map<String, Object> literals() {
        List<Object> values = List.of("red", "green \"x\"", 7, 2.5, true, Map.of("k", List.of(1, 2)), "gr\u00fcn", List.of());
        int from = random.nextInt(values.size());
        Map<String, Object> schema = new LinkedHashMap<>();
        if (random.nextBoolean()) {
            schema.put("const", values.get(from));
        } else {
            schema.put("enum", values.subList(0, from + 1));
        }
        return schema;
    }

    private Map<String, Object> object(int depth) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        int count = random.nextInt(5);
        for (int i = 0; i < count; i++) {
            String name = pick(NAMES);
            if (properties.put(name, schema(depth + 1)) == null && random.nextBoolean()) {
                required.add(name);
            }
        }
        Map<String, Object> schema = new LinkedHashMap<>(Map.of("type", "object", "properties", properties));
        schema.put("required", required);
        switch (random.nextInt(4)) {
            case 0 -> schema.put("additionalProperties", false);
            case 1 -> schema.put("additionalProperties", schema(depth + 2));
            case 2 -> schema.put("maxProperties", required.size() + 1);
            default -> {
                if (!properties.isEmpty()) {
                    schema.put("minProperties", 1);
                }
            }
        }
        return schema;
    }

    private Map<String, Object> array(int depth) {
        Map<String, Object> schema = new LinkedHashMap<>(Map.of("type", "array"));
        if (random.nextInt(3) == 0) {
            schema.put("prefixItems", List.of(schema(depth + 1), schema(depth + 1)));
        }
        if (random.nextBoolean()) {
            schema.put("items", schema(depth + 1));
        }
        int min = random.nextInt(3);
        if (random.nextBoolean()) {
            schema.put("minItems", min);
        }
        if (random.nextBoolean()) {
            schema.put("maxItems", min + random.nextInt(30));
        }
        return schema;
    }

    private Map<String, Object> combination(int depth) {
        return new LinkedHashMap<>(switch (random.nextInt(4)) {
            case 0 -> Map.of("anyOf", List.of(schema(depth + 1), schema(depth + 1)));
            case 1 -> Map.of("oneOf", List.of(
                    tagged("one", schema(depth + 1)), tagged("two", schema(depth + 1)), Map.of("type", "integer")));
            case 2 -> Map.of("allOf", List.of(
                    Map.of("type", "object", "properties", Map.of("a", Map.of("type", "integer", "minimum", 3)), "required", List.of("a")),
                    Map.of("properties", Map.of("a", Map.of("maximum", 50), "b", schema(depth + 1)))));
            default -> Map.of(
                    "type", "object",
                    "properties", Map.of("a", schema(depth + 1), "b", schema(depth + 1)),
                    "anyOf", List.of(Map.of("required", List.of("a")), Map.of("required", List.of("b"))));
        });
    }

    private static Map<String, Object> tagged(String tag, Map<String, Object> payload) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("tag", Map.of("const", tag));
        properties.put("payload", payload);
        return Map.of("type", "object", "properties", properties, "required", List.of("tag"));
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
