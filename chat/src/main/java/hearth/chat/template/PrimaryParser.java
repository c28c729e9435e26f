package hearth.chat.template;

import hearth.chat.template.ArgumentList.Argument;
import hearth.chat.value.BoolValue;
import hearth.chat.value.FloatValue;
import hearth.chat.value.IntValue;
import hearth.chat.value.NoneValue;
import hearth.chat.value.StringValue;
import hearth.chat.value.Value;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Parses what operators stand between: literals, names, subscripts, calls, filters and tests. */
final class PrimaryParser {
    private static final Expression NONE = new Expression.Literal(NoneValue.NONE);
    private static final int MAX_NUMBER_LENGTH = 1_000;

    private final Tokens tokens;
    private final ExpressionParser expressions;
    private final Set<String> names = new HashSet<>();

    PrimaryParser(Tokens tokens, ExpressionParser expressions) {
        this.tokens = tokens;
        this.expressions = expressions;
    }

    /** Every name read so far; a macro asks whether it uses {@code caller}, {@code varargs} or {@code kwargs}. */
    Set<String> names() {
        return names;
    }

    Expression primary() {
        Token token = tokens.current();
        switch (token.kind()) {
            case NAME -> {
                tokens.next();
                return name(token.text());
            }
            case STRING -> {
                StringBuilder text = new StringBuilder();
                while (tokens.is(Token.Kind.STRING)) {
                    text.append(tokens.next().text());
                }
                return new Expression.Literal(StringValue.trusted(text.toString()));
            }
            case INTEGER -> {
                tokens.next();
                return new Expression.Literal(new IntValue(integer(token), true));
            }
            case FLOAT -> {
                tokens.next();
                double number = Double.parseDouble(digits(token));
                return new Expression.Literal(new FloatValue(number, true));
            }
            default -> {
                if (tokens.skipOperator("(")) {
                    return parenthesized();
                }
                if (tokens.skipOperator("[")) {
                    return new Expression.ListDisplay(items("]"));
                }
                if (tokens.skipOperator("{")) {
                    return dict();
                }
                throw tokens.fail("unexpected " + token.described());
            }
        }
    }

    private Expression name(String name) {
        Value constant =
                switch (name) {
                    case "true", "True" -> BoolValue.TRUE;
                    case "false", "False" -> BoolValue.FALSE;
                    case "none", "None" -> NoneValue.NONE;
                    default -> null;
                };
        if (constant != null) {
            return new Expression.Literal(constant);
        }
        names.add(name);
        return new Expression.Variable(name);
    }

    private String digits(Token token) {
        if (token.text().length() > MAX_NUMBER_LENGTH) {
            throw tokens.fail("a number is longer than the limit of " + MAX_NUMBER_LENGTH + " digits");
        }
        return token.text().replace("_", "");
    }

    private BigInteger integer(Token token) {
        String text = digits(token);
        char letter = text.length() > 1 ? Character.toLowerCase(text.charAt(1)) : 0;
        int radix = letter == 'x' ? 16 : letter == 'o' ? 8 : letter == 'b' ? 2 : 10;
        String number = radix == 10 ? text : text.substring(2);
        if (number.isEmpty()) {
            throw tokens.fail("unexpected '" + text + "'");
        }
        return new BigInteger(number, radix);
    }

    private Expression parenthesized() {
        if (tokens.skipOperator(")")) {
            return new Expression.TupleDisplay(List.of());
        }
        tokens.enter();
        Expression value = expressions.tuple(true, null);
        tokens.leave();
        tokens.expectOperator(")");
        return value;
    }

    private List<Expression> items(String close) {
        List<Expression> items = new ArrayList<>();
        while (!tokens.isOperator(close)) {
            if (!items.isEmpty()) {
                tokens.expectOperator(",");
                if (tokens.isOperator(close)) {
                    break;
                }
            }
            items.add(expressions.expression());
        }
        tokens.expectOperator(close);
        return items;
    }

    private Expression dict() {
        List<Expression.Pair> pairs = new ArrayList<>();
        while (!tokens.isOperator("}")) {
            if (!pairs.isEmpty()) {
                tokens.expectOperator(",");
                if (tokens.isOperator("}")) {
                    break;
                }
            }
            Expression key = expressions.expression();
            tokens.expectOperator(":");
            pairs.add(new Expression.Pair(key, expressions.expression()));
        }
        tokens.expectOperator("}");
        return new Expression.DictDisplay(pairs);
    }

    /** Subscripts, attributes and calls behind {@code value}. */
    Expression postfix(Expression value) {
        Expression result = value;
        while (true) {
            int line = tokens.current().line();
            if (tokens.skipOperator(".")) {
                result = attribute(result, line);
            } else if (tokens.skipOperator("[")) {
                result = subscript(result, line);
            } else if (tokens.skipOperator("(")) {
                result = new ChainedExpression.Call(result, arguments(), line);
            } else {
                return result;
            }
        }
    }

    private Expression attribute(Expression owner, int line) {
        if (tokens.is(Token.Kind.INTEGER)) {
            Expression index = new Expression.Literal(new IntValue(integer(tokens.next()), true));
            return new ChainedExpression.Item(owner, index, line);
        }
        String name = tokens.expect(Token.Kind.NAME, "name or number").text();
        return new ChainedExpression.Attribute(owner, name, line);
    }

    private Expression subscript(Expression owner, int line) {
        Expression first = tokens.isOperator(":") ? NONE : expressions.expression();
        if (!tokens.skipOperator(":")) {
            return new ChainedExpression.Item(owner, tupleKey(first), line);
        }
        Expression stop = tokens.isOperator(":") || tokens.isOperator("]") ? NONE : expressions.expression();
        boolean stepped = tokens.skipOperator(":") && !tokens.isOperator("]");
        Expression step = stepped ? expressions.expression() : NONE;
        tokens.expectOperator("]");
        return new ChainedExpression.Slice(owner, first, stop, step, line);
    }

    private Expression tupleKey(Expression first) {
        if (tokens.skipOperator("]")) {
            return first;
        }
        tokens.expectOperator(",");
        List<Expression> key = new ArrayList<>();
        key.add(first);
        key.addAll(items("]"));
        return new Expression.TupleDisplay(key);
    }

    /** Arguments up to the closing parenthesis; the opening one is read already. */
    ArgumentList arguments() {
        List<Argument> arguments = new ArrayList<>();
        while (!tokens.isOperator(")")) {
            if (!arguments.isEmpty()) {
                tokens.expectOperator(",");
                if (tokens.isOperator(")")) {
                    break;
                }
            }
            arguments.add(argument());
        }
        tokens.expectOperator(")");
        return new ArgumentList(arguments);
    }

    private Argument argument() {
        if (tokens.skipOperator("*")) {
            return new Argument(ArgumentList.Kind.SPREAD_LIST, "", expressions.expression());
        }
        if (tokens.skipOperator("**")) {
            return new Argument(ArgumentList.Kind.SPREAD_DICT, "", expressions.expression());
        }
        if (tokens.is(Token.Kind.NAME) && tokens.following().isOperator("=")) {
            String name = tokens.next().text();
            tokens.next();
            return new Argument(ArgumentList.Kind.NAMED, name, expressions.expression());
        }
        return new Argument(ArgumentList.Kind.POSITIONAL, "", expressions.expression());
    }

    /** Filters, tests and calls of their results behind {@code value}. */
    Expression filters(Expression value) {
        Expression result = value;
        while (true) {
            int line = tokens.current().line();
            if (tokens.skipOperator("|")) {
                result = new ChainedExpression.Filter(result, filterStep());
            } else if (tokens.skipName("is")) {
                result = test(result, line);
            } else if (tokens.skipOperator("(")) {
                result = new ChainedExpression.Call(result, arguments(), line);
            } else {
                return result;
            }
        }
    }

    /** One filter name with its arguments; the bar is read already. */
    FilterStep filterStep() {
        Token name = tokens.expect(Token.Kind.NAME, "the name of a filter");
        ArgumentList arguments = ArgumentList.NONE;
        String full = dotted(name.text());
        if (tokens.skipOperator("(")) {
            arguments = arguments();
        }
        return new FilterStep(full, arguments, name.line());
    }

    private String dotted(String first) {
        StringBuilder name = new StringBuilder(first);
        while (tokens.skipOperator(".")) {
            name.append('.').append(tokens.expect(Token.Kind.NAME, "a name").text());
        }
        return name.toString();
    }

    private Expression test(Expression subject, int line) {
        boolean negated = tokens.skipName("not");
        String name = dotted(tokens.expect(Token.Kind.NAME, "the name of a test").text());
        ArgumentList arguments = ArgumentList.NONE;
        if (tokens.skipOperator("(")) {
            arguments = arguments();
        } else if (startsTestArgument()) {
            tokens.enter();
            Expression argument = postfix(primary());
            tokens.leave();
            arguments = new ArgumentList(List.of(new Argument(ArgumentList.Kind.POSITIONAL, "", argument)));
        }
        return new ChainedExpression.Test(subject, name, arguments, negated, line);
    }

    /** A test may take one argument without parentheses, as in {@code x is divisibleby 3}. */
    private boolean startsTestArgument() {
        Token token = tokens.current();
        return switch (token.kind()) {
            case STRING, INTEGER, FLOAT -> true;
            case OPERATOR -> token.isOperator("[") || token.isOperator("{");
            case NAME -> switch (token.text()) {
                case "else", "or", "and", "if", "in", "not", "recursive" -> false;
                case "is" -> throw tokens.fail("You cannot chain multiple tests with is");
                default -> true;
            };
            default -> false;
        };
    }
}
