package hearth.grammar;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads GBNF text. Newlines end a rule, save after "::=" and "|" and inside parentheses. */
final class GbnfParser {
    private static final int MAX_TEXT_LENGTH = 1 << 20;
    private static final int MAX_NESTING = 256;
    private static final long MAX_COUNT = 1_000_000;

    private final GbnfText text;
    private final Map<String, Expression> rules = new LinkedHashMap<>();
    private int nesting;

    GbnfParser(String text) {
        if (text.length() > MAX_TEXT_LENGTH) {
            throw new GrammarTooComplexException("the grammar has " + text.length() + " characters, more than " + MAX_TEXT_LENGTH);
        }
        this.text = new GbnfText(text);
    }

    Grammar parse() {
        text.skipBlanks(true);
        while (!text.atEnd()) {
            rule();
            text.skipBlanks(true);
        }
        return new Grammar("root", rules);
    }

    private void rule() {
        String name = text.name();
        if (name.isEmpty()) {
            throw text.error("expected the name of a rule");
        }
        text.skipBlanks(false);
        if (!text.take("::=")) {
            throw text.error("expected \"::=\" after the rule name \"" + name + "\"");
        }
        text.skipBlanks(true);
        Expression expression = alternatives();
        if (!text.atEnd() && !text.take("\r\n") && !text.take("\n") && !text.take("\r")) {
            throw text.error("expected the end of the rule \"" + name + "\"");
        }
        if (rules.putIfAbsent(name, expression) != null) {
            throw text.error("the rule \"" + name + "\" is defined twice");
        }
    }

    private Expression alternatives() {
        List<Expression> options = new ArrayList<>();
        options.add(sequence());
        while (text.take("|")) {
            text.skipBlanks(true);
            options.add(sequence());
        }
        return options.size() == 1 ? options.getFirst() : new Expression.Choice(options);
    }

    private Expression sequence() {
        List<Expression> items = new ArrayList<>();
        while (true) {
            Expression item = item();
            if (item == null) {
                return items.size() == 1 ? items.getFirst() : new Expression.Sequence(items);
            }
            text.skipBlanks(nesting > 0);
            items.add(postfixes(item));
        }
    }

    /** The next item, or null where a sequence ends. */
    private Expression item() {
        if (text.atEnd()) {
            return null;
        }
        return switch (text.peek()) {
            case '"' -> new Expression.Literal(text.string());
            case '[' -> new Expression.Characters(text.characterClass());
            case '.' -> {
                text.take(".");
                yield new Expression.Characters(CodePoints.ALL);
            }
            case '(' -> group();
            case '<' -> token(false);
            case '!' -> {
                text.take("!");
                yield token(true);
            }
            case '*', '+', '?', '{' -> throw text.error("there is nothing to repeat before \"" + (char) text.peek() + "\"");
            default -> {
                String name = text.name();
                yield name.isEmpty() ? null : new Expression.Reference(name);
            }
        };
    }

    private Expression group() {
        if (++nesting > MAX_NESTING) {
            throw new GrammarTooComplexException("groups are nested more than " + MAX_NESTING + " deep at " + text.place());
        }
        text.take("(");
        text.skipBlanks(true);
        Expression group = alternatives();
        if (!text.take(")")) {
            throw text.error("expected \")\"");
        }
        nesting--;
        return group;
    }

    private Expression token(boolean negated) {
        if (text.take("<[")) {
            long id = text.number(Integer.MAX_VALUE);
            if (!text.take("]>")) {
                throw text.error("expected \"]>\" after a token id");
            }
            return new Expression.Token((int) id, negated);
        }
        return new Expression.NamedToken(text.tokenName(), negated);
    }

    private Expression postfixes(Expression item) {
        Expression result = item;
        int count = 0;
        while (!text.atEnd()) {
            if (text.take("*")) {
                result = Expression.many(result);
            } else if (text.take("+")) {
                result = new Expression.Repeat(result, 1, Expression.UNBOUNDED);
            } else if (text.take("?")) {
                result = Expression.optional(result);
            } else if (text.take("{")) {
                result = counted(result);
            } else {
                return result;
            }
            if (++count > MAX_NESTING) {
                throw new GrammarTooComplexException("more than " + MAX_NESTING + " repetitions of one item at " + text.place());
            }
            text.skipBlanks(nesting > 0);
        }
        return result;
    }

    private Expression counted(Expression item) {
        text.skipBlanks(false);
        long min = text.number(MAX_COUNT);
        long max = min;
        text.skipBlanks(false);
        if (text.take(",")) {
            text.skipBlanks(false);
            max = text.atEnd() || text.peek() == '}' ? Expression.UNBOUNDED : text.number(MAX_COUNT);
            text.skipBlanks(false);
        }
        if (!text.take("}")) {
            throw text.error("expected \"}\" after a repetition count");
        }
        if (max < min) {
            throw text.error("a repetition from " + min + " to " + max + " times");
        }
        return new Expression.Repeat(item, min, max);
    }
}
