package hearth.server.openai;

import hearth.chat.ContentPart;
import hearth.chat.Message;
import hearth.chat.ToolCall;
import hearth.json.Json;
import hearth.json.JsonException;
import hearth.server.call.ApiException;
import hearth.server.wire.Fields;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Messages of a chat, from their wire form, and tool calls to it. */
final class OpenAiMessages {
    static final int MAX_MESSAGES = 10_000;
    private static final int MAX_PARTS = 10_000;

    private OpenAiMessages() {}

    static List<Message> read(Fields request, List<String> warnings) {
        List<Message> messages = new ArrayList<>();
        Map<String, String> callNames = new HashMap<>();
        for (Fields fields : request.objects("messages", MAX_MESSAGES)) {
            messages.add(message(fields, callNames));
            OpenAiOptions.noteUnread(fields, warnings);
        }
        if (messages.isEmpty()) {
            throw ApiException.invalid("messages", "must not be empty");
        }
        return messages;
    }

    private static Message message(Fields fields, Map<String, String> callNames) {
        String role = role(fields);
        List<ToolCall> calls = new ArrayList<>();
        if (role.equals(Message.ASSISTANT)) {
            fields.refuse("audio", "Hearth runs text models only");
            fields.refuse("function_call", "use tool_calls");
            for (Fields call : fields.objects("tool_calls", MAX_PARTS)) {
                calls.add(toolCall(call, callNames));
            }
        }
        Optional<String> id = role.equals(Message.TOOL) ? fields.text("tool_call_id") : Optional.empty();
        Optional<String> name = fields.text("name").or(() -> id.map(callNames::get));
        return new Message(role, content(fields, role, calls), thinking(fields, role), calls, name, id);
    }

    private static String role(Fields fields) {
        String role = fields.requiredText("role");
        return switch (role) {
            // Few templates know developers; they are what the system's author was before.
            case "system", "developer" -> Message.SYSTEM;
            case "user", "assistant", "tool" -> role;
            case "function" -> throw ApiException.unsupported(fields.path("role"), role, "use tool");
            default -> throw ApiException.invalid(
                    fields.path("role"), "is '" + role + "' but must be developer, system, user, assistant or tool");
        };
    }

    private static Optional<String> thinking(Fields fields, String role) {
        if (!role.equals(Message.ASSISTANT)) {
            return Optional.empty();
        }
        Optional<String> first = fields.text("reasoning_content");
        Optional<String> second = fields.text("reasoning");
        return first.or(() -> second).filter(text -> !text.isEmpty());
    }

    private static List<ContentPart> content(Fields fields, String role, List<ToolCall> calls) {
        Optional<String> refusal = role.equals(Message.ASSISTANT) ? fields.text("refusal") : Optional.empty();
        Object content = fields.value("content");
        if (content == null) {
            if (calls.isEmpty() && refusal.isEmpty() && !fields.has("reasoning_content") && !fields.has("reasoning")) {
                throw ApiException.invalid(fields.path("content"), "is required");
            }
            return refusal.map(text -> List.<ContentPart>of(new ContentPart.Text(text))).orElse(List.of());
        }
        if (content instanceof String text) {
            return text.isEmpty() && !calls.isEmpty() ? List.of() : List.of(new ContentPart.Text(text));
        }
        return parts(fields, "content");
    }

    /** A list of parts, all of them text. */
    static List<ContentPart> parts(Fields fields, String name) {
        if (!(fields.value(name) instanceof List<?>)) {
            throw fields.wrong(name, "a string or a list of parts", fields.value(name));
        }
        List<ContentPart> parts = new ArrayList<>();
        for (Fields part : fields.objects(name, MAX_PARTS)) {
            String type = part.requiredText("type");
            switch (type) {
                case "text", "input_text", "output_text" -> parts.add(new ContentPart.Text(part.requiredText("text")));
                case "refusal" -> parts.add(new ContentPart.Text(part.requiredText("refusal")));
                case "image_url", "input_image", "input_audio", "file", "input_file" ->
                    throw ApiException.unsupported(part.path("type"), type, "Hearth runs text models only");
                default -> throw ApiException.invalid(part.path("type"), "is '" + type + "' but must be text");
            }
        }
        return parts;
    }

    private static ToolCall toolCall(Fields call, Map<String, String> callNames) {
        String type = call.text("type").orElse("function");
        if (!type.equals("function")) {
            throw ApiException.unsupported(call.path("type"), type, "tools are functions that the client runs");
        }
        Fields function = call.object("function").orElseThrow(() -> ApiException.invalid(call.path("function"), "is required"));
        String id = call.text("id").orElse("");
        String name = function.requiredText("name");
        callNames.put(id, name);
        return new ToolCall(id, name, arguments(function));
    }

    /** The field {@code arguments}: JSON as text. */
    static Map<String, Object> arguments(Fields function) {
        String text = function.text("arguments").orElse("");
        try {
            return text.isBlank() ? Map.of() : Json.parseObject(text);
        } catch (JsonException e) {
            throw ApiException.invalid(function.path("arguments"), "must be a JSON object as text: " + e.getMessage());
        }
    }

    /** A call as a whole answer shows it. */
    static Map<String, Object> written(ToolCall call) {
        Map<String, Object> function = new LinkedHashMap<>();
        function.put("name", call.name());
        function.put("arguments", Json.write(call.arguments()));
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("id", call.id());
        item.put("type", "function");
        item.put("function", function);
        return item;
    }
}
