package hearth.grammar.tool;

import hearth.grammar.Expression;
import hearth.grammar.token.TokenVocabulary;
import java.util.ArrayList;
import java.util.List;

/** Makes expressions of texts whose control tokens are meant as tokens. */
final class MarkedText {
    private final TokenVocabulary vocabulary;

    MarkedText(TokenVocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    /** The whole text. */
    Expression expression(String text) {
        return new Expression.Sequence(parts(text));
    }

    /** Whether a token in this text ends the answer. */
    boolean hasEnding(String text) {
        return parts(text).stream().anyMatch(this::isEnding);
    }

    /** The text up to the token that ends the answer. */
    Expression untilEnding(String text) {
        return new Expression.Sequence(parts(text).stream().takeWhile(part -> !isEnding(part)).toList());
    }

    private boolean isEnding(Expression part) {
        return part instanceof Expression.Token token && vocabulary.isEnding(token.id());
    }

    private List<Expression> parts(String text) {
        List<Expression> parts = new ArrayList<>();
        int from = 0;
        for (int id : vocabulary.tokenizer().encode(text, true)) {
            boolean marks = vocabulary.tokenizer().isControl(id) || vocabulary.isEnding(id);
            String marker = marks ? vocabulary.tokenizer().vocabulary().tokens().text(id) : "";
            int at = marker.isEmpty() ? -1 : text.indexOf(marker, from);
            if (at >= 0) {
                if (at > from) {
                    parts.add(Expression.literal(text.substring(from, at)));
                }
                parts.add(new Expression.Token(id, false));
                from = at + marker.length();
            }
        }
        if (from < text.length()) {
            parts.add(Expression.literal(text.substring(from)));
        }
        return parts;
    }
}
