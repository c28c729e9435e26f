package hearth.grammar.schema;

import hearth.grammar.Expression;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How values are written: JSON, or one of its relatives that models use in tool calls.
 *
 * @param quote what stands before and behind a string; {@link Expression#EMPTY} for bare text
 * @param quoteText the same as text, for what is written inside
 * @param escapes whether strings have escapes with backslashes; without, some characters can't be written
 * @param never texts that stand in no string, as a reader would take them for the end of something
 * @param bareKeys whether keys of objects have no quotes
 * @param words how true, false and null are written
 */
public record ValueNotation(
        Expression quote, String quoteText, boolean escapes, List<String> never, boolean bareKeys, Map<String, String> words) {
    private static final Map<String, String> JSON_WORDS = Map.of("true", "true", "false", "false", "null", "null");

    /** JSON as the standard has it. */
    public static final ValueNotation JSON = json(List.of());

    /** Just the text, without quotes or escapes: not for values within values. */
    static ValueNotation bare(List<String> never) {
        return new ValueNotation(Expression.EMPTY, "", false, never, false, JSON_WORDS);
    }

    /** @throws IllegalArgumentException if a text of {@code never} is empty or its first character comes again in one of them */
    public ValueNotation {
        Objects.requireNonNull(quote, "quote");
        never = List.copyOf(never);
        words = Map.copyOf(words);
        String firsts = firsts(never);
        for (String text : never) {
            if (text.substring(1).codePoints().anyMatch(c -> firsts.indexOf(c) >= 0)) {
                throw new IllegalArgumentException("the first character of a text comes again inside: " + text);
            }
        }
    }

    /** JSON in whose strings some texts don't stand. */
    public static ValueNotation json(List<String> never) {
        return new ValueNotation(Expression.literal("\""), "\"", true, never, false, JSON_WORDS);
    }

    /** Objects with bare keys and strings between marks, without escapes, as Gemma writes them. */
    public static ValueNotation marked(Expression mark, String markText, List<String> never) {
        return new ValueNotation(mark, markText, false, never, true, JSON_WORDS);
    }

    /** Literals of Python, strings in single quotes. */
    public static ValueNotation python(List<String> never) {
        return new ValueNotation(
                Expression.literal("'"), "'", true, never, false, Map.of("true", "True", "false", "False", "null", "None"));
    }

    /** The characters that the forbidden texts begin with. */
    String firsts() {
        return firsts(never);
    }

    private static String firsts(List<String> texts) {
        StringBuilder firsts = new StringBuilder();
        for (String text : texts) {
            if (text.isEmpty()) {
                throw new IllegalArgumentException("a forbidden text is empty");
            }
            firsts.appendCodePoint(text.codePointAt(0));
        }
        return firsts.toString();
    }
}
