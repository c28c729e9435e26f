package hearth.grammar;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Named rules; a text matches the grammar if it matches the rule {@link #root}. Plain data: whether references exist and rules
 * are free of left recursion is checked where the grammar is made into an automaton.
 *
 * @param root the name of the first rule
 * @param rules what each rule matches
 * @param maxDepth how many rules may be open inside each other beyond what the grammar needs at least: bounds recursion
 */
public record Grammar(String root, Map<String, Expression> rules, int maxDepth) {
    /** The usual bound on recursion. */
    public static final int DEFAULT_MAX_DEPTH = 512;

    /** @throws InvalidGrammarException if there is no rule named {@code root} */
    public Grammar {
        rules = Collections.unmodifiableMap(new LinkedHashMap<>(rules));
        if (!rules.containsKey(root)) {
            throw new InvalidGrammarException("there is no rule \"" + root + "\"");
        }
        if (maxDepth < 1) {
            throw new InvalidGrammarException("maxDepth is " + maxDepth + ", at least 1 is needed");
        }
    }

    public Grammar(String root, Map<String, Expression> rules) {
        this(root, rules, DEFAULT_MAX_DEPTH);
    }

    /** The same grammar with other rule names, so that it can be put beside others. */
    public Grammar withPrefix(String prefix) {
        Map<String, Expression> renamed = new LinkedHashMap<>();
        rules.forEach((name, expression) -> renamed.put(prefix + name, expression.withPrefix(prefix)));
        return new Grammar(prefix + root, renamed, maxDepth);
    }

    /** A grammar of one rule. */
    public static Grammar of(Expression expression) {
        return new Grammar("root", Map.of("root", expression));
    }

    /**
     * Parses the GBNF notation of llama.cpp; the first rule to match is {@code root}.
     *
     * @throws InvalidGrammarException with line and column of the first error
     * @throws GrammarTooComplexException if the text is longer than 1 MiB or its groups are nested too deeply
     */
    public static Grammar parseGbnf(String text) {
        return new GbnfParser(text).parse();
    }
}
