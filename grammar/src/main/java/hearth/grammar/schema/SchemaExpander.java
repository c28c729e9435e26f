package hearth.grammar.schema;

import hearth.grammar.GrammarTooComplexException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Turns schemas that must all match into the ways to match them: references followed, {@code allOf} merged, choices multiplied out. */
final class SchemaExpander {
    private static final int MAX_WAYS = 4_096; // of one schema
    private static final int MAX_WORK = 200_000; // schemas merged in all
    private static final int MAX_CHOICES = 256; // nested or side by side

    private final SchemaDocument document;
    private final JsonSchemaOptions options;
    private final Set<String> checked = new HashSet<>();
    private final Exclusion exclusion = new Exclusion(this);
    private int work;

    SchemaExpander(SchemaDocument document, JsonSchemaOptions options) {
        this.document = document;
        this.options = options;
    }

    List<Constraint> expand(List<Located> schemas) {
        List<Constraint> ways = new ArrayList<>();
        expand(new Constraint(schemas.getFirst().path()), new ArrayDeque<>(schemas), new ArrayDeque<>(), ways, 0);
        return ways;
    }

    private void expand(Constraint way, Deque<Located> pending, Deque<List<Located>> choices, List<Constraint> ways, int depth) {
        while (!pending.isEmpty()) {
            Located schema = pending.removeFirst();
            if (!way.merged.add(schema.path())) {
                continue;
            }
            countWork();
            SchemaReader.merge(schema, way);
            if (schema.keywords().get("$ref") instanceof String reference) {
                pending.addFirst(document.resolve(schema, reference));
            } else if (schema.keywords().containsKey("$ref")) {
                throw new InvalidSchemaException("$ref", schema.path(), "a string is needed");
            }
            members(schema, "allOf").forEach(pending::addLast);
            addChoice(schema, "anyOf", choices);
            addChoice(schema, "oneOf", choices);
            check(schema);
        }
        if (way.isImpossible()) {
            return;
        }
        if (choices.isEmpty()) {
            if (ways.size() >= MAX_WAYS) {
                throw new GrammarTooComplexException("the schema at " + way.path + " has more than " + MAX_WAYS + " ways to match");
            }
            ways.add(way);
            return;
        }
        if (depth > MAX_CHOICES) {
            throw new GrammarTooComplexException("the schema at " + way.path + " has more than " + MAX_CHOICES + " choices in one");
        }
        List<Located> first = choices.removeFirst();
        for (Located option : first) {
            expand(new Constraint(way), new ArrayDeque<>(List.of(option)), new ArrayDeque<>(choices), ways, depth + 1);
        }
    }

    private static void addChoice(Located schema, String keyword, Deque<List<Located>> choices) {
        if (schema.keywords().containsKey(keyword)) {
            choices.addLast(members(schema, keyword));
        }
    }

    /** The schemas in a list; none where the keyword is absent. */
    static List<Located> members(Located schema, String keyword) {
        if (!schema.keywords().containsKey(keyword)) {
            return List.of();
        }
        if (!(schema.keywords().get(keyword) instanceof List<?> list) || list.isEmpty()) {
            throw new InvalidSchemaException(keyword, schema.path(), "a list of schemas is needed");
        }
        Located parent = schema.child(keyword, list);
        List<Located> members = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            members.add(parent.child(String.valueOf(i), list.get(i)));
        }
        return members;
    }

    /** A value must match one option and no other: that is certain where options exclude each other. */
    void check(Located schema) {
        List<Located> members = members(schema, "oneOf");
        if (members.size() < 2 || options.oneOfAsAnyOf() || !checked.add(schema.path())) {
            return;
        }
        Map<Object, Object> others = new HashMap<>(schema.keywords());
        others.remove("oneOf");
        Located siblings = new Located(others, schema.path() + "/oneOf/..");
        List<List<Constraint>> ways = members.stream().map(option -> expand(List.of(option, siblings))).toList();
        for (int i = 0; i < ways.size(); i++) {
            for (int j = 0; j < ways.size(); j++) {
                if (i != j && !exclusion.exclude(ways.get(i), ways.get(j), 0)) {
                    throw new UnsupportedSchemaException(
                            "oneOf",
                            schema.path(),
                            "options " + i + " and " + j + " are not known to exclude each other, by type or by a required property"
                                    + " with other constants; use anyOf");
                }
            }
        }
    }

    void countWork() {
        if (++work > MAX_WORK) {
            throw new GrammarTooComplexException("the schema's combinations take more than " + MAX_WORK + " steps");
        }
    }
}
