package hearth.chat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A conversation to be rendered.
 *
 * @param tools tool definitions as plain JSON objects, in the form {@code {"type": "function", "function": {...}}}
 * @param addGenerationPrompt whether the prompt ends with the opening of an assistant message
 * @param variables further variables for the template, such as {@code enable_thinking}; they can't replace the ones above
 */
public record ChatRequest(
        List<Message> messages,
        List<Map<String, Object>> tools,
        boolean addGenerationPrompt,
        Map<String, Object> variables) {
    public ChatRequest {
        messages = List.copyOf(messages);
        tools = List.copyOf(tools);
    }

    /** Messages only, ready for the assistant's answer. */
    public static ChatRequest of(List<Message> messages) {
        return new ChatRequest(messages, List.of(), true, Map.of());
    }

    /** All variables under the names Hugging Face uses; without tools, {@code tools} is none. */
    public Map<String, Object> templateVariables() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("documents", null);
        all.putAll(variables);
        List<Object> list = new ArrayList<>();
        for (Message message : messages) {
            list.add(message.variables());
        }
        all.put("messages", list);
        all.put("tools", tools.isEmpty() ? null : tools);
        all.put("add_generation_prompt", addGenerationPrompt);
        return all;
    }
}
