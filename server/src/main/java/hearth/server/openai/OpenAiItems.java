package hearth.server.openai;

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

/** The items of a {@code /v1/responses} request as messages: reasoning, text and calls of one turn become one message. */
final class OpenAiItems {
    private static final int MAX_PARTS = 10_000;

    private final List<Message> messages = new ArrayList<>();
    private final Map<String, String> callNames = new HashMap<>();
    /** The assistant's turn that is being put together. */
    private final List<ContentPart> text = new ArrayList<>();
    private final List<ToolCall> calls = new ArrayList<>();
    private final StringBuilder thinking = new StringBuilder();

    private OpenAiItems() {}

    /** The field {@code input}: a text or a list of items. */
    static List<Message> read(Fields request, List<String> warnings) {
        if (request.value("input") instanceof String text) {
            return List.of(Message.user(text));
        }
        OpenAiItems items = new OpenAiItems();
        for (Fields item : request.objects("input", OpenAiMessages.MAX_MESSAGES)) {
            items.add(item);
            item.value("id");
            item.value("status");
            OpenAiOptions.noteUnread(item, warnings);
        }
        items.endTurn();
        if (items.messages.isEmpty()) {
            throw ApiException.invalid("input", request.has("input") ? "must not be empty" : "is required");
        }
        return items.messages;
    }

    private void add(Fields item) {
        String type = item.text("type").orElse("message");
        switch (type) {
            case "message" -> message(item);
            case "function_call" -> {
                String id = item.requiredText("call_id");
                String name = item.requiredText("name");
                callNames.put(id, name);
                calls.add(new ToolCall(id, name, OpenAiMessages.arguments(item)));
            }
            case "function_call_output" -> output(item);
            case "reasoning" -> reasoning(item);
            default -> throw ApiException.unsupported(item.path("type"), type,
                    "items are message, function_call, function_call_output and reasoning");
        }
    }

    private void message(Fields item) {
        String role = item.requiredText("role");
        List<ContentPart> content = content(item, "content");
        switch (role) {
            case "assistant" -> {
                if (!calls.isEmpty() || !text.isEmpty()) {
                    endTurn();
                }
                text.addAll(content);
            }
            case "user", "system", "developer" -> {
                endTurn();
                String told = role.equals(Message.USER) ? Message.USER : Message.SYSTEM;
                messages.add(new Message(told, content, Optional.empty(), List.of(), Optional.empty(), Optional.empty()));
            }
            default -> throw ApiException.invalid(
                    item.path("role"), "is '" + role + "' but must be user, assistant, system or developer");
        }
    }

    private void output(Fields item) {
        endTurn();
        String id = item.requiredText("call_id");
        messages.add(new Message(Message.TOOL, content(item, "output"), Optional.empty(), List.of(),
                Optional.ofNullable(callNames.get(id)), Optional.of(id)));
    }

    private static List<ContentPart> content(Fields item, String name) {
        return switch (item.value(name)) {
            case null -> throw ApiException.invalid(item.path(name), "is required");
            case String plain -> List.of(new ContentPart.Text(plain));
            case Object _ -> OpenAiMessages.parts(item, name);
        };
    }

    /** What it says, from wherever a response may have put it. */
    private void reasoning(Fields item) {
        if (!text.isEmpty() || !calls.isEmpty()) {
            endTurn();
        }
        String content = joined(item, "content");
        String summary = joined(item, "summary");
        String sealed = item.text("encrypted_content").orElse("");
        thinking.append(content.isEmpty() ? summary.isEmpty() ? sealed : summary : content);
    }

    private static String joined(Fields item, String name) {
        StringBuilder joined = new StringBuilder();
        item.objects(name, MAX_PARTS).forEach(part -> joined.append(part.requiredText("text")));
        return joined.toString();
    }

    private void endTurn() {
        if (!text.isEmpty() || !calls.isEmpty() || !thinking.isEmpty()) {
            Optional<String> reasoning = thinking.isEmpty() ? Optional.empty() : Optional.of(thinking.toString());
            messages.add(new Message(Message.ASSISTANT, text, reasoning, calls, Optional.empty(), Optional.empty()));
            text.clear();
            calls.clear();
            thinking.setLength(0);
        }
    }
}
