package hearth.server.ollama;

import hearth.chat.ContentPart;
import hearth.chat.Message;
import hearth.chat.ToolCall;
import hearth.server.call.ApiException;
import hearth.server.call.ToolChoice;
import hearth.server.wire.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Messages and tools, from their wire form and to it. */
final class OllamaMessages {
    private static final int MAX_MESSAGES = 10_000;
    private static final int MAX_TOOLS = 512;
    private static final Set<String> ROLES = Set.of(Message.SYSTEM, Message.USER, Message.ASSISTANT, Message.TOOL);

    private OllamaMessages() {}

    static List<Message> read(Fields request, List<String> warnings) {
        List<Message> messages = new ArrayList<>();
        for (Fields fields : request.objects("messages", MAX_MESSAGES)) {
            messages.add(message(fields));
            fields.unread().forEach(name -> warnings.add(name + " is not known and has no effect"));
        }
        return messages;
    }

    private static Message message(Fields fields) {
        String role = fields.requiredText("role").toLowerCase(Locale.ROOT);
        if (!ROLES.contains(role)) {
            throw ApiException.invalid(fields.path("role"), "is '" + role + "' but must be system, user, assistant or tool");
        }
        if (!fields.list("images", MAX_MESSAGES).isEmpty()) {
            throw ApiException.unsupported(fields.path("images"), "Hearth runs text models only");
        }
        String content = fields.text("content").orElse("");
        List<ToolCall> calls = new ArrayList<>();
        for (Fields call : fields.objects("tool_calls", MAX_TOOLS)) {
            calls.add(toolCall(call));
        }
        boolean onlyCalls = content.isEmpty() && !calls.isEmpty();
        return new Message(
                role,
                onlyCalls ? List.of() : List.of(new ContentPart.Text(content)),
                fields.text("thinking").filter(text -> !text.isEmpty()),
                calls,
                fields.text("tool_name").or(() -> fields.text("name")).filter(text -> !text.isEmpty()),
                fields.text("tool_call_id").filter(text -> !text.isEmpty()));
    }

    private static ToolCall toolCall(Fields call) {
        Fields function = call.object("function").orElseThrow(() -> ApiException.invalid(call.path("function"), "is required"));
        function.value("index");
        call.value("type");
        return new ToolCall(
                call.text("id").orElse(""),
                function.requiredText("name"),
                function.object("arguments").map(Fields::asMap).orElse(Map.of()));
    }

    /** Tool definitions go to the template as they are. */
    static List<Map<String, Object>> tools(Fields request) {
        List<Map<String, Object>> tools = new ArrayList<>();
        for (Fields tool : request.objects("tools", MAX_TOOLS)) {
            Fields function = tool.object("function").orElseThrow(() -> ApiException.invalid(tool.path("function"), "is required"));
            function.requiredText("name");
            if (!tool.text("type").orElse("function").equals("function")) {
                throw ApiException.invalid(tool.path("type"), "must be \"function\"");
            }
            tools.add(tool.asMap());
        }
        return tools;
    }

    /** Beyond Ollama, as OpenAI has it: {@code "auto"}, {@code "none"}, {@code "required"}, or an object that names a function. */
    static ToolChoice choice(Fields request, List<Map<String, Object>> tools) {
        boolean parallel = request.flag("parallel_tool_calls").orElse(true);
        Object wish = request.value("tool_choice");
        if (wish instanceof Map<?, ?>) {
            String name = request.object("tool_choice").flatMap(choice -> choice.object("function"))
                    .orElseThrow(() -> ApiException.invalid("tool_choice.function", "is required"))
                    .requiredText("name");
            boolean known = tools.stream().anyMatch(tool -> ((Map<?, ?>) tool.get("function")).get("name").equals(name));
            if (!known) {
                throw ApiException.invalid("tool_choice", "names '" + name + "', which is not among the tools");
            }
            return new ToolChoice(ToolChoice.Mode.REQUIRED, Optional.of(name), parallel);
        }
        String mode = request.text("tool_choice").orElse("auto");
        return new ToolChoice(switch (mode) {
            case "auto" -> ToolChoice.Mode.AUTO;
            case "none" -> ToolChoice.Mode.NONE;
            case "required" -> {
                if (tools.isEmpty()) {
                    throw ApiException.invalid("tool_choice", "requires a call, but there are no tools");
                }
                yield ToolChoice.Mode.REQUIRED;
            }
            default -> throw ApiException.invalid("tool_choice", "is '" + mode + "' but must be none, auto, required or name a function");
        }, Optional.empty(), parallel);
    }

    /** Tool calls as an answer shows them. */
    static List<Object> written(List<ToolCall> calls) {
        List<Object> written = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            written.add(written(i, calls.get(i)));
        }
        return written;
    }

    static Map<String, Object> written(int index, ToolCall call) {
        Map<String, Object> function = new java.util.LinkedHashMap<>();
        function.put("index", index);
        function.put("name", call.name());
        function.put("arguments", call.arguments());
        Map<String, Object> item = new java.util.LinkedHashMap<>();
        Optional.of(call.id()).filter(id -> !id.isEmpty()).ifPresent(id -> item.put("id", id));
        item.put("function", function);
        return item;
    }
}
