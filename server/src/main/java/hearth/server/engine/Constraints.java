package hearth.server.engine;

import hearth.engine.Model;
import hearth.engine.generate.GrammarConstraint;
import hearth.engine.sampling.ConstraintSource;
import hearth.grammar.Grammar;
import hearth.grammar.GrammarException;
import hearth.grammar.schema.JsonSchemaOptions;
import hearth.grammar.schema.JsonSchemas;
import hearth.grammar.tool.AnswerGrammar;
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
    /** The syntax without markers: what begins with such a character is a call. */
    private static final String BARE = "BARE_JSON";
    private static final String BARE_BEGINNINGS = "{[";
    /** What a tool without parameters takes. */
    private static final Map<String, Object> NOTHING =
            Map.of("type", "object", "properties", Map.of(), "additionalProperties", false);

    private final Model model;
    private final ToolSyntaxes syntaxes;
    private final hearth.chat.answer.AnswerFormat answers;
    /** Least recently used first. */
    private final Map<AnswerFormat, ConstraintSource> kept = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<AnswerFormat, ConstraintSource> eldest) {
            return size() > MAX_KEPT;
        }
    };

    /** @param answers how the model writes its reasoning and its calls */
    Constraints(Model model, ToolSyntaxes syntaxes, hearth.chat.answer.AnswerFormat answers) {
        this.model = model;
        this.syntaxes = syntaxes;
        this.answers = answers;
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
            ConstraintSource made = GrammarConstraint.source(model.compile(answer(format)));
            synchronized (kept) {
                kept.put(format, made);
            }
            return made;
        } catch (GrammarException e) {
            String what = format.withoutThinking() instanceof AnswerFormat.ToolCalls ? "tools" : "format";
            throw new ApiException(Kind.INVALID_REQUEST, what + " can't be enforced: " + e.getMessage(), e);
        }
    }

    /** The whole answer, reasoning included. */
    private Grammar answer(AnswerFormat format) {
        Grammar answer = headed(format.withoutThinking());
        if (!(format instanceof AnswerFormat.AfterThinking after)) {
            return answer;
        }
        AnswerGrammar.Reasoning reasoning = new AnswerGrammar.Reasoning(
                answers.thinkingBegin().orElseThrow(),
                answers.thinkingToAnswer().orElseThrow(),
                // Where marks part an answer, those that don't end the reasoning would end it too.
                answers.textBegin().isEmpty() ? List.of() : others(answers.markers(), answers.thinkingEnd().orElseThrow()));
        return grammars().behind(
                reasoning,
                after.begun() ? AnswerGrammar.Start.INSIDE_REASONING : AnswerGrammar.Start.MAY_REASON,
                answer);
    }

    private AnswerGrammar grammars() {
        return new AnswerGrammar(model.grammarVocabulary());
    }

    private static List<String> others(List<String> markers, String one) {
        return markers.stream().filter(marker -> !marker.equals(one)).toList();
    }

    /** The answer behind its reasoning; text begins as this model's texts begin. */
    private Grammar headed(AnswerFormat format) {
        return format instanceof AnswerFormat.ToolCalls calls ? calls(calls) : text(shape(format));
    }

    private Grammar text(Grammar shape) {
        return answers.textBegin().isEmpty() ? shape : grammars().headed(List.of(answers.textBegin()), shape);
    }

    private static Grammar shape(AnswerFormat format) {
        return switch (format) {
            case AnswerFormat.JsonObject _ -> JsonSchemas.anyObject(JsonSchemaOptions.DEFAULT);
            case AnswerFormat.JsonSchema schema -> JsonSchemas.compile(schema.schema());
            case AnswerFormat.Grammar grammar -> Grammar.parseGbnf(grammar.gbnf());
            case AnswerFormat.Text _, AnswerFormat.ToolCalls _, AnswerFormat.AfterThinking _ ->
                throw new IllegalArgumentException("no grammar of its own");
        };
    }

    private Grammar calls(AnswerFormat.ToolCalls format) {
        ToolCallGrammar writer =
                new ToolCallGrammar(syntaxes.enforceable(asking(format)), model.grammarVocabulary(), JsonSchemaOptions.DEFAULT);
        Grammar calls = writer.calls(definitions(format.tools()), format.maxCalls());
        if (format.required()) {
            return calls;
        }
        if (!(format.otherwise() instanceof AnswerFormat.Text)) {
            return grammars().either(calls, text(shape(format.otherwise())));
        }
        if (!answers.textBegin().isEmpty()) {
            return grammars().either(calls, text(grammars().text(answers.markers())));
        }
        return answers.toolSyntax().filter(BARE::equals).isPresent()
                ? grammars().textOrCalls(BARE_BEGINNINGS, answers.markers(), calls)
                : grammars().textThenCalls(answers.markers(), calls);
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
