package hearth.grammar.schema;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Tells whether what is generated for one schema can never be valid for another. When in doubt it says no. */
final class Exclusion {
    private static final int MAX_DEPTH = 3;
    private static final Set<JsonType> NUMBERS = EnumSet.of(JsonType.INTEGER, JsonType.FRACTION);

    private final SchemaExpander expander;

    Exclusion(SchemaExpander expander) {
        this.expander = expander;
    }

    /** Whether nothing generated in one of these ways is valid in one of the others. */
    boolean exclude(List<Constraint> generated, List<Constraint> others, int depth) {
        return generated.stream().allMatch(way -> others.stream().allMatch(other -> excludes(way, other, depth)));
    }

    private boolean excludes(Constraint generated, Constraint other, int depth) {
        expander.countWork();
        if (generated.values != null && other.values != null) {
            return generated.values.stream()
                    .allMatch(value -> other.values.stream().noneMatch(known -> JsonType.same(value, known)));
        }
        Set<JsonType> common = EnumSet.copyOf(other.types);
        common.retainAll(withNumbers(generated));
        if (other.values != null) {
            common.retainAll(kinds(other.values));
        }
        for (JsonType type : common) {
            boolean excluded = switch (type) {
                case OBJECT -> excludesObjects(generated, other, depth);
                case INTEGER, FRACTION -> generated.range.and(other.range).isEmpty();
                default -> false;
            };
            if (!excluded) {
                return false;
            }
        }
        return true;
    }

    /** A number like 1.0 is a whole one. */
    private static Set<JsonType> withNumbers(Constraint generated) {
        Set<JsonType> types = EnumSet.copyOf(generated.types);
        if (generated.values != null) {
            types.retainAll(kinds(generated.values));
        } else if (types.contains(JsonType.FRACTION)) {
            types.addAll(NUMBERS);
        }
        return types;
    }

    private static Set<JsonType> kinds(List<Object> values) {
        Set<JsonType> kinds = EnumSet.noneOf(JsonType.class);
        values.forEach(value -> kinds.add(JsonType.of(value)));
        return kinds;
    }

    private boolean excludesObjects(Constraint generated, Constraint other, int depth) {
        if (generated.values != null || other.values != null || depth > MAX_DEPTH) {
            return false;
        }
        boolean more = generated.generatesMoreProperties();
        Set<String> declared = generated.properties().keySet();
        for (String name : other.required) {
            if (!more && !declared.contains(name)) {
                return true; // never generated, but needed there
            }
        }
        for (String name : generated.required) {
            List<Located> there = other.propertySchemas(name);
            if (there.isEmpty()) {
                continue;
            }
            List<Located> here = generated.propertySchemas(name);
            if (!here.isEmpty() && exclude(expander.expand(here), expander.expand(there), depth + 1)
                    || there.stream().anyMatch(Located::isFalse)) {
                return true;
            }
        }
        return false;
    }
}
