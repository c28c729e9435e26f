package hearth.grammar.schema;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What several schemas ask for together, without references and combinations: one way to be valid. Mutable while schemas are
 * merged into it.
 */
final class Constraint {
    /** The object keywords of one schema; {@code additional} is null where not given. */
    record ObjectPart(Map<String, Located> properties, Located additional) {}

    /** The array keywords of one schema; {@code rest} is null where not given. */
    record ArrayPart(List<Located> prefix, Located rest) {}

    /** A keyword with a text and the place of its schema. */
    record Text(String value, String path) {}

    final String path;
    final Set<JsonType> types;
    List<Object> values; // of enum and const; null if any
    NumberRange range;
    long minLength;
    long maxLength;
    final List<Text> patterns;
    String format; // null if none
    long minItems;
    long maxItems;
    long minProperties;
    long maxProperties;
    final List<ArrayPart> arrays;
    final List<ObjectPart> objects;
    final Set<String> required;
    final Set<String> merged; // paths of the schemas in here

    Constraint(String path) {
        this.path = path;
        types = EnumSet.allOf(JsonType.class);
        range = NumberRange.ALL;
        maxLength = Long.MAX_VALUE;
        maxItems = Long.MAX_VALUE;
        maxProperties = Long.MAX_VALUE;
        patterns = new ArrayList<>();
        arrays = new ArrayList<>();
        objects = new ArrayList<>();
        required = new LinkedHashSet<>();
        merged = new HashSet<>();
    }

    Constraint(Constraint other) {
        path = other.path;
        types = EnumSet.copyOf(other.types);
        values = other.values;
        range = other.range;
        minLength = other.minLength;
        maxLength = other.maxLength;
        patterns = new ArrayList<>(other.patterns);
        format = other.format;
        minItems = other.minItems;
        maxItems = other.maxItems;
        minProperties = other.minProperties;
        maxProperties = other.maxProperties;
        arrays = new ArrayList<>(other.arrays);
        objects = new ArrayList<>(other.objects);
        required = new LinkedHashSet<>(other.required);
        merged = new HashSet<>(other.merged);
    }

    /** Whether no value can be valid, as far as can be seen at once. */
    boolean isImpossible() {
        return types.isEmpty() || values != null && values.isEmpty();
    }

    /** Properties in the order of the document, each with all schemas it must match. */
    Map<String, List<Located>> properties() {
        Map<String, List<Located>> result = new LinkedHashMap<>();
        objects.forEach(part -> part.properties.keySet().forEach(name -> result.putIfAbsent(name, null)));
        required.forEach(name -> result.putIfAbsent(name, null));
        result.replaceAll((name, unset) -> propertySchemas(name));
        return result;
    }

    /** All schemas the property must match. */
    List<Located> propertySchemas(String name) {
        List<Located> schemas = new ArrayList<>();
        for (ObjectPart part : objects) {
            Located schema = part.properties.getOrDefault(name, part.additional);
            if (schema != null) {
                schemas.add(schema);
            }
        }
        return schemas;
    }

    /** Whether properties beyond the declared ones are generated: where the schema asks for them, or declares none at all. */
    boolean generatesMoreProperties() {
        boolean asked = objects.isEmpty() || objects.stream().anyMatch(part -> part.additional != null);
        boolean declared = objects.stream().anyMatch(part -> !part.properties.isEmpty()) || !required.isEmpty();
        boolean forbidden = objects.stream().anyMatch(part -> part.additional != null && part.additional.isFalse());
        return !forbidden && (asked && !objects.isEmpty() || !declared);
    }

    /** The schemas of properties that are not declared. */
    List<Located> additionalSchemas() {
        return objects.stream().map(ObjectPart::additional).filter(schema -> schema != null).toList();
    }

    /** The schemas of the array item at an index. */
    List<Located> itemSchemas(int index) {
        List<Located> schemas = new ArrayList<>();
        for (ArrayPart part : arrays) {
            Located schema = index < part.prefix.size() ? part.prefix.get(index) : part.rest;
            if (schema != null) {
                schemas.add(schema);
            }
        }
        return schemas;
    }

    /** How many items have schemas of their own. */
    int prefixLength() {
        return arrays.stream().mapToInt(part -> part.prefix.size()).max().orElse(0);
    }
}
