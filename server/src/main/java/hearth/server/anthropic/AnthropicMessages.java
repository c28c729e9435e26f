package hearth.server.anthropic;

import hearth.chat.ContentPart;
import hearth.chat.Message;
import hearth.chat.ToolCall;
import hearth.server.call.ApiException;
import hearth.server.wire.Fields;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The conversation of a request: blocks in, messages as templates know them out. */
final class AnthropicMessages {
    private static final int MAX_MESSAGES = 10_000;
    private static final int MAX_BLOCKS = 10_000;
    private static final String TEXT_ONLY = "Hearth runs text models only";

    private final List<Message> messages = new ArrayList<>();
    private final Map<String, String> toolNames = new HashMap<>();
    private final List<String> warnings;

    private AnthropicMessages(List<String> warnings) {
        this.warnings = warnings;
    }

    static AnthropicMessages read(Fields request, List<String> warnings) {
        AnthropicMessages read = new AnthropicMessages(warnings);
        String system = read.text(request, "system");
        if (!system.isEmpty()) {
            read.messages.add(Message.system(system));
        }
        List<Fields> items = request.objects("messages", MAX_MESSAGES);
        if (items.isEmpty()) {
            throw ApiException.invalid("messages", "must hold at least one message");
        }
        items.forEach(read::message);
        return read;
    }

    /** In order, the system's first. */
    List<Message> all() {
        return List.copyOf(messages);
    }

    private void message(Fields item) {
        String role = item.requiredText("role");
        if (!item.has("content")) {
            throw ApiException.invalid(item.path("content"), "is required");
        }
        switch (role) {
            case "system" -> messages.add(Message.system(text(item, "content")));
            case "user" -> user(item);
            case "assistant" -> assistant(item);
            default -> throw ApiException.invalid(item.path("role"), "is '" + role + "' but must be user or assistant");
        }
        noteUnread(item);
    }

    /** Results of tools are messages of their own, before the text. */
    private void user(Fields item) {
        StringBuilder text = new StringBuilder();
        boolean hasResults = false;
        for (Fields block : blocks(item, "content")) {
            String type = block.requiredText("type");
            switch (type) {
                case "text" -> join(text, text(block));
                case "tool_result" -> {
                    result(block);
                    hasResults = true;
                }
                default -> throw refused(block, type);
            }
        }
        if (text.isEmpty() && hasResults) {
            return;
        }
        Optional<Message> before = last(Message.USER);
        if (before.isPresent()) {
            // Turns of one side are one turn: many templates want the sides to alternate.
            messages.removeLast();
            prepend(plain(before.get()), text);
        }
        messages.add(Message.user(text.toString()));
    }

    private void result(Fields block) {
        String id = block.requiredText("tool_use_id");
        String name = toolNames.get(id);
        if (name == null) {
            throw ApiException.invalid(block.path("tool_use_id"), "is '" + id + "', which no tool_use before it has");
        }
        String text = text(block, "content");
        boolean failed = block.flag("is_error").orElse(false);
        // Templates have no place for a failed call.
        messages.add(Message.tool(name, id, failed ? "Error: " + text : text));
        block.value("cache_control");
        noteUnread(block);
    }

    private void assistant(Fields item) {
        StringBuilder text = new StringBuilder();
        StringBuilder thinking = new StringBuilder();
        List<ToolCall> calls = new ArrayList<>();
        for (Fields block : blocks(item, "content")) {
            String type = block.requiredText("type");
            switch (type) {
                case "text" -> join(text, text(block));
                case "thinking" -> {
                    join(thinking, block.requiredText("thinking"));
                    block.value("signature");
                }
                case "redacted_thinking" -> warnings.add(block.path("type") + " redacted_thinking has no effect: only its maker can read it");
                case "tool_use" -> calls.add(call(block));
                default -> throw refused(block, type);
            }
        }
        Optional<Message> before = last(Message.ASSISTANT);
        if (before.isPresent()) {
            messages.removeLast();
            calls.addAll(0, before.get().toolCalls());
            prepend(plain(before.get()), text);
            prepend(before.get().thinking().orElse(""), thinking);
        }
        messages.add(new Message(
                Message.ASSISTANT,
                text.isEmpty() && !calls.isEmpty() ? List.of() : List.of(new ContentPart.Text(text.toString())),
                Optional.of(thinking.toString()).filter(value -> !value.isEmpty()),
                calls,
                Optional.empty(),
                Optional.empty()));
    }

    private ToolCall call(Fields block) {
        String id = block.requiredText("id");
        String name = block.requiredText("name");
        toolNames.put(id, name);
        block.value("cache_control");
        block.value("caller");
        Map<String, Object> input = block.object("input").map(Fields::asMap).orElse(Map.of());
        noteUnread(block);
        return new ToolCall(id, name, input);
    }

    private Optional<Message> last(String role) {
        return messages.isEmpty() || !messages.getLast().role().equals(role) ? Optional.empty() : Optional.of(messages.getLast());
    }

    private static String plain(Message message) {
        StringBuilder text = new StringBuilder();
        for (ContentPart part : message.content()) {
            if (part instanceof ContentPart.Text piece) {
                text.append(piece.text());
            }
        }
        return text.toString();
    }

    /** A text, or the texts of blocks that may be nothing else. */
    private String text(Fields holder, String name) {
        StringBuilder text = new StringBuilder();
        for (Fields block : blocks(holder, name)) {
            String type = block.requiredText("type");
            if (!type.equals("text")) {
                throw refused(block, type);
            }
            join(text, text(block));
        }
        return text.toString();
    }

    private String text(Fields block) {
        String text = block.requiredText("text");
        block.value("cache_control");
        block.value("citations");
        noteUnread(block);
        return text;
    }

    /** The blocks of a field; a plain text is one block. */
    private static List<Fields> blocks(Fields holder, String name) {
        if (holder.value(name) instanceof String text) {
            return List.of(Fields.of(Map.of("type", "text", "text", text), holder.path(name)));
        }
        return holder.objects(name, MAX_BLOCKS);
    }

    private static void join(StringBuilder text, String more) {
        if (!text.isEmpty() && !more.isEmpty()) {
            text.append('\n');
        }
        text.append(more);
    }

    private static void prepend(String earlier, StringBuilder text) {
        boolean both = !earlier.isEmpty() && !text.isEmpty();
        text.insert(0, both ? earlier + "\n" : earlier);
    }

    private static ApiException refused(Fields block, String type) {
        return switch (type) {
            case "image", "document", "search_result", "container_upload" ->
                ApiException.unsupported(block.path("type") + " " + type, TEXT_ONLY);
            case "text", "tool_result", "tool_use", "thinking", "redacted_thinking" ->
                ApiException.invalid(block.path("type"), "is '" + type + "', which can't stand here");
            default -> ApiException.unsupported(block.path("type") + " " + type, "Hearth knows no such block");
        };
    }

    private void noteUnread(Fields fields) {
        fields.unread().forEach(name -> warnings.add(name + " is not known and has no effect"));
    }
}
