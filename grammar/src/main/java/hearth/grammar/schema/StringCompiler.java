package hearth.grammar.schema;

import hearth.grammar.Expression;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Strings with patterns, formats and lengths. */
final class StringCompiler {
    private final StringExpressions strings;
    private final boolean ruled;

    /** @param ruled whether any text at all has a rule of its own */
    StringCompiler(StringExpressions strings, boolean ruled) {
        this.strings = strings;
        this.ruled = ruled;
    }

    Expression expression(Constraint way) {
        if (way.minLength > way.maxLength) {
            return Expression.NOTHING;
        }
        if (way.patterns.size() > 1) {
            throw new UnsupportedSchemaException("pattern", way.path, "only one pattern can hold for a string");
        }
        if (way.patterns.size() == 1) {
            Constraint.Text pattern = way.patterns.getFirst();
            return matching(RegexParser.parse(pattern.value(), pattern.path()), "pattern", way);
        }
        Optional<String> format = Optional.ofNullable(way.format).flatMap(Formats::pattern);
        if (format.isPresent()) {
            return matching(RegexParser.parse(format.get(), way.path), "format", way);
        }
        boolean any = way.minLength == 0 && way.maxLength == Long.MAX_VALUE;
        return any && ruled ? JsonRules.STRING : strings.anyText(way.minLength, way.maxLength);
    }

    private Expression matching(Regex regex, String keyword, Constraint way) {
        boolean whole = StringExpressions.matchesWholeTexts(regex);
        long shortest = regex.minLength();
        long longest = whole ? regex.maxLength() : Long.MAX_VALUE;
        if (shortest > way.maxLength || longest < way.minLength) {
            return Expression.NOTHING;
        }
        Regex fitting = regex;
        if (shortest < way.minLength || longest > way.maxLength) {
            fitting = whole ? fitted(regex, way.minLength, way.maxLength) : null;
            if (fitting == null) {
                String bound = shortest < way.minLength ? "minLength" : "maxLength";
                throw new UnsupportedSchemaException(
                        bound, way.path, "not supported beside this \"" + keyword + "\"; put the length into the pattern");
            }
        }
        return strings.matching(fitting, way.path);
    }

    /** The same with counts that keep the lengths, where just one repetition decides on the length; null for others. */
    private static Regex fitted(Regex regex, long minLength, long maxLength) {
        if (!(regex instanceof Regex.Sequence sequence)) {
            return null;
        }
        int varying = -1;
        long fixed = 0;
        for (int i = 0; i < sequence.items().size(); i++) {
            Regex item = sequence.items().get(i);
            if (item.minLength() == item.maxLength()) {
                fixed += item.minLength();
            } else if (varying >= 0) {
                return null;
            } else {
                varying = i;
            }
        }
        if (varying < 0 || !(sequence.items().get(varying) instanceof Regex.Repeat repeat)
                || repeat.item().minLength() != repeat.item().maxLength()) {
            return null;
        }
        long step = repeat.item().minLength();
        long min = Math.max(repeat.min(), Math.ceilDiv(Math.max(0, minLength - fixed), step));
        long max = maxLength == Long.MAX_VALUE ? repeat.max() : Math.min(repeat.max(), (maxLength - fixed) / step);
        if (maxLength < fixed || min > max) {
            return new Regex.Choice(List.of());
        }
        List<Regex> items = new ArrayList<>(sequence.items());
        items.set(varying, new Regex.Repeat(repeat.item(), min, max));
        return new Regex.Sequence(items);
    }
}
