package hearth.server.engine;

import hearth.engine.Model;
import hearth.engine.generate.GrammarConstraint;
import hearth.engine.sampling.ConstraintSource;
import hearth.grammar.Expression;
import hearth.grammar.Grammar;
import hearth.grammar.GrammarException;
import hearth.grammar.schema.JsonSchemaOptions;
import hearth.grammar.schema.JsonSchemas;
import hearth.grammar.tool.ToolCallGrammar;
import hearth.grammar.tool.ToolDefinition;
import hearth.server.call.AnswerFormat;
import hearth.server.call.ApiException;
import hearth.server.call.ApiException.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compiles formats for one model, on the thread that asks, and remembers the last ones. Thread-safe. */
final class Constraints {
    private static final int MAX_KEPT = 32;
    /** What a tool without parameters takes. */
    private static final Map<String, Object> NOTHING =
            Map.of("type", "object", "properties", Map.of(), "additionalProperties", false);

    private final Model model;
    private final ToolSyntaxes syntaxes;
    /** Least recently used first. */
    private final Map<AnswerFormat, ConstraintSource> kept = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<AnswerFormat, ConstraintSource> eldest) {
            return size() > MAX_KEPT;
        }
    };

    Constraints(Model model, ToolSyntaxes syntaxes) {
        this.model = model;
        this.syntaxes = syntaxes;
    }

    /**
     * What holds an answer to this format; empty if anything may be written.
     *
     * @throws ApiException if the format can't be enforced; it is never let through
     */
    Optional<ConstraintSource> of(AnswerFormat format) {
        return format instanceof AnswerFormat.Text ? Optional.empty() : Optional.of(compiled(format));
    }

    private ConstraintSource compiled(AnswerFormat format) {
        synchronized (kept) {
            ConstraintSource known = kept.get(format);
            if (known != null) {
                return known;
            }
        }
        try {
            ConstraintSource made = format instanceof AnswerFormat.ToolCalls calls
                    ? calls(calls)
                    : GrammarConstraint.source(model.compile(grammar(format)));
            synchronized (kept) {
                kept.put(format, made);
            }
            return made;
        } catch (GrammarException e) {
            String what = format instanceof AnswerFormat.ToolCalls ? "tools" : "format";
            throw new ApiException(Kind.INVALID_REQUEST, what + " can't be enforced: " + e.getMessage(), e);
        }
    }

    private static Grammar grammar(AnswerFormat format) {
        return switch (format) {
            case AnswerFormat.JsonObject _ -> JsonSchemas.anyObject(JsonSchemaOptions.DEFAULT);
            case AnswerFormat.JsonSchema schema -> JsonSchemas.compile(schema.schema());
            case AnswerFormat.Grammar grammar -> Grammar.parseGbnf(grammar.gbnf());
            case AnswerFormat.Text _, AnswerFormat.ToolCalls _ -> throw new IllegalArgumentException("no grammar of its own");
        };
    }

    private ConstraintSource calls(AnswerFormat.ToolCalls calls) {
        ToolCallGrammar grammars = new ToolCallGrammar(syntaxes.enforceable(asking(calls)), model.grammarVocabulary(), JsonSchemaOptions.DEFAULT);
        List<ToolDefinition> tools = definitions(calls.tools());
        if (calls.required()) {
            return GrammarConstraint.source(grammars.required(tools, calls.maxCalls()));
        }
        if (calls.otherwise() instanceof AnswerFormat.Text) {
            return GrammarConstraint.source(grammars.whenBegun(tools, calls.maxCalls()));
        }
        Grammar either = either(grammars.grammar(tools, calls.maxCalls()), grammar(calls.otherwise()));
        return GrammarConstraint.source(model.compile(either));
    }

    /** The field of a request that asks for this. */
    private static String asking(AnswerFormat.ToolCalls calls) {
        if (calls.required()) {
            return "tool_choice";
        }
        if (!(calls.otherwise() instanceof AnswerFormat.Text)) {
            return "response_format beside tools";
        }
        return calls.maxCalls() == 1 ? "parallel_tool_calls" : "tools with strict";
    }

    private static Grammar either(Grammar calls, Grammar text) {
        Grammar first = calls.withPrefix("calls ");
        Grammar second = text.withPrefix("text ");
        Map<String, Expression> rules = new LinkedHashMap<>(first.rules());
        rules.putAll(second.rules());
        rules.put("either", Expression.choice(new Expression.Reference(first.root()), new Expression.Reference(second.root())));
        return new Grammar("either", rules, Math.max(first.maxDepth(), second.maxDepth()));
    }

    private static List<ToolDefinition> definitions(List<Map<String, Object>> tools) {
        List<ToolDefinition> definitions = new ArrayList<>();
        for (Map<String, Object> tool : tools) {
            Map<?, ?> function = (Map<?, ?>) tool.get("function");
            Object parameters = function.get("parameters");
            definitions.add(new ToolDefinition((String) function.get("name"), parameters == null ? NOTHING : parameters));
        }
        return definitions;
    }
}
