package hearth.chat.template;

import hearth.chat.template.ChainedExpression.Binary;
import hearth.chat.template.ChainedExpression.Comparison;
import hearth.chat.template.ChainedExpression.Logical;
import hearth.chat.template.ChainedExpression.Relation;
import java.util.ArrayList;
import java.util.List;

/** Parses expressions with Jinja's precedence: a filter or test binds closer than any operator, {@code ~} closer than {@code +}. */
final class ExpressionParser {
    private final Tokens tokens;
    private final PrimaryParser primary;

    ExpressionParser(Tokens tokens) {
        this.tokens = tokens;
        this.primary = new PrimaryParser(tokens, this);
    }

    PrimaryParser primary() {
        return primary;
    }

    /** Any expression except a bare tuple. */
    Expression expression() {
        tokens.enter();
        Expression value = or();
        List<Expression.Option> options = new ArrayList<>();
        Expression otherwise = null;
        while (otherwise == null && tokens.skipName("if")) {
            options.add(new Expression.Option(or(), value));
            if (tokens.skipName("else")) {
                value = or();
                otherwise = tokens.isName("if") ? null : value;
            } else {
                otherwise = Expression.Conditional.NOTHING;
            }
        }
        tokens.leave();
        return options.isEmpty() ? value : new Expression.Conditional(options, otherwise);
    }

    /** An expression or, where commas follow, a tuple of them; ends before the name {@code end} if one is given. */
    Expression tuple(boolean withConditional, String end) {
        List<Expression> items = new ArrayList<>();
        boolean isTuple = false;
        while (!atTupleEnd(end)) {
            items.add(withConditional ? expression() : nestedOr());
            if (!tokens.skipOperator(",")) {
                break;
            }
            isTuple = true;
        }
        if (isTuple) {
            return new Expression.TupleDisplay(items);
        }
        if (items.isEmpty()) {
            throw tokens.unexpected("an expression");
        }
        return items.getFirst();
    }

    private boolean atTupleEnd(String end) {
        return tokens.is(Token.Kind.OUTPUT_END)
                || tokens.is(Token.Kind.TAG_END)
                || tokens.isOperator(")")
                || (end != null && tokens.isName(end));
    }

    private Expression nestedOr() {
        tokens.enter();
        Expression value = or();
        tokens.leave();
        return value;
    }

    private Expression or() {
        Expression left = and();
        while (tokens.skipName("or")) {
            left = new Logical(left, false, and());
        }
        return left;
    }

    private Expression and() {
        Expression left = not();
        while (tokens.skipName("and")) {
            left = new Logical(left, true, not());
        }
        return left;
    }

    private Expression not() {
        if (!tokens.isName("not")) {
            return comparison();
        }
        tokens.enter();
        tokens.next();
        Expression operand = not();
        tokens.leave();
        return new Expression.Not(operand);
    }

    private Expression comparison() {
        Expression left = sum();
        int line = tokens.current().line();
        List<Relation> relations = new ArrayList<>();
        for (String operator = relation(); operator != null; operator = relation()) {
            relations.add(new Relation(operator, sum()));
        }
        return relations.isEmpty() ? left : new Comparison(left, relations, line);
    }

    /** Takes a comparison operator, or returns null. */
    private String relation() {
        if (tokens.isName("not") && tokens.following().isName("in")) {
            tokens.next();
            tokens.next();
            return "not in";
        }
        if (tokens.skipName("in")) {
            return "in";
        }
        if (tokens.is(Token.Kind.OPERATOR)) {
            return switch (tokens.current().text()) {
                case "==", "!=", "<", "<=", ">", ">=" -> tokens.next().text();
                default -> null;
            };
        }
        return null;
    }

    private Expression sum() {
        Expression left = concatenation();
        while (tokens.isOperator("+") || tokens.isOperator("-")) {
            Token operator = tokens.next();
            left = new Binary(left, operator.text(), concatenation(), operator.line());
        }
        return left;
    }

    private Expression concatenation() {
        Expression first = product();
        if (!tokens.isOperator("~")) {
            return first;
        }
        List<Expression> parts = new ArrayList<>();
        parts.add(first);
        while (tokens.skipOperator("~")) {
            parts.add(product());
        }
        return new Expression.Concatenation(parts);
    }

    private Expression product() {
        Expression left = power();
        while (tokens.isOperator("*") || tokens.isOperator("/") || tokens.isOperator("//") || tokens.isOperator("%")) {
            Token operator = tokens.next();
            left = new Binary(left, operator.text(), power(), operator.line());
        }
        return left;
    }

    private Expression power() {
        Expression left = unary(true);
        while (tokens.isOperator("**")) {
            Token operator = tokens.next();
            left = new Binary(left, operator.text(), unary(true), operator.line());
        }
        return left;
    }

    private Expression unary(boolean withFilters) {
        Expression value;
        if (tokens.isOperator("-") || tokens.isOperator("+")) {
            tokens.enter();
            boolean negative = tokens.next().isOperator("-");
            value = new Expression.Signed(unary(false), negative);
            tokens.leave();
        } else {
            value = primary.primary();
        }
        value = primary.postfix(value);
        return withFilters ? primary.filters(value) : value;
    }
}
