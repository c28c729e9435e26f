package hearth.grammar.tool;

import hearth.grammar.Expression;
import hearth.grammar.Grammar;
import hearth.grammar.GrammarException;
import hearth.grammar.schema.JsonSchemaOptions;
import hearth.grammar.schema.JsonSchemas;
import hearth.grammar.token.TokenGrammar;
import hearth.grammar.token.TokenVocabulary;
import hearth.grammar.token.TriggeredGrammar;
import hearth.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Grammars that make a model call tools with arguments that are valid. For {@code tool_choice: required} and for a named tool
 * {@link #required}, given all tools or just the named one; for {@code auto} {@link #whenBegun}: free text, but what begins as a
 * call is one.
 */
public final class ToolCallGrammar {
    private final ToolCallSyntax syntax;
    private final TokenVocabulary vocabulary;
    private final JsonSchemaOptions options;

    public ToolCallGrammar(ToolCallSyntax syntax, TokenVocabulary vocabulary, JsonSchemaOptions options) {
        this.syntax = syntax;
        this.vocabulary = vocabulary;
        this.options = options;
    }

    /**
     * The answer is one call, or up to {@code maxCalls}, from its first token on.
     *
     * @throws GrammarException if the schema of a tool cannot be enforced
     */
    public TokenGrammar required(List<ToolDefinition> tools, int maxCalls) {
        return TokenGrammar.compile(grammar(tools, maxCalls), vocabulary);
    }

    /**
     * The answer is free text until a call begins; from there it is bound, up to {@code maxCalls} calls.
     *
     * @throws GrammarException if the schema of a tool cannot be enforced
     */
    public TriggeredGrammar whenBegun(List<ToolDefinition> tools, int maxCalls) {
        TokenGrammar grammar = required(tools, maxCalls);
        return switch (marked(syntax.begin()).getFirst()) {
            case Expression.Token token -> new TriggeredGrammar(grammar, List.of(), Set.of(token.id()));
            case Expression.Literal text -> new TriggeredGrammar(grammar, List.of(marker(text.text())), Set.of());
            default -> throw new IllegalStateException("a marker is a text or a token");
        };
    }

    /** A marker in brackets tells a call for sure; without one the whole beginning must be there. */
    private static String marker(String begin) {
        int end = begin.charAt(0) == '<' ? begin.indexOf('>') : begin.charAt(0) == '[' ? begin.indexOf(']') : -1;
        return end > 1 ? begin.substring(0, end + 1) : begin;
    }

    /** The grammar of {@link #required}, to be put beside others. */
    public Grammar grammar(List<ToolDefinition> tools, int maxCalls) {
        if (tools.isEmpty() || maxCalls < 1) {
            throw new IllegalArgumentException("at least one tool and one call are needed");
        }
        Map<String, Expression> rules = new LinkedHashMap<>();
        List<Expression> calls = new ArrayList<>();
        int depth = 1;
        for (int i = 0; i < tools.size(); i++) {
            ToolDefinition tool = tools.get(i);
            Grammar arguments = JsonSchemas.compile(tool.parameters(), options).withPrefix("tool " + i + " ");
            rules.putAll(arguments.rules());
            depth = Math.max(depth, arguments.maxDepth());
            List<Expression> call = new ArrayList<>();
            String quoted = Json.write(tool.name());
            call.add(Expression.literal(quoted.substring(1, quoted.length() - 1)));
            call.addAll(marked(syntax.middle()));
            call.add(new Expression.Reference(arguments.root()));
            calls.add(new Expression.Sequence(call));
        }
        List<Expression> one = new ArrayList<>(marked(syntax.begin()));
        one.add(new Expression.Choice(calls));
        one.addAll(marked(syntax.end()));
        rules.put("call", new Expression.Sequence(one));
        List<Expression> next = new ArrayList<>(marked(syntax.separator()));
        next.add(new Expression.Reference("call"));
        rules.put("calls", Expression.sequence(
                new Expression.Reference("call"), new Expression.Repeat(new Expression.Sequence(next), 0, maxCalls - 1)));
        return new Grammar("calls", rules, depth);
    }

    /** A text with its control tokens as tokens. */
    private List<Expression> marked(String text) {
        List<Expression> parts = new ArrayList<>();
        int from = 0;
        for (int id : vocabulary.tokenizer().encode(text, true)) {
            String marker = vocabulary.tokenizer().isControl(id) ? vocabulary.tokenizer().vocabulary().tokens().text(id) : "";
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
