package hearth.grammar;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Text in which none of some markers stands. Markers begin with characters that don't come again inside any of them ({@code <…>},
 * {@code […]}), so that a marker that fails is never the middle of another: the language then has a short expression.
 */
public final class TextWithout {
    private final Node root = new Node();
    private final CodePoints firsts;

    private static final class Node {
        private final Map<Integer, Node> children = new TreeMap<>();
        private boolean isEnd;
    }

    /** @throws IllegalArgumentException if a marker is empty or the first character of one comes again inside one */
    public TextWithout(List<String> markers) {
        CodePoints starts = CodePoints.NONE;
        for (String marker : markers) {
            if (marker.isEmpty()) {
                throw new IllegalArgumentException("a marker is empty");
            }
            starts = starts.or(CodePoints.of(marker.codePointAt(0)));
            Node at = root;
            for (int c : marker.codePoints().toArray()) {
                at = at.children.computeIfAbsent(c, key -> new Node());
            }
            at.isEnd = true;
        }
        firsts = starts;
        for (String marker : markers) {
            if (marker.codePoints().skip(1).anyMatch(firsts::contains)) {
                throw new IllegalArgumentException("the first character of a marker comes again inside: " + marker);
            }
        }
    }

    /**
     * Any number of characters.
     *
     * @param characters those that may stand for themselves
     * @param others what else may stand in the text, such as escapes, none of which begins with a character of {@code characters}
     */
    public Expression expression(CodePoints characters, List<Expression> others) {
        return Expression.sequence(Expression.many(item(characters, characters, others)), Expression.many(begun(root)));
    }

    /** As the other, but at least one character long and beginning with one of {@code first}, or with what a marker begins with. */
    public Expression beginning(CodePoints first, CodePoints characters) {
        return Expression.choice(
                Expression.sequence(item(first, characters, List.of()), expression(characters, List.of())),
                new Expression.Repeat(begun(root), 1, Expression.UNBOUNDED));
    }

    private Expression item(CodePoints first, CodePoints characters, List<Expression> others) {
        Expression failed = failed(root, characters);
        List<Expression> items = new ArrayList<>(others);
        CodePoints free = first.minus(firsts);
        if (!free.isEmpty()) {
            items.add(new Expression.Characters(free));
        }
        items.add(failed);
        List<Expression> afterBegun = new ArrayList<>(others);
        afterBegun.add(failed);
        Expression begun = new Expression.Repeat(begun(root), 1, Expression.UNBOUNDED);
        items.add(Expression.sequence(begun, new Expression.Choice(afterBegun)));
        return new Expression.Choice(items);
    }

    /** The beginning of a marker, but not all of it. */
    private static Expression begun(Node node) {
        return new Expression.Choice(node.children.entrySet().stream()
                .filter(child -> !child.getValue().isEnd)
                .map(child -> step(child.getKey(), Expression.choice(Expression.EMPTY, begun(child.getValue()))))
                .toList());
    }

    /** The beginning of a marker, and then a character with which none goes on or begins. */
    private Expression failed(Node node, CodePoints characters) {
        return new Expression.Choice(node.children.entrySet().stream()
                .filter(child -> !child.getValue().isEnd)
                .map(child -> step(child.getKey(), failedBelow(child.getValue(), characters)))
                .toList());
    }

    private Expression failedBelow(Node node, CodePoints characters) {
        CodePoints other = characters.minus(firsts);
        for (int c : node.children.keySet()) {
            other = other.minus(CodePoints.of(c));
        }
        return Expression.choice(new Expression.Characters(other), failed(node, characters));
    }

    private static Expression step(int c, Expression next) {
        return Expression.sequence(new Expression.Characters(CodePoints.of(c)), next);
    }
}
