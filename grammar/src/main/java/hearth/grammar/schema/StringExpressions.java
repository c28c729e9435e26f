package hearth.grammar.schema;

import hearth.grammar.CodePoints;
import hearth.grammar.Expression;
import hearth.grammar.TextWithout;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Texts as they stand in an answer: within quotes, with escapes, or as the notation has it. */
final class StringExpressions {
    private static final CodePoints CONTROLS = CodePoints.range(0, 0x1F);
    private static final Expression HEX = new Expression.Characters(CodePoints.ofRanges('0', '9', 'A', 'F', 'a', 'f'));
    /** Escapes of one letter that readers of Python's literals take too. */
    private static final String SHARED_ESCAPES = "\\nrt";

    private final ValueNotation notation;
    /** Characters that need an escape, or can't stand in a text at all if there are none. */
    private final CodePoints escaped;
    /** Characters that stand for themselves wherever they come. */
    private final CodePoints plain;
    /** One character, as itself or escaped; escapes of surrogates only in pairs. */
    private final Expression character;

    StringExpressions(ValueNotation notation) {
        this.notation = notation;
        CodePoints special = notation.escapes()
                ? CONTROLS.or(CodePoints.anyOf(notation.quoteText() + "\\"))
                // Line breaks at the ends of bare text are taken for layout.
                : CONTROLS.minus(notation.quoteText().isEmpty() ? CodePoints.of('\t') : CodePoints.anyOf("\t\n\r"));
        escaped = special.or(CodePoints.anyOf(notation.firsts()));
        plain = escaped.or(CodePoints.of(0x7F)).complement();
        Expression itself = new Expression.Characters(plain);
        character = notation.escapes() ? Expression.choice(itself, escapeSequence()) : itself;
    }

    Expression quoted(Expression content) {
        return Expression.sequence(notation.quote(), content, notation.quote());
    }

    /** Any text of so many characters. */
    Expression anyText(long min, long max) {
        boolean free = min == 0 && max == Expression.UNBOUNDED;
        return quoted(free && !notation.never().isEmpty() ? freeText() : new Expression.Repeat(character, min, max));
    }

    /** Any text that has none of the forbidden texts in it, though it may have their characters. */
    private Expression freeText() {
        CodePoints allowed = plain.or(CodePoints.anyOf(notation.firsts()));
        if (!notation.escapes()) {
            allowed = allowed.or(CodePoints.anyOf("\t\n\r"));
        }
        return new TextWithout(notation.never()).expression(allowed, notation.escapes() ? List.of(escapeSequence()) : List.of());
    }

    /** Any text without escapes that is none of the names. */
    Expression anyTextBut(Iterable<String> names) {
        NameTrie trie = new NameTrie();
        names.forEach(trie::add);
        return quoted(trie.otherTexts(plain));
    }

    /** The texts in which the expression finds a match. */
    Expression matching(Regex regex, String path) {
        Expression anything = Expression.many(character);
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

    private Expression expression(Regex regex, String path) {
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

    /** The characters of a set: as themselves if that is allowed, else escaped; what can't be written is left out. */
    private Expression character(CodePoints set) {
        List<Expression> options = new ArrayList<>();
        CodePoints itself = set.minus(escaped);
        if (!itself.isEmpty()) {
            options.add(new Expression.Characters(itself));
        }
        CodePoints special = notation.escapes() ? set.and(escaped) : CodePoints.NONE;
        List<Expression> escapes = new ArrayList<>();
        for (int range = 0; range < special.rangeCount(); range++) {
            for (int c = special.first(range); c <= special.last(range); c++) {
                escapes.add(Expression.literal(escaped(c)));
            }
        }
        if (!escapes.isEmpty()) {
            options.add(new Expression.Choice(escapes));
        }
        return options.size() == 1 ? options.getFirst() : new Expression.Choice(options);
    }

    /** A text of the notation, in its quotes; empty if it can't be written. */
    Optional<Expression> literal(String text) {
        StringBuilder written = new StringBuilder();
        for (int c : text.codePoints().toArray()) {
            written.append(notation.escapes() && escaped.contains(c) ? escaped(c) : Character.toString(c));
        }
        boolean hidden = notation.never().stream().anyMatch(text::contains) && !notation.escapes();
        boolean cut = notation.quoteText().isEmpty() && (text.startsWith("\n") || text.endsWith("\n"));
        if (hidden || cut) {
            return Optional.empty();
        }
        // One text where it can be one: many of them become a trie.
        boolean marked = !notation.quote().equals(Expression.literal(notation.quoteText())) && !notation.quoteText().isEmpty();
        return Optional.of(marked
                ? quoted(Expression.literal(written.toString()))
                : Expression.literal(notation.quoteText() + written + notation.quoteText()));
    }

    private String escaped(int c) {
        boolean json = notation.quoteText().equals("\"");
        return switch (c) {
            case '"', '\'', '\\' -> "\\" + (char) c;
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            case '\b' -> json ? "\\b" : "\\u0008";
            case '\f' -> json ? "\\f" : "\\u000c";
            default -> "\\u" + HexFormat.of().toHexDigits((char) c);
        };
    }

    private Expression escapeSequence() {
        boolean json = notation.quoteText().equals("\"");
        return Expression.sequence(
                Expression.literal("\\"), escape(json ? "\"\\/bfnrt" : notation.quoteText() + SHARED_ESCAPES));
    }

    private static Expression escape(String letters) {
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
                Expression.anyOf(letters), Expression.sequence(Expression.literal("u"), Expression.choice(noSurrogate, pair)));
    }
}
