package hearth.grammar.schema;

import hearth.grammar.CodePoints;
import java.util.List;

/** A parsed regular expression. */
sealed interface Regex {
    Regex EMPTY = new Sequence(List.of());

    /** One character of a set. */
    record One(CodePoints set) implements Regex {}

    record Sequence(List<Regex> items) implements Regex {}

    record Choice(List<Regex> options) implements Regex {}

    record Repeat(Regex item, long min, long max) implements Regex {}

    /** The start of the text, or its end. */
    record Anchor(boolean atEnd) implements Regex {}

    /** The least number of characters in a match. */
    default long minLength() {
        return switch (this) {
            case One one -> 1;
            case Anchor anchor -> 0;
            case Sequence sequence -> sequence.items.stream().mapToLong(Regex::minLength).reduce(0, Regex::sum);
            case Choice choice -> choice.options.stream().mapToLong(Regex::minLength).min().orElse(0);
            case Repeat repeat -> product(repeat.item.minLength(), repeat.min);
        };
    }

    /** The greatest number of characters in a match; {@link Long#MAX_VALUE} without limit. */
    default long maxLength() {
        return switch (this) {
            case One one -> 1;
            case Anchor anchor -> 0;
            case Sequence sequence -> sequence.items.stream().mapToLong(Regex::maxLength).reduce(0, Regex::sum);
            case Choice choice -> choice.options.stream().mapToLong(Regex::maxLength).max().orElse(0);
            case Repeat repeat -> product(repeat.item.maxLength(), repeat.max);
        };
    }

    private static long sum(long x, long y) {
        return x > Long.MAX_VALUE - y ? Long.MAX_VALUE : x + y;
    }

    private static long product(long x, long y) {
        if (x == 0 || y == 0) {
            return 0;
        }
        return x > Long.MAX_VALUE / y ? Long.MAX_VALUE : x * y;
    }
}
