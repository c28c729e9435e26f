package hearth.chat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One message of a conversation.
 *
 * @param role {@code system}, {@code user}, {@code assistant}, {@code tool} or what else a template knows
 * @param content pieces in order; empty for a message that only calls tools
 * @param thinking the reasoning an assistant message was given with
 * @param toolCalls calls an assistant message asked for
 * @param toolName of a tool's answer: the tool
 * @param toolCallId of a tool's answer: the call it answers
 */
public record Message(
        String role,
        List<ContentPart> content,
        Optional<String> thinking,
        List<ToolCall> toolCalls,
        Optional<String> toolName,
        Optional<String> toolCallId) {
    public static final String SYSTEM = "system";
    public static final String USER = "user";
    public static final String ASSISTANT = "assistant";
    public static final String TOOL = "tool";

    public Message {
        content = List.copyOf(content);
        toolCalls = List.copyOf(toolCalls);
    }

    /** A message of plain text. */
    public static Message of(String role, String text) {
        return new Message(
                role,
                List.of(new ContentPart.Text(text)),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    public static Message system(String text) {
        return of(SYSTEM, text);
    }

    public static Message user(String text) {
        return of(USER, text);
    }

    public static Message assistant(String text) {
        return of(ASSISTANT, text);
    }

    /** The answer of a tool; {@code toolCallId} may be empty. */
    public static Message tool(String toolName, String toolCallId, String text) {
        Optional<String> id = toolCallId.isEmpty() ? Optional.empty() : Optional.of(toolCallId);
        return new Message(
                TOOL, List.of(new ContentPart.Text(text)), Optional.empty(), List.of(), Optional.of(toolName), id);
    }

    public Message withThinking(String text) {
        return new Message(role, content, Optional.of(text), toolCalls, toolName, toolCallId);
    }

    public Message withToolCalls(List<ToolCall> calls) {
        return new Message(role, content, thinking, calls, toolName, toolCallId);
    }

    /** The message as chat templates read it: content is one string unless it holds more than text. */
    Map<String, Object> variables() {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("role", role);
        message.put("content", contentVariable());
        if (thinking.isPresent()) {
            message.put("reasoning_content", thinking.get());
            // gpt-oss, SmolLM and others read the same text under this name.
            message.put("thinking", thinking.get());
        }
        if (!toolCalls.isEmpty()) {
            List<Object> calls = new ArrayList<>();
            for (ToolCall call : toolCalls) {
                calls.add(call.variables());
            }
            message.put("tool_calls", calls);
        }
        if (toolName.isPresent()) {
            message.put("name", toolName.get());
        }
        if (toolCallId.isPresent()) {
            message.put("tool_call_id", toolCallId.get());
        }
        return message;
    }

    private Object contentVariable() {
        StringBuilder text = new StringBuilder();
        List<Object> parts = new ArrayList<>();
        boolean onlyText = true;
        for (ContentPart part : content) {
            parts.add(part.variables());
            if (part instanceof ContentPart.Text plain) {
                text.append(plain.text());
            } else {
                onlyText = false;
            }
        }
        return onlyText ? text.toString() : parts;
    }
}
