package hearth.grammar.schema;

import hearth.grammar.Expression;
import java.util.List;
import java.util.function.Function;

/**
 * How the members of an object are written one by one: {@code <parameter=KEY>VALUE</parameter>}, {@code key='value'}. In both patterns
 * {@code {key}} and {@code {value}} stand for the two.
 *
 * @param text pattern of members that the schema declares a {@code string}, whose text stands bare; empty if there are none such
 * @param other pattern of the others, whose values are written in the notation of {@link JsonSchemaOptions}
 * @param separator what stands between two members
 * @param never texts that stand in no bare text
 * @param texts makes expressions of the patterns' texts: where one is a token of its own, that token
 */
public record MemberNotation(String text, String other, String separator, List<String> never, Function<String, Expression> texts) {
    static final String KEY = "{key}";
    static final String VALUE = "{value}";

    /** @throws IllegalArgumentException if a pattern lacks its key or its value */
    public MemberNotation {
        never = List.copyOf(never);
        for (String pattern : List.of(text, other)) {
            if (!pattern.isEmpty() && !(pattern.contains(KEY) && pattern.indexOf(VALUE) > pattern.indexOf(KEY))) {
                throw new IllegalArgumentException("a key and then a value are needed: " + pattern);
            }
        }
    }
}
