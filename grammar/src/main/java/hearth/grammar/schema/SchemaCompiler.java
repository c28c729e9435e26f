package hearth.grammar.schema;

import hearth.grammar.Expression;
import hearth.grammar.Grammar;
import hearth.grammar.GrammarTooComplexException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Makes a grammar of a schema: one rule for each set of schemas that must match together at some place. */
final class SchemaCompiler {
    private static final int MAX_RULES = 50_000;
    static final int MAX_DEPTH = 128; // as deep as our reader of JSON goes
    private static final Set<String> CHOICES = Set.of("anyOf", "oneOf");

    private record Task(String rule, List<Located> schemas) {}

    private final SchemaDocument document;
    private final SchemaExpander expander;
    private final JsonRules json;
    private final StringCompiler strings;
    private final Map<String, Expression> rules = new LinkedHashMap<>();
    private final Map<Set<String>, String> ruleNames = new HashMap<>();
    private final Deque<Task> tasks = new ArrayDeque<>();

    SchemaCompiler(Object schema, JsonSchemaOptions options) {
        document = new SchemaDocument(schema);
        expander = new SchemaExpander(document, options);
        json = new JsonRules(options);
        strings = new StringCompiler(json.strings(), true);
    }

    Grammar compile() {
        return grammar(schema(List.of(document.root())));
    }

    Grammar compileMembers(MemberNotation members) {
        return grammar(new MemberCompiler(members, document.root(), expander, this::schema).members());
    }

    private Grammar grammar(Expression root) {
        while (!tasks.isEmpty()) {
            Task task = tasks.removeFirst();
            rules.put(task.rule, body(task.schemas));
        }
        rules.put("root", root);
        rules.putAll(json.rules());
        return new Grammar("root", rules, MAX_DEPTH);
    }

    /** What matches all the schemas. */
    private Expression schema(List<Located> schemas) {
        List<Located> telling = schemas.stream().filter(schema -> !says(schema, true)).toList();
        if (telling.isEmpty()) {
            return JsonRules.VALUE;
        }
        if (telling.stream().anyMatch(Located::isFalse)) {
            return Expression.NOTHING;
        }
        Set<String> paths = new TreeSet<>();
        telling.forEach(schema -> paths.add(schema.path()));
        String name = ruleNames.get(paths);
        if (name == null) {
            name = String.join(" and ", paths);
            if (ruleNames.size() >= MAX_RULES || name.length() > 10_000) {
                throw new GrammarTooComplexException("the schema has more than " + MAX_RULES + " parts");
            }
            ruleNames.put(paths, name);
            tasks.addLast(new Task(name, telling));
        }
        return new Expression.Reference(name);
    }

    private static boolean says(Located schema, boolean value) {
        return Boolean.valueOf(value).equals(schema.value()) || value && Map.of().equals(schema.value());
    }

    private Expression body(List<Located> schemas) {
        if (schemas.size() == 1) {
            Expression plain = plainCombination(schemas.getFirst());
            if (plain != null) {
                return plain;
            }
        }
        List<Expression> ways = new ArrayList<>();
        for (Constraint way : expander.expand(schemas)) {
            ways.add(way(way));
        }
        return ways.size() == 1 ? ways.getFirst() : new Expression.Choice(ways);
    }

    /** A schema that is nothing but a reference or a choice refers to the rules of its parts; null for others. */
    private Expression plainCombination(Located schema) {
        Set<?> telling = new TreeSet<>(schema.keywords().keySet().stream().map(String::valueOf).filter(k -> !Annotations.isOne(k)).toList());
        if (telling.equals(Set.of("$ref")) && schema.keywords().get("$ref") instanceof String reference) {
            return schema(List.of(document.resolve(schema, reference)));
        }
        for (String keyword : CHOICES) {
            if (telling.equals(Set.of(keyword))) {
                expander.check(schema);
                return new Expression.Choice(SchemaExpander.members(schema, keyword).stream()
                        .map(option -> schema(List.of(option)))
                        .toList());
            }
        }
        return null;
    }

    private Expression way(Constraint way) {
        if (way.values != null) {
            return Literals.choice(way, json::literal);
        }
        List<Expression> options = new ArrayList<>();
        boolean fractions = way.types.contains(JsonType.FRACTION);
        for (JsonType type : way.types) {
            switch (type) {
                case NULL -> options.add(json.word("null"));
                case BOOLEAN -> options.add(Expression.choice(json.word("true"), json.word("false")));
                case INTEGER -> {
                    if (!fractions) {
                        options.add(NumberExpressions.integers(way.range));
                    }
                }
                case FRACTION -> options.add(NumberExpressions.numbers(way.range));
                case STRING -> options.add(strings.expression(way));
                case ARRAY -> options.add(array(way));
                case OBJECT -> options.add(object(way));
            }
        }
        return options.size() == 1 ? options.getFirst() : new Expression.Choice(options);
    }

    private Expression array(Constraint way) {
        if (way.minItems > way.maxItems) {
            return Expression.NOTHING;
        }
        int prefix = (int) Math.min(way.prefixLength(), way.maxItems);
        Expression item = schema(way.itemSchemas(way.prefixLength()));
        if (prefix == 0) {
            return json.array(json.list(item, way.minItems, way.maxItems));
        }
        boolean more = way.arrays.stream().anyMatch(part -> part.rest() != null);
        long atLeast = Math.max(0, way.minItems - prefix);
        long atMost = !more ? atLeast : way.maxItems == Long.MAX_VALUE ? Long.MAX_VALUE : way.maxItems - prefix;
        List<Expression> items = new ArrayList<>();
        for (int i = 0; i < prefix; i++) {
            if (i > 0) {
                items.add(json.comma());
            }
            items.add(schema(way.itemSchemas(i)));
        }
        items.add(new Expression.Repeat(Expression.sequence(json.comma(), item), atLeast, atMost));
        return json.array(new Expression.Sequence(items));
    }

    private Expression object(Constraint way) {
        Map<String, List<Located>> properties = way.properties();
        int needed = way.required.size();
        if (needed > way.maxProperties || way.minProperties > way.maxProperties) {
            return Expression.NOTHING;
        }
        if (way.minProperties > Math.max(1, needed)) {
            throw new UnsupportedSchemaException(
                    "minProperties", way.path, "more than 1 is supported only as far as properties are required");
        }
        long optional = way.maxProperties - needed; // how many that are not required there may be
        List<Expression.Part> parts = new ArrayList<>();
        for (Map.Entry<String, List<Located>> property : properties.entrySet()) {
            boolean required = way.required.contains(property.getKey());
            if (required || optional-- > 0) {
                Expression value = schema(property.getValue());
                parts.add(new Expression.Part(json.property(property.getKey(), value, way.path), !required, false));
            }
        }
        if (way.generatesMoreProperties() && optional > 0) {
            Expression key = properties.isEmpty() ? JsonRules.STRING : json.strings().anyTextBut(properties.keySet());
            Expression value = schema(way.additionalSchemas());
            parts.addAll(json.moreProperties(key, value, optional, way.maxProperties == Long.MAX_VALUE));
        }
        return json.object(new Expression.Separated(parts, json.comma(), way.minProperties > 0 && needed == 0));
    }
}
