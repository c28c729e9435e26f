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
    private Optional<Turn> open = Optional.empty();

    private AnthropicMessages(List<String> warnings) {
        this.warnings = warnings;
    }

    /** What one side says: messages of one side that follow each other are one turn, since many templates want the sides to alternate. */
    private static final class Turn {
        private final String role;
        private final StringBuilder text = new StringBuilder();
        private final StringBuilder thinking = new StringBuilder();
        private final List<ToolCall> calls = new ArrayList<>();

        Turn(String role) {
            this.role = role;
        }

        Message message() {
            return new Message(
                    role,
                    text.isEmpty() && !calls.isEmpty() ? List.of() : List.of(new ContentPart.Text(text.toString())),
                    Optional.of(thinking.toString()).filter(value -> !value.isEmpty()),
                    calls,
                    Optional.empty(),
                    Optional.empty());
        }
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
        read.closeTurn();
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
            case "system" -> add(Message.system(text(item, "content")));
            case "user" -> user(item);
            case "assistant" -> assistant(item);
            default -> throw ApiException.invalid(item.path("role"), "is '" + role + "' but must be user or assistant");
        }
        noteUnread(item);
    }

    private Turn turn(String role) {
        if (open.isEmpty() || !open.get().role.equals(role)) {
            closeTurn();
            open = Optional.of(new Turn(role));
        }
        return open.get();
    }

    private void closeTurn() {
        open.ifPresent(turn -> messages.add(turn.message()));
        open = Optional.empty();
    }

    private void add(Message message) {
        closeTurn();
        messages.add(message);
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
                    add(result(block));
                    hasResults = true;
                }
                default -> throw refused(block, type);
            }
        }
        if (!text.isEmpty() || !hasResults) {
            join(turn(Message.USER).text, text);
        }
    }

    private Message result(Fields block) {
        String id = block.requiredText("tool_use_id");
        String name = toolNames.get(id);
        if (name == null) {
            throw ApiException.invalid(block.path("tool_use_id"), "is '" + id + "', which no tool_use before it has");
        }
        String text = text(block, "content");
        boolean failed = block.flag("is_error").orElse(false);
        block.value("cache_control");
        noteUnread(block);
        // Templates have no place for a failed call.
        return Message.tool(name, id, failed ? "Error: " + text : text);
    }

    private void assistant(Fields item) {
        Turn turn = turn(Message.ASSISTANT);
        for (Fields block : blocks(item, "content")) {
            String type = block.requiredText("type");
            switch (type) {
                case "text" -> join(turn.text, text(block));
                case "thinking" -> {
                    join(turn.thinking, block.requiredText("thinking"));
                    block.value("signature");
                }
                case "redacted_thinking" ->
                    warnings.add(block.path("type") + " redacted_thinking has no effect: only its maker can read it");
                case "tool_use" -> turn.calls.add(call(block));
                default -> throw refused(block, type);
            }
        }
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

    private static void join(StringBuilder text, CharSequence more) {
        if (!text.isEmpty() && !more.isEmpty()) {
            text.append('\n');
        }
        text.append(more);
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
