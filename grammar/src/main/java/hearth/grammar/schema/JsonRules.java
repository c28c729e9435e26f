package hearth.grammar.schema;

import hearth.grammar.CodePoints;
import hearth.grammar.Expression;
import hearth.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

    private final Expression space;

    JsonRules(boolean whitespace) {
        space = whitespace ? new Expression.Reference("space") : Expression.EMPTY;
    }

    /** The rules that the others refer to. */
    Map<String, Expression> rules() {
        Map<String, Expression> rules = new LinkedHashMap<>();
        rules.put("space", BLANKS);
        rules.put("string", StringExpressions.anyText(0, Expression.UNBOUNDED));
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
                        Expression.literal("true"),
                        Expression.literal("false"),
                        Expression.literal("null")));
        return rules;
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

    Expression property(String name, Expression value) {
        return Expression.sequence(Expression.literal(Json.write(name) + ":"), space, value);
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
