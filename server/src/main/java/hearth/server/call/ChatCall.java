package hearth.server.call;

import hearth.chat.Message;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One answer to a conversation.
 *
 * @param model name as the client wrote it
 * @param messages oldest first; the model's own system text and stored messages are put before them by {@code Answering}
 * @param tools definitions as {@code {"type": "function", "function": {"name", "description", "parameters"}}}, in this order
 * @param toolChoice whether and which of them the model may or must call
 * @param thinking whether the model reasons before it answers
 * @param plainPrompt what is continued instead if the model has no chat template (Ollama's generate); empty = that is an error
 * @param earlierIds token ids put before the rendered prompt (Ollama's {@code context}); usually none
 * @param keepAlive how long the model stays loaded afterwards; empty = as it is set for the model
 */
public record ChatCall(
        String model,
        List<Message> messages,
        List<Map<String, Object>> tools,
        ToolChoice toolChoice,
        Thinking thinking,
        Optional<String> plainPrompt,
        int[] earlierIds,
        AnswerOptions options,
        Optional<KeepAlive> keepAlive) {
    public ChatCall {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(toolChoice, "toolChoice");
        Objects.requireNonNull(thinking, "thinking");
        Objects.requireNonNull(plainPrompt, "plainPrompt");
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(keepAlive, "keepAlive");
        messages = List.copyOf(messages);
        tools = List.copyOf(tools);
        earlierIds = earlierIds.clone();
    }

    /** Messages only, everything else as the model has it. */
    public static ChatCall of(String model, List<Message> messages) {
        return new ChatCall(model, messages, List.of(), ToolChoice.AUTO, Thinking.MODEL_DEFAULT, Optional.empty(), new int[0],
                AnswerOptions.NONE, Optional.empty());
    }

    public ChatCall withTools(List<Map<String, Object>> value, ToolChoice choice) {
        return new ChatCall(model, messages, value, choice, thinking, plainPrompt, earlierIds, options, keepAlive);
    }

    public ChatCall withThinking(Thinking value) {
        return new ChatCall(model, messages, tools, toolChoice, value, plainPrompt, earlierIds, options, keepAlive);
    }

    public ChatCall withPlainPrompt(String value) {
        return new ChatCall(model, messages, tools, toolChoice, thinking, Optional.of(value), earlierIds, options, keepAlive);
    }

    public ChatCall withEarlierIds(int[] value) {
        return new ChatCall(model, messages, tools, toolChoice, thinking, plainPrompt, value, options, keepAlive);
    }

    public ChatCall withOptions(AnswerOptions value) {
        return new ChatCall(model, messages, tools, toolChoice, thinking, plainPrompt, earlierIds, value, keepAlive);
    }

    public ChatCall withKeepAlive(Optional<KeepAlive> value) {
        return new ChatCall(model, messages, tools, toolChoice, thinking, plainPrompt, earlierIds, options, value);
    }
}
