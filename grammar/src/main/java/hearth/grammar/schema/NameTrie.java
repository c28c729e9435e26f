package hearth.grammar.schema;

import hearth.grammar.CodePoints;
import hearth.grammar.Expression;
import hearth.grammar.GrammarTooComplexException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Names by their characters, to say what is none of them. */
final class NameTrie {
    private static final int MAX_LENGTH = 500;

    private final Map<Integer, NameTrie> children = new TreeMap<>();
    private boolean isName;

    void add(String name) {
        if (name.length() > MAX_LENGTH) {
            throw new GrammarTooComplexException("a property name has more than " + MAX_LENGTH + " characters beside others that may be added");
        }
        NameTrie at = this;
        for (int c : name.codePoints().toArray()) {
            at = at.children.computeIfAbsent(c, key -> new NameTrie());
        }
        at.isName = true;
    }

    /** The texts of plain characters, without escapes, that are no name. */
    Expression otherTexts(CodePoints plain) {
        List<Expression> options = new ArrayList<>();
        CodePoints begun = CodePoints.ofRanges(children.keySet().stream().flatMap(c -> List.of(c, c).stream()).mapToInt(c -> c).toArray());
        options.add(Expression.sequence(
                new Expression.Characters(plain.minus(begun)), Expression.many(new Expression.Characters(plain))));
        children.forEach((c, child) -> {
            if (plain.contains(c)) {
                options.add(Expression.sequence(new Expression.Characters(CodePoints.of(c)), child.otherTexts(plain)));
            }
        });
        if (!isName) {
            options.add(Expression.EMPTY);
        }
        return new Expression.Choice(options);
    }
}
