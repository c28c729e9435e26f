package hearth.server.engine;

import hearth.chat.ChatRequest;
import hearth.chat.ChatTemplate;
import hearth.chat.Message;
import hearth.chat.TemplateException;
import hearth.chat.TemplateOptions;
import hearth.chat.ToolCall;
import hearth.chat.answer.AnswerFormat;
import hearth.grammar.tool.ToolCallSyntax;
import hearth.server.call.ApiException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds out in which form a model writes its tool calls: its template renders a call, and the known forms are looked for in that. */
final class ToolSyntaxes {
    private static final String TOOL = "hearth_probe";
    private static final String ARGUMENT = "city";

    private final String name;
    private final Optional<ToolCallSyntax> syntax;

    private ToolSyntaxes(String name, Optional<ToolCallSyntax> syntax) {
        this.name = name;
        this.syntax = syntax;
    }

    /** Those of a model with this template, whose answers are read in this format. */
    static ToolSyntaxes of(Optional<ChatTemplate> template, AnswerFormat format) {
        String name = format.toolSyntax().orElse("none");
        if (template.isEmpty() || format.toolSyntax().isEmpty()) {
            return new ToolSyntaxes(name, Optional.empty());
        }
        String rendered = rendered(template.get());
        List<ToolCallSyntax> forms = CallForms.of(name);
        Optional<ToolCallSyntax> found = forms.stream()
                .filter(form -> form.beginning(TOOL, ARGUMENT).matcher(rendered).find())
                .findFirst()
                .or(() -> Optional.of(forms.getFirst()));
        return new ToolSyntaxes(name, found);
    }

    /**
     * The form of this model's calls.
     *
     * @param field what of the request asks for enforcement
     * @throws ApiException if calls can't be enforced
     */
    ToolCallSyntax enforceable(String field) {
        return syntax.orElseThrow(() -> ApiException.unsupported(
                field, "this model writes tool calls in a form that can't be enforced (" + name + ")"));
    }

    private static String rendered(ChatTemplate template) {
        Map<String, Object> parameters = Map.of("type", "object", "properties", Map.of(ARGUMENT, Map.of("type", "string")));
        Map<String, Object> function = Map.of("name", TOOL, "description", "probe", "parameters", parameters);
        Message call = Message.assistant("").withToolCalls(List.of(new ToolCall("call00000", TOOL, Map.of(ARGUMENT, "Paris"))));
        List<Message> messages = List.of(Message.user("Hi"), call, Message.tool(TOOL, "call00000", "ok"));
        try {
            return template.render(
                            new ChatRequest(messages, List.of(Map.of("type", "function", "function", function)), false, Map.of()),
                            new TemplateOptions("", "", Clock.fixed(Instant.EPOCH, ZoneOffset.UTC)))
                    .text();
        } catch (TemplateException e) {
            return "";
        }
    }
}
