package hearth.grammar;

import java.util.List;

/** What a rule of a grammar matches. */
public sealed interface Expression {
    /** Stands for "no upper bound" in {@link Repeat}. */
    long UNBOUNDED = Long.MAX_VALUE;

    /** The empty text. */
    Expression EMPTY = new Sequence(List.of());

    /** Matches nothing at all, not even the empty text. */
    Expression NOTHING = new Choice(List.of());

    /** This text. */
    record Literal(String text) implements Expression {}

    /** One character of a set. */
    record Characters(CodePoints set) implements Expression {}

    /** One after the other. */
    record Sequence(List<Expression> items) implements Expression {
        public Sequence {
            items = List.copyOf(items);
        }
    }

    /** Any one of them. */
    record Choice(List<Expression> options) implements Expression {
        public Choice {
            options = List.copyOf(options);
        }
    }

    /** The same {@code min} to {@code max} times; {@link #UNBOUNDED} for no limit. */
    record Repeat(Expression item, long min, long max) implements Expression {
        public Repeat {
            if (min < 0 || max < min) {
                throw new InvalidGrammarException("a repetition from " + min + " to " + max + " times");
            }
        }
    }

    /** What the named rule matches. */
    record Reference(String rule) implements Expression {}

    /** Parts in this order with a separator between those that are there; {@code nonEmpty} if one must be. */
    record Separated(List<Part> parts, Expression separator, boolean nonEmpty) implements Expression {
        public Separated {
            parts = List.copyOf(parts);
        }
    }

    /** One whole token, by id; negated: any one token of text but this. */
    record Token(int id, boolean negated) implements Expression {}

    /** One whole token, by its text in the vocabulary; negated: any one token of text but this. */
    record NamedToken(String text, boolean negated) implements Expression {}

    /** A part of {@link Separated}, which may be left out, or come any number of times. */
    record Part(Expression item, boolean optional, boolean repeated) {}

    /** The same with a prefix before the names of rules. */
    default Expression withPrefix(String prefix) {
        return switch (this) {
            case Sequence sequence -> new Sequence(sequence.items.stream().map(item -> item.withPrefix(prefix)).toList());
            case Choice choice -> new Choice(choice.options.stream().map(item -> item.withPrefix(prefix)).toList());
            case Repeat repeat -> new Repeat(repeat.item.withPrefix(prefix), repeat.min, repeat.max);
            case Reference reference -> new Reference(prefix + reference.rule);
            case Separated separated -> new Separated(
                    separated.parts.stream()
                            .map(part -> new Part(part.item.withPrefix(prefix), part.optional, part.repeated))
                            .toList(),
                    separated.separator.withPrefix(prefix),
                    separated.nonEmpty);
            case Literal literal -> literal;
            case Characters one -> one;
            case Token token -> token;
            case NamedToken token -> token;
        };
    }

    static Expression sequence(Expression... items) {
        return new Sequence(List.of(items));
    }

    static Expression choice(Expression... options) {
        return new Choice(List.of(options));
    }

    static Expression optional(Expression item) {
        return new Repeat(item, 0, 1);
    }

    static Expression many(Expression item) {
        return new Repeat(item, 0, UNBOUNDED);
    }

    static Expression literal(String text) {
        return new Literal(text);
    }

    static Expression anyOf(String characters) {
        return new Characters(CodePoints.anyOf(characters));
    }
}
