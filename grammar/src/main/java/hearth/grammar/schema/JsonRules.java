package hearth.grammar.schema;

import hearth.grammar.CodePoints;
import hearth.grammar.Expression;
import hearth.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The shape of JSON texts, with the rules for values about which a schema says nothing. */
final class JsonRules {
    static final Expression VALUE = new Expression.Reference("value");
    static final Expression STRING = new Expression.Reference("string");
    static final Expression OBJECT = new Expression.Reference("object");

    private static final Expression BLANKS = Expression.choice(
            Expression.EMPTY,
            Expression.literal(" "),
            Expression.sequence(
                    new Expression.Repeat(Expression.literal("\n"), 1, 2),
                    new Expression.Repeat(new Expression.Characters(CodePoints.anyOf(" \t")), 0, 20)));

    /** Keys that stand without quotes where the notation has such. */
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}_.-]{1,256}");

    private final Expression space;
    private final ValueNotation notation;
    private final StringExpressions strings;

    JsonRules(JsonSchemaOptions options) {
        space = options.whitespace() ? new Expression.Reference("space") : Expression.EMPTY;
        notation = options.notation();
        strings = new StringExpressions(notation);
    }

    StringExpressions strings() {
        return strings;
    }

    /** The rules that the others refer to. */
    Map<String, Expression> rules() {
        Map<String, Expression> rules = new LinkedHashMap<>();
        rules.put("space", BLANKS);
        rules.put("string", strings.anyText(0, Expression.UNBOUNDED));
        rules.put("number", NumberExpressions.numbers(NumberRange.ALL));
        rules.put("array", array(list(VALUE, 0, Expression.UNBOUNDED)));
        Expression property = Expression.sequence(STRING, Expression.literal(":"), space, VALUE);
        rules.put("object", object(new Expression.Separated(List.of(new Expression.Part(property, true, true)), comma(), false)));
        rules.put(
                "value",
                Expression.choice(
                        OBJECT,
                        new Expression.Reference("array"),
                        STRING,
                        new Expression.Reference("number"),
                        word("true"),
                        word("false"),
                        word("null")));
        return rules;
    }

    /** How a word of JSON is written. */
    Expression word(String json) {
        return Expression.literal(notation.words().get(json));
    }

    /** A value of {@code enum} or {@code const}; empty if it can't be written. */
    Optional<Expression> literal(Object value) {
        return switch (value) {
            case String text -> strings.literal(text);
            case List<?> list -> all(list.stream().map(this::literal).toList())
                    .map(items -> Expression.sequence(Expression.literal("["), joined(items), Expression.literal("]")));
            case Map<?, ?> map -> all(map.entrySet().stream().map(this::literalMember).toList())
                    .map(members -> Expression.sequence(Expression.literal("{"), joined(members), Expression.literal("}")));
            case null, default -> {
                String json = Json.write(value);
                yield Optional.of(Expression.literal(notation.words().getOrDefault(json, json)));
            }
        };
    }

    private Optional<Expression> literalMember(Map.Entry<?, ?> member) {
        return literal(member.getValue())
                .flatMap(value -> key(String.valueOf(member.getKey())).map(key -> Expression.sequence(key, Expression.literal(":"), value)));
    }

    /** All of them, or nothing if one is missing. */
    private static Optional<List<Expression>> all(List<Optional<Expression>> parts) {
        return parts.stream().allMatch(Optional::isPresent)
                ? Optional.of(parts.stream().map(Optional::orElseThrow).toList())
                : Optional.empty();
    }

    private static Expression joined(List<Expression> items) {
        return new Expression.Separated(
                items.stream().map(item -> new Expression.Part(item, false, false)).toList(), Expression.literal(","), false);
    }

    private Optional<Expression> key(String name) {
        return notation.bareKeys() && WORD.matcher(name).matches() ? Optional.of(Expression.literal(name)) : strings.literal(name);
    }

    Expression comma() {
        return Expression.sequence(Expression.literal(","), space);
    }

    Expression array(Expression items) {
        return framed("[", items, "]");
    }

    Expression object(Expression.Separated properties) {
        return framed("{", properties, "}");
    }

    private Expression framed(String open, Expression content, String close) {
        return Expression.sequence(Expression.literal(open), space, content, space, Expression.literal(close));
    }

    /** So many items with commas between them. */
    Expression list(Expression item, long min, long max) {
        if (max == 0) {
            return Expression.EMPTY;
        }
        long more = max == Expression.UNBOUNDED ? max : max - 1;
        Expression items = Expression.sequence(
                item, new Expression.Repeat(Expression.sequence(comma(), item), Math.max(0, min - 1), more));
        return min == 0 ? Expression.optional(items) : items;
    }

    /** @throws UnsupportedSchemaException if the name can't be written */
    Expression property(String name, Expression value, String path) {
        Expression key = key(name).orElseThrow(() -> new UnsupportedSchemaException(
                "properties", path, "the name \"" + name + "\" can't be written in this model's form of calls"));
        return Expression.sequence(key, Expression.literal(":"), space, value);
    }

    /** Properties of any name that {@code key} matches: at most {@code limit}, or without end. */
    List<Expression.Part> moreProperties(Expression key, Expression value, long limit, boolean endless) {
        Expression property = Expression.sequence(key, Expression.literal(":"), space, value);
        if (endless) {
            return List.of(new Expression.Part(property, true, true));
        }
        Expression more = new Expression.Repeat(Expression.sequence(comma(), property), 0, limit - 1);
        return List.of(new Expression.Part(Expression.sequence(property, more), true, false));
    }
}
