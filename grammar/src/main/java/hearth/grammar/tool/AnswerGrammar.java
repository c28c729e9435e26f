package hearth.grammar.tool;

import hearth.grammar.CodePoints;
import hearth.grammar.Expression;
import hearth.grammar.Grammar;
import hearth.grammar.TextWithout;
import hearth.grammar.token.TokenVocabulary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts the parts of an answer together: reasoning first, then text, or calls, or a shape of its own. */
public final class AnswerGrammar {
    private static final String ROOT = "answer";
    /** Blanks that may follow reasoning. */
    private static final Expression BLANKS = new Expression.Repeat(Expression.anyOf(" \n"), 0, 3);

    private final MarkedText texts;

    public AnswerGrammar(TokenVocabulary vocabulary) {
        this.texts = new MarkedText(vocabulary);
    }

    /**
     * How reasoning is written.
     *
     * @param open what it begins with
     * @param close what ends it and is not part of it
     * @param never other texts that don't stand in it
     */
    public record Reasoning(String open, String close, List<String> never) {
        public Reasoning {
            never = List.copyOf(never);
        }
    }

    /** Where the answer begins. */
    public enum Start {
        /** The prompt ends inside the reasoning. */
        INSIDE_REASONING,
        /** The answer may begin with reasoning. */
        MAY_REASON
    }

    /** Reasoning, without bound on its length, and then the answer. */
    public Grammar behind(Reasoning reasoning, Start start, Grammar answer) {
        List<String> markers = new ArrayList<>(reasoning.never());
        markers.add(firstMarker(reasoning.close()));
        Expression body = Expression.sequence(
                new TextWithout(markers).expression(CodePoints.ALL, List.of()), texts.expression(reasoning.close()), BLANKS);
        Expression lead = start == Start.INSIDE_REASONING
                ? body
                : Expression.optional(Expression.sequence(texts.expression(reasoning.open()), body));
        return with(answer, Expression.sequence(lead, new Expression.Reference(answer.root())));
    }

    /** The answer with a text before it; with several, any one of them. */
    public Grammar headed(List<String> headers, Grammar answer) {
        List<Expression> choices = headers.stream().map(texts::expression).toList();
        return with(answer, Expression.sequence(new Expression.Choice(choices), new Expression.Reference(answer.root())));
    }

    /** Text, and then perhaps calls: no marker of a call stands in the text. */
    public Grammar textThenCalls(List<String> markers, Grammar calls) {
        Expression text = new TextWithout(markers).expression(CodePoints.ALL, List.of());
        return with(calls, Expression.sequence(text, Expression.optional(new Expression.Reference(calls.root()))));
    }

    /** Calls, or text that does not begin as they do: for calls without markers, whose first character tells. */
    public Grammar textOrCalls(String firsts, List<String> markers, Grammar calls) {
        Expression blank = Expression.many(Expression.anyOf(" \t\r\n"));
        CodePoints begin = CodePoints.ALL.minus(CodePoints.anyOf(firsts + " \t\r\n"));
        Expression any = new TextWithout(markers).beginning(begin, CodePoints.ALL);
        Expression text = Expression.sequence(blank, Expression.optional(any));
        return with(calls, Expression.choice(text, new Expression.Reference(calls.root())));
    }

    /** Either answer. */
    public Grammar either(Grammar one, Grammar other) {
        Grammar first = one.withPrefix("1 ");
        Grammar second = other.withPrefix("2 ");
        Map<String, Expression> rules = new LinkedHashMap<>(first.rules());
        rules.putAll(second.rules());
        rules.put(ROOT, Expression.choice(new Expression.Reference(first.root()), new Expression.Reference(second.root())));
        return new Grammar(ROOT, rules, Math.max(first.maxDepth(), second.maxDepth()));
    }

    /** Any text without some markers. */
    public Grammar text(List<String> markers) {
        return Grammar.of(new TextWithout(markers).expression(CodePoints.ALL, List.of()));
    }

    /** The rules of a grammar below a new root. */
    private static Grammar with(Grammar grammar, Expression root) {
        Map<String, Expression> rules = new LinkedHashMap<>(grammar.rules());
        String name = Optional.of(ROOT).filter(free -> !rules.containsKey(free)).orElse(ROOT + " " + rules.size());
        rules.put(name, root);
        return new Grammar(name, rules, grammar.maxDepth() + 1);
    }

    /** Of {@code <|end|><|start|>assistant} the first mark: it alone ends the reasoning for a reader. */
    private static String firstMarker(String close) {
        int next = close.indexOf('<', 1);
        return next > 0 ? close.substring(0, next) : close;
    }
}
