package hearth.grammar.schema;

import hearth.grammar.CodePoints;
import hearth.grammar.Expression;
import java.util.ArrayList;
import java.util.List;

/** Texts as they stand in JSON: within quotes, with escapes. */
final class StringExpressions {
    static final Expression QUOTE = Expression.literal("\"");

    private static final CodePoints CONTROLS = CodePoints.range(0, 0x1F);
    private static final CodePoints ESCAPED = CONTROLS.or(CodePoints.anyOf("\"\\"));
    private static final CodePoints PLAIN = ESCAPED.or(CodePoints.of(0x7F)).complement();
    private static final Expression HEX = new Expression.Characters(CodePoints.ofRanges('0', '9', 'A', 'F', 'a', 'f'));

    /** Any character, as itself or escaped; escapes of surrogates only in pairs. */
    static final Expression CHARACTER = Expression.choice(
            new Expression.Characters(PLAIN), Expression.sequence(Expression.literal("\\"), escape()));

    /** A character as itself, where escapes would hide which text it is. */
    static final Expression PLAIN_CHARACTER = new Expression.Characters(PLAIN);

    private StringExpressions() {}

    static Expression quoted(Expression content) {
        return Expression.sequence(QUOTE, content, QUOTE);
    }

    /** Any text of so many characters. */
    static Expression anyText(long min, long max) {
        return quoted(new Expression.Repeat(CHARACTER, min, max));
    }

    /** Any text without escapes that is none of the names. */
    static Expression anyTextBut(Iterable<String> names) {
        NameTrie trie = new NameTrie();
        names.forEach(trie::add);
        return quoted(trie.otherTexts());
    }

    /** The texts in which the expression finds a match. */
    static Expression matching(Regex regex, String path) {
        Expression anything = Expression.many(CHARACTER);
        List<Expression> options = new ArrayList<>();
        for (Regex option : options(regex)) {
            List<Regex> items = option instanceof Regex.Sequence sequence ? sequence.items() : List.of(option);
            int from = 0;
            int to = items.size();
            while (from < to && items.get(from) instanceof Regex.Anchor anchor && !anchor.atEnd()) {
                from++;
            }
            while (to > from && items.get(to - 1) instanceof Regex.Anchor anchor && anchor.atEnd()) {
                to--;
            }
            List<Expression> sequence = new ArrayList<>();
            if (from == 0) {
                sequence.add(anything);
            }
            items.subList(from, to).forEach(item -> sequence.add(expression(item, path)));
            if (to == items.size()) {
                sequence.add(anything);
            }
            options.add(new Expression.Sequence(sequence));
        }
        return quoted(new Expression.Choice(options));
    }

    /** Whether each match is a whole text: anchored at both ends. */
    static boolean matchesWholeTexts(Regex regex) {
        return options(regex).stream().allMatch(option -> option instanceof Regex.Sequence sequence
                && sequence.items().size() >= 2
                && sequence.items().getFirst() instanceof Regex.Anchor first
                && !first.atEnd()
                && sequence.items().getLast() instanceof Regex.Anchor last
                && last.atEnd());
    }

    private static List<Regex> options(Regex regex) {
        List<Regex> result = new ArrayList<>();
        if (regex instanceof Regex.Choice choice) {
            choice.options().forEach(option -> result.addAll(options(option)));
        } else {
            result.add(regex);
        }
        return result;
    }

    private static Expression expression(Regex regex, String path) {
        return switch (regex) {
            case Regex.One one -> character(one.set());
            case Regex.Sequence sequence ->
                new Expression.Sequence(sequence.items().stream().map(item -> expression(item, path)).toList());
            case Regex.Choice choice ->
                new Expression.Choice(choice.options().stream().map(item -> expression(item, path)).toList());
            case Regex.Repeat repeat -> new Expression.Repeat(expression(repeat.item(), path), repeat.min(), repeat.max());
            case Regex.Anchor anchor ->
                throw new UnsupportedSchemaException("pattern", path, "anchors are supported only at both ends of the pattern");
        };
    }

    /** The characters of a set: as themselves if JSON allows it, else escaped. */
    private static Expression character(CodePoints set) {
        List<Expression> options = new ArrayList<>();
        CodePoints plain = set.minus(ESCAPED);
        if (!plain.isEmpty()) {
            options.add(new Expression.Characters(plain));
        }
        CodePoints escaped = set.and(ESCAPED);
        List<Expression> escapes = new ArrayList<>();
        for (int range = 0; range < escaped.rangeCount(); range++) {
            for (int c = escaped.first(range); c <= escaped.last(range); c++) {
                escapes.add(Expression.literal(escaped(c)));
            }
        }
        if (!escapes.isEmpty()) {
            options.add(new Expression.Choice(escapes));
        }
        return options.size() == 1 ? options.getFirst() : new Expression.Choice(options);
    }

    private static String escaped(int c) {
        return switch (c) {
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            case '\b' -> "\\b";
            case '\f' -> "\\f";
            default -> String.format("\\u%04x", c);
        };
    }

    private static Expression escape() {
        Expression noSurrogate = Expression.choice(
                Expression.sequence(
                        new Expression.Characters(CodePoints.ofRanges('0', '9', 'A', 'C', 'E', 'F', 'a', 'c', 'e', 'f')),
                        new Expression.Repeat(HEX, 3, 3)),
                Expression.sequence(
                        Expression.anyOf("dD"), new Expression.Characters(CodePoints.range('0', '7')), new Expression.Repeat(HEX, 2, 2)));
        Expression pair = Expression.sequence(
                Expression.anyOf("dD"),
                Expression.anyOf("89abAB"),
                new Expression.Repeat(HEX, 2, 2),
                Expression.literal("\\u"),
                Expression.anyOf("dD"),
                Expression.anyOf("cdefCDEF"),
                new Expression.Repeat(HEX, 2, 2));
        return Expression.choice(
                Expression.anyOf("\"\\/bfnrt"), Expression.sequence(Expression.literal("u"), Expression.choice(noSurrogate, pair)));
    }
}
