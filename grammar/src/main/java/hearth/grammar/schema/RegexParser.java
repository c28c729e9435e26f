package hearth.grammar.schema;

import hearth.grammar.CodePoints;
import hearth.grammar.GrammarTooComplexException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the regular part of ECMA-262 expressions: characters, classes, groups, choices, repetitions, anchors. Look-around, word
 * borders, back references, Unicode properties and flags are refused.
 */
final class RegexParser {
    private static final int MAX_LENGTH = 20_000;
    private static final int MAX_NESTING = 100;
    private static final long MAX_COUNT = 1_000_000;

    private final String pattern;
    private final String path;
    private final RegexClasses classes;
    private int at;
    private int nesting;

    private RegexParser(String pattern, String path) {
        this.pattern = pattern;
        this.path = path;
        classes = new RegexClasses(this);
    }

    /**
     * @param path the schema's place, for errors
     * @throws UnsupportedSchemaException naming what is not supported or wrong
     */
    static Regex parse(String pattern, String path) {
        if (pattern.length() > MAX_LENGTH) {
            throw new GrammarTooComplexException(
                    "the pattern at " + path + " has " + pattern.length() + " characters, more than " + MAX_LENGTH);
        }
        RegexParser parser = new RegexParser(pattern, path);
        Regex regex = parser.alternatives();
        if (!parser.atEnd()) {
            throw parser.error("a \")\" without \"(\"");
        }
        return regex;
    }

    private Regex alternatives() {
        List<Regex> options = new ArrayList<>();
        do {
            options.add(sequence());
        } while (take('|'));
        return options.size() == 1 ? options.getFirst() : new Regex.Choice(options);
    }

    private Regex sequence() {
        List<Regex> items = new ArrayList<>();
        while (!atEnd() && peek() != '|' && peek() != ')') {
            items.add(repeated(item()));
        }
        return items.size() == 1 ? items.getFirst() : new Regex.Sequence(items);
    }

    private Regex item() {
        int c = next();
        return switch (c) {
            case '^' -> new Regex.Anchor(false);
            case '$' -> new Regex.Anchor(true);
            case '.' -> new Regex.One(RegexClasses.DOT);
            case '(' -> group();
            case '[' -> new Regex.One(classes.bracketed());
            case '\\' -> new Regex.One(classes.escape(false));
            case '*', '+', '?' -> throw error("nothing to repeat before \"" + (char) c + "\"");
            default -> new Regex.One(character(c));
        };
    }

    private Regex group() {
        if (++nesting > MAX_NESTING) {
            throw new GrammarTooComplexException("groups of the pattern at " + path + " are nested more than " + MAX_NESTING + " deep");
        }
        if (take('?')) {
            if (!take(':') && !takeGroupName()) {
                throw error("look-around and flags are not supported");
            }
        }
        Regex inner = alternatives();
        if (!take(')')) {
            throw error("a \"(\" without \")\"");
        }
        nesting--;
        return inner;
    }

    private boolean takeGroupName() {
        if (atEnd() || peek() != '<' || pattern.startsWith("<=", at) || pattern.startsWith("<!", at)) {
            return false;
        }
        int end = pattern.indexOf('>', at);
        if (end < 0) {
            throw error("a group name without \">\"");
        }
        at = end + 1;
        return true;
    }

    private Regex repeated(Regex item) {
        Regex result = item;
        long[] counts = quantifier();
        if (counts != null) {
            if (item instanceof Regex.Anchor) {
                throw error("an anchor cannot be repeated");
            }
            result = new Regex.Repeat(item, counts[0], counts[1]);
            take('?'); // lazy or not, the same texts match
            if (quantifier() != null) {
                throw error("a repetition of a repetition");
            }
        }
        return result;
    }

    /** Least and greatest count, or null if none comes next; a brace that is no count stands for itself. */
    private long[] quantifier() {
        if (take('*')) {
            return new long[] {0, Long.MAX_VALUE};
        }
        if (take('+')) {
            return new long[] {1, Long.MAX_VALUE};
        }
        if (take('?')) {
            return new long[] {0, 1};
        }
        int start = at;
        if (!take('{')) {
            return null;
        }
        long min = number();
        long max = min;
        if (min >= 0 && take(',')) {
            max = atEnd() || peek() == '}' ? Long.MAX_VALUE : number();
        }
        if (min < 0 || max < 0 || !take('}')) {
            at = start;
            return null;
        }
        if (max < min) {
            throw error("a repetition from " + min + " to " + max + " times");
        }
        return new long[] {min, max};
    }

    private long number() {
        int start = at;
        long value = 0;
        while (!atEnd() && peek() >= '0' && peek() <= '9') {
            value = value * 10 + next() - '0';
            if (value > MAX_COUNT) {
                throw new GrammarTooComplexException("the pattern at " + path + " repeats more than " + MAX_COUNT + " times");
            }
        }
        return at == start ? -1 : value;
    }

    CodePoints character(int c) {
        if (c >= 0xD800 && c <= 0xDFFF) {
            throw error("half a surrogate pair");
        }
        return CodePoints.of(c);
    }

    boolean atEnd() {
        return at >= pattern.length();
    }

    int peek() {
        return pattern.codePointAt(at);
    }

    int next() {
        if (atEnd()) {
            throw error("it ends too early");
        }
        int c = peek();
        at += Character.charCount(c);
        return c;
    }

    boolean take(char wanted) {
        boolean found = !atEnd() && pattern.charAt(at) == wanted;
        if (found) {
            at++;
        }
        return found;
    }

    boolean follows(String text) {
        return pattern.startsWith(text, at);
    }

    UnsupportedSchemaException error(String reason) {
        return new UnsupportedSchemaException("pattern", path, reason + " (character " + at + " of \"" + pattern + "\")");
    }
}
