package hearth.grammar.schema;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Merges the plain keywords of a schema into a constraint: all but references and combinations. */
final class SchemaReader {
    /** Keywords that change what is valid and cannot be enforced. */
    private static final Set<String> UNSUPPORTED = Set.of(
            "not", "if", "then", "else", "patternProperties", "propertyNames", "dependentSchemas", "dependentRequired", "dependencies",
            "contains", "multipleOf", "divisibleBy", "extends", "disallow", "$dynamicRef", "$recursiveRef", "unevaluatedProperties",
            "unevaluatedItems", "uniqueItems");

    private SchemaReader() {}

    static void merge(Located schema, Constraint into) {
        if (schema.isFalse()) {
            into.types.clear();
            return;
        }
        Map<?, ?> keywords = schema.keywords();
        for (Object keyword : keywords.keySet()) {
            if (UNSUPPORTED.contains(String.valueOf(keyword)) && changesValidity(String.valueOf(keyword), keywords)) {
                throw new UnsupportedSchemaException(String.valueOf(keyword), schema.path(), "not supported");
            }
        }
        types(schema, into);
        values(schema, into);
        numbers(schema, into);
        strings(schema, into);
        arrays(schema, into);
        objects(schema, into);
    }

    /** Some of the unsupported keywords are often given a value that says nothing. */
    private static boolean changesValidity(String keyword, Map<?, ?> keywords) {
        Object value = keywords.get(keyword);
        return switch (keyword) {
            case "uniqueItems" -> !Boolean.FALSE.equals(value) && !(keywords.get("maxItems") instanceof Number most && most.longValue() <= 1);
            case "unevaluatedProperties", "unevaluatedItems", "propertyNames" -> !Boolean.TRUE.equals(value) && !Map.of().equals(value);
            case "patternProperties", "dependentSchemas", "dependentRequired", "dependencies" -> !Map.of().equals(value);
            case "then", "else" -> keywords.containsKey("if");
            default -> true;
        };
    }

    private static void types(Located schema, Constraint into) {
        Object type = schema.keywords().get("type");
        if (!schema.keywords().containsKey("type")) {
            return;
        }
        Set<JsonType> named = EnumSet.noneOf(JsonType.class);
        for (Object name : type instanceof List<?> list ? list : Collections.singletonList(type)) {
            Set<JsonType> types = JsonType.named(name);
            if (types.isEmpty()) {
                throw new InvalidSchemaException("type", schema.path(), "there is no type " + name);
            }
            named.addAll(types);
        }
        if (Boolean.TRUE.equals(schema.keywords().get("nullable"))) {
            named.add(JsonType.NULL); // of OpenAPI 3.0
        }
        into.types.retainAll(named);
    }

    private static void values(Located schema, Constraint into) {
        Map<?, ?> keywords = schema.keywords();
        if (keywords.containsKey("const")) {
            restrict(into, Collections.singletonList(keywords.get("const")));
        }
        if (keywords.containsKey("enum")) {
            if (!(keywords.get("enum") instanceof List<?> list)) {
                throw new InvalidSchemaException("enum", schema.path(), "an array is needed");
            }
            restrict(into, list);
        }
    }

    private static void restrict(Constraint into, List<?> allowed) {
        List<?> before = into.values;
        into.values = new ArrayList<>(allowed.stream()
                .filter(value -> before == null || before.stream().anyMatch(old -> JsonType.same(old, value)))
                .toList());
    }

    private static void numbers(Located schema, Constraint into) {
        Map<?, ?> keywords = schema.keywords();
        if (keywords.containsKey("minimum")) {
            into.range = into.range.atLeast(number(schema, "minimum"), Boolean.TRUE.equals(keywords.get("exclusiveMinimum")));
        }
        if (keywords.containsKey("maximum")) {
            into.range = into.range.atMost(number(schema, "maximum"), Boolean.TRUE.equals(keywords.get("exclusiveMaximum")));
        }
        if (keywords.containsKey("exclusiveMinimum") && !(keywords.get("exclusiveMinimum") instanceof Boolean)) {
            into.range = into.range.atLeast(number(schema, "exclusiveMinimum"), true);
        }
        if (keywords.containsKey("exclusiveMaximum") && !(keywords.get("exclusiveMaximum") instanceof Boolean)) {
            into.range = into.range.atMost(number(schema, "exclusiveMaximum"), true);
        }
    }

    private static void strings(Located schema, Constraint into) {
        Map<?, ?> keywords = schema.keywords();
        into.minLength = Math.max(into.minLength, count(schema, "minLength", 0));
        into.maxLength = Math.min(into.maxLength, count(schema, "maxLength", Long.MAX_VALUE));
        if (keywords.containsKey("pattern")) {
            Constraint.Text pattern = new Constraint.Text(text(schema, "pattern"), schema.path());
            if (into.patterns.stream().noneMatch(known -> known.value().equals(pattern.value()))) {
                into.patterns.add(pattern);
            }
        }
        if (keywords.containsKey("format")) {
            into.format = text(schema, "format");
        }
    }

    private static void arrays(Located schema, Constraint into) {
        Map<?, ?> keywords = schema.keywords();
        into.minItems = Math.max(into.minItems, count(schema, "minItems", 0));
        into.maxItems = Math.min(into.maxItems, count(schema, "maxItems", Long.MAX_VALUE));
        Object items = keywords.get("items");
        boolean tuple = items instanceof List<?>; // the form before draft 2020-12
        String prefixKeyword = tuple ? "items" : "prefixItems";
        String restKeyword = tuple ? "additionalItems" : "items";
        List<Located> prefix = List.of();
        if (keywords.containsKey(prefixKeyword)) {
            if (!(keywords.get(prefixKeyword) instanceof List<?> list)) {
                throw new InvalidSchemaException(prefixKeyword, schema.path(), "an array of schemas is needed");
            }
            prefix = new ArrayList<>();
            Located parent = schema.child(prefixKeyword, list);
            for (int i = 0; i < list.size(); i++) {
                prefix.add(parent.child(String.valueOf(i), list.get(i)));
            }
        }
        Located rest = keywords.containsKey(restKeyword) ? schema.child(restKeyword, keywords.get(restKeyword)) : null;
        if (!prefix.isEmpty() || rest != null) {
            into.arrays.add(new Constraint.ArrayPart(prefix, rest));
        }
    }

    private static void objects(Located schema, Constraint into) {
        Map<?, ?> keywords = schema.keywords();
        into.minProperties = Math.max(into.minProperties, count(schema, "minProperties", 0));
        into.maxProperties = Math.min(into.maxProperties, count(schema, "maxProperties", Long.MAX_VALUE));
        if (keywords.get("required") instanceof List<?> names) {
            for (Object name : names) {
                if (!(name instanceof String text)) {
                    throw new InvalidSchemaException("required", schema.path(), "an array of strings is needed");
                }
                into.required.add(text);
            }
        } else if (keywords.containsKey("required")) {
            throw new InvalidSchemaException("required", schema.path(), "an array of strings is needed");
        }
        Map<String, Located> properties = new LinkedHashMap<>();
        if (keywords.containsKey("properties")) {
            if (!(keywords.get("properties") instanceof Map<?, ?> map)) {
                throw new InvalidSchemaException("properties", schema.path(), "an object of schemas is needed");
            }
            Located parent = schema.child("properties", map);
            map.forEach((name, part) -> properties.put(Objects.toString(name), parent.child(Objects.toString(name), part)));
        }
        Located additional = keywords.containsKey("additionalProperties")
                ? schema.child("additionalProperties", keywords.get("additionalProperties"))
                : null;
        if (!properties.isEmpty() || additional != null) {
            into.objects.add(new Constraint.ObjectPart(properties, additional));
        }
    }

    private static BigDecimal number(Located schema, String keyword) {
        Object value = schema.keywords().get(keyword);
        if (value instanceof Number) {
            try {
                return JsonType.number(value);
            } catch (IllegalArgumentException e) {
                throw new InvalidSchemaException(keyword, schema.path(), "a finite number is needed");
            }
        }
        throw new InvalidSchemaException(keyword, schema.path(), "a number is needed");
    }

    private static long count(Located schema, String keyword, long absent) {
        if (!schema.keywords().containsKey(keyword)) {
            return absent;
        }
        BigDecimal value = number(schema, keyword);
        if (value.signum() < 0 || value.stripTrailingZeros().scale() > 0) {
            throw new InvalidSchemaException(keyword, schema.path(), "a whole number from 0 is needed");
        }
        return value.min(BigDecimal.valueOf(Long.MAX_VALUE)).longValue();
    }

    private static String text(Located schema, String keyword) {
        if (schema.keywords().get(keyword) instanceof String text) {
            return text;
        }
        throw new InvalidSchemaException(keyword, schema.path(), "a string is needed");
    }
}
