package hearth.grammar.tool;

import hearth.grammar.CodePoints;
import hearth.grammar.Expression;
import hearth.grammar.Grammar;
import hearth.grammar.GrammarException;
import hearth.grammar.schema.InvalidSchemaException;
import hearth.grammar.schema.JsonSchemaOptions;
import hearth.grammar.schema.JsonSchemas;
import hearth.grammar.schema.MemberNotation;
import hearth.grammar.schema.ValueNotation;
import hearth.grammar.token.TokenVocabulary;
import hearth.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Grammars that make a model call tools with arguments that are valid: {@link #calls} and nothing else, for {@code tool_choice:
 * required} and, given just one tool, for a named one. {@link AnswerGrammar} puts them beside text and behind reasoning.
 */
public final class ToolCallGrammar {
    /** Names that every reader of calls takes, where no quotes protect them. */
    private static final Pattern BARE_NAME = Pattern.compile("[A-Za-z0-9_.-]{1,256}");
    private static final Expression INDEX = new Expression.Repeat(new Expression.Characters(CodePoints.range('0', '9')), 1, 3);
    private static final Expression ID =
            new Expression.Repeat(new Expression.Characters(CodePoints.ofRanges('0', '9', 'A', 'Z', 'a', 'z')), 9, 9);

    private final ToolCallSyntax syntax;
    private final MarkedText texts;
    private final JsonSchemaOptions options;

    public ToolCallGrammar(ToolCallSyntax syntax, TokenVocabulary vocabulary, JsonSchemaOptions options) {
        this.syntax = syntax;
        this.texts = new MarkedText(vocabulary);
        this.options = options;
    }

    /**
     * One call, or up to {@code maxCalls}. Where the end of a call ends the answer, as with gpt-oss, there is just one.
     *
     * @throws GrammarException if the schema of a tool can't be enforced, or its name or an argument's can't be written
     */
    public Grammar calls(List<ToolDefinition> tools, int maxCalls) {
        if (tools.isEmpty() || maxCalls < 1) {
            throw new IllegalArgumentException("at least one tool and one call are needed");
        }
        Map<String, Expression> rules = new LinkedHashMap<>();
        List<Expression> calls = new ArrayList<>();
        int depth = 1;
        boolean ends = false;
        for (int i = 0; i < tools.size(); i++) {
            Grammar arguments = arguments(tools.get(i)).withPrefix("tool " + i + " ");
            rules.putAll(arguments.rules());
            depth = Math.max(depth, arguments.maxDepth());
            ends |= addCall(tools.get(i), new Expression.Reference(arguments.root()), calls);
        }
        rules.put("call", new Expression.Choice(calls));
        Expression call = new Expression.Reference("call");
        Expression more = Expression.sequence(texts.expression(syntax.separator()), call);
        Expression close = texts.untilEnding(syntax.close());
        rules.put("calls", ends
                ? Expression.sequence(texts.expression(syntax.open()), call)
                : Expression.sequence(texts.expression(syntax.open()), call, new Expression.Repeat(more, 0, maxCalls - 1), close));
        return new Grammar("calls", rules, depth);
    }

    private Grammar arguments(ToolDefinition tool) {
        Object schema = objectSchema(tool);
        return switch (syntax.arguments()) {
            case ToolCallSyntax.Arguments.Json json ->
                JsonSchemas.compile(schema, options.withNotation(ValueNotation.json(json.never())));
            case ToolCallSyntax.Arguments.Marked marked -> JsonSchemas.compile(
                    schema,
                    new JsonSchemaOptions(
                            false,
                            options.oneOfAsAnyOf(),
                            ValueNotation.marked(texts.expression(marked.mark()), marked.mark(), marked.never())));
            case ToolCallSyntax.Arguments.Members members -> JsonSchemas.compileMembers(
                    schema,
                    new MemberNotation(members.text(), members.other(), members.separator(), members.never(), texts::expression),
                    options.withNotation(members.python()
                            ? ValueNotation.python(members.never())
                            : ValueNotation.json(members.never())));
        };
    }

    /** Arguments are an object, whether or not the schema says so. */
    private static Object objectSchema(ToolDefinition tool) {
        if (!(tool.parameters() instanceof Map<?, ?> schema)) {
            return Boolean.TRUE.equals(tool.parameters()) ? Map.of("type", "object") : tool.parameters();
        }
        Object type = schema.get("type");
        boolean allows = type == null || type.equals("object") || type instanceof List<?> types && types.contains("object");
        if (!allows) {
            throw new InvalidSchemaException("type", "#", "the arguments of the tool " + tool.name() + " must be an object");
        }
        Map<Object, Object> object = new LinkedHashMap<>(schema);
        object.put("type", "object");
        return object;
    }

    /** Adds the call of one tool; tells whether the answer ends with it. */
    private boolean addCall(ToolDefinition tool, Expression arguments, List<Expression> calls) {
        List<Expression> call = new ArrayList<>();
        Matcher places = ToolCallSyntax.PLACES.matcher(syntax.call());
        int from = 0;
        while (places.find()) {
            String before = syntax.call().substring(from, places.start());
            call.add(texts.expression(before));
            call.add(switch (places.group(1)) {
                case "name" -> Expression.literal(name(tool, (syntax.open() + before).endsWith("\"") && quotesNames()));
                case "arguments" -> arguments;
                case "index" -> INDEX;
                default -> ID;
            });
            from = places.end();
        }
        String rest = syntax.call().substring(from);
        boolean ends = texts.hasEnding(rest);
        call.add(texts.untilEnding(rest));
        calls.add(new Expression.Sequence(call));
        return ends;
    }

    private boolean quotesNames() {
        return syntax.arguments() instanceof ToolCallSyntax.Arguments.Json;
    }

    private static String name(ToolDefinition tool, boolean inJson) {
        if (inJson) {
            String quoted = Json.write(tool.name());
            return quoted.substring(1, quoted.length() - 1);
        }
        if (!BARE_NAME.matcher(tool.name()).matches()) {
            throw new UnwritableNameException(tool.name());
        }
        return tool.name();
    }
}
