package hearth.grammar.schema;

import hearth.grammar.CodePoints;
import hearth.grammar.Expression;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Makes an expression of an object's members in a notation of their own. */
final class MemberCompiler {
    private static final Pattern WRITABLE = Pattern.compile("[\\p{L}\\p{N}_.$@/:-]{1,256}");
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}_.-]{1,256}");
    private static final CodePoints WORD_LETTERS = CodePoints.ofRanges('0', '9', 'A', 'Z', '_', '_', 'a', 'z');

    private final MemberNotation notation;
    private final Located root;
    private final SchemaExpander expander;
    private final Function<List<Located>, Expression> values;
    private final StringExpressions bare;

    /** @param values makes the expression of a value that matches all of some schemas */
    MemberCompiler(MemberNotation notation, Located root, SchemaExpander expander, Function<List<Located>, Expression> values) {
        this.notation = notation;
        this.root = root;
        this.expander = expander;
        this.values = values;
        bare = new StringExpressions(ValueNotation.bare(notation.never()));
    }

    Expression members() {
        List<Expression> ways = new ArrayList<>();
        for (Constraint way : expander.expand(List.of(root))) {
            if (way.values != null) {
                throw new UnsupportedSchemaException("enum", way.path, "not supported for the arguments as a whole");
            }
            if (way.types.contains(JsonType.OBJECT) && way.required.size() <= way.maxProperties) {
                ways.add(members(way));
            }
        }
        return new Expression.Choice(ways);
    }

    private Expression members(Constraint way) {
        if (way.minProperties > Math.max(1, way.required.size())) {
            throw new UnsupportedSchemaException(
                    "minProperties", way.path, "more than 1 is supported only as far as properties are required");
        }
        Map<String, List<Located>> properties = way.properties();
        long optional = way.maxProperties - way.required.size();
        List<Expression.Part> parts = new ArrayList<>();
        for (Map.Entry<String, List<Located>> property : properties.entrySet()) {
            boolean required = way.required.contains(property.getKey());
            if (required || optional-- > 0) {
                parts.add(new Expression.Part(declared(property.getKey(), property.getValue(), way.path), !required, false));
            }
        }
        if (way.generatesMoreProperties() && way.maxProperties == Long.MAX_VALUE) {
            NameTrie names = new NameTrie();
            names.add("");
            properties.keySet().forEach(names::add);
            Expression value = values.apply(way.additionalSchemas());
            parts.add(new Expression.Part(member(notation.other(), names.otherTexts(WORD_LETTERS), value), true, true));
        }
        return new Expression.Separated(
                parts, notation.texts().apply(notation.separator()), way.minProperties > 0 && way.required.isEmpty());
    }

    private Expression declared(String name, List<Located> schemas, String path) {
        Pattern writable = notation.text().isEmpty() ? WORD : WRITABLE;
        if (!writable.matcher(name).matches()) {
            throw new UnsupportedSchemaException(
                    "properties", path, "the name \"" + name + "\" can't be written in this model's form of calls");
        }
        Expression key = Expression.literal(name);
        if (notation.text().isEmpty() || !isText(name)) {
            return member(notation.other(), key, values.apply(schemas));
        }
        StringCompiler strings = new StringCompiler(bare, false);
        List<Expression> ways = expander.expand(schemas).stream()
                .filter(way -> way.types.contains(JsonType.STRING))
                .map(way -> way.values == null ? strings.expression(way) : Literals.choice(way, value -> bare.literal((String) value)))
                .toList();
        return member(notation.text(), key, new Expression.Choice(ways));
    }

    /** As readers of such calls see it: only where the schema says so itself the text is a string, else it is read as JSON. */
    private boolean isText(String name) {
        return root.keywords().get("properties") instanceof Map<?, ?> properties
                && properties.get(name) instanceof Map<?, ?> schema
                && "string".equals(schema.get("type"));
    }

    private Expression member(String pattern, Expression key, Expression value) {
        int keyAt = pattern.indexOf(MemberNotation.KEY);
        int valueAt = pattern.indexOf(MemberNotation.VALUE);
        return Expression.sequence(
                notation.texts().apply(pattern.substring(0, keyAt)),
                key,
                notation.texts().apply(pattern.substring(keyAt + MemberNotation.KEY.length(), valueAt)),
                value,
                notation.texts().apply(pattern.substring(valueAt + MemberNotation.VALUE.length())));
    }
}
