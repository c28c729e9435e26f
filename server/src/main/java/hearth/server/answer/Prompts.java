package hearth.server.answer;

import hearth.chat.ChatRequest;
import hearth.chat.ContentPart;
import hearth.chat.Message;
import hearth.server.call.AnswerFormat;
import hearth.server.call.ApiException;
import hearth.server.call.ApiException.Kind;
import hearth.server.call.ChatCall;
import hearth.server.call.Thinking;
import hearth.server.call.ToolChoice;
import hearth.server.model.ModelRunner;
import hearth.server.model.ServedModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Makes the prompt of a conversation. */
final class Prompts {
    private Prompts() {}

    /** @throws ApiException if the model can't take part in such a conversation, or the conversation is too long */
    static ModelRunner.RenderedChat of(ChatCall call, ServedModel model, ModelRunner runner) {
        List<Message> messages = conversation(call, model);
        boolean answers = endsWithAnswer(messages);
        String begun = answers ? text(messages.removeLast()) : "";
        int limit = runner.facts().contextLength() - call.earlierIds().length;
        ModelRunner.RenderedChat prompt = render(call, runner, messages, begun);
        while (call.options().truncates() && prompt.ids().length > limit && forgetOldest(messages)) {
            prompt = render(call, runner, messages, begun);
        }
        if (call.earlierIds().length == 0) {
            return prompt;
        }
        int[] ids = IntStream.concat(Arrays.stream(call.earlierIds()), Arrays.stream(prompt.ids())).toArray();
        return new ModelRunner.RenderedChat(ids, runner.detokenize(ids, true));
    }

    /** The model's own messages and system text, then the call's. */
    private static List<Message> conversation(ChatCall call, ServedModel model) {
        List<Message> messages = new ArrayList<>();
        if (call.earlierIds().length == 0) {
            model.details().messages().forEach(stored -> messages.add(stored(stored, model)));
        }
        messages.addAll(call.messages());
        boolean hasSystem = !call.messages().isEmpty() && call.messages().getFirst().role().equals(Message.SYSTEM);
        if (!hasSystem && call.earlierIds().length == 0) {
            model.details().system().filter(text -> !text.isEmpty()).ifPresent(text -> messages.addFirst(Message.system(text)));
        }
        return messages;
    }

    private static Message stored(Object value, ServedModel model) {
        if (value instanceof Map<?, ?> map && map.get("role") instanceof String role && map.get("content") instanceof String content) {
            return Message.of(role, content);
        }
        throw new ApiException(Kind.INTERNAL, "model " + model.name() + ": a stored message has no role or no content");
    }

    /** The client began the answer, and the model goes on with it. */
    private static boolean endsWithAnswer(List<Message> messages) {
        Message last = messages.getLast();
        return last.role().equals(Message.ASSISTANT) && last.toolCalls().isEmpty() && messages.size() > 1 && !text(last).isEmpty();
    }

    private static String text(Message message) {
        StringBuilder text = new StringBuilder();
        for (ContentPart part : message.content()) {
            if (part instanceof ContentPart.Text plain) {
                text.append(plain.text());
            }
        }
        return text.toString();
    }

    private static ModelRunner.RenderedChat render(ChatCall call, ModelRunner runner, List<Message> messages, String begun) {
        boolean hidesTools = call.toolChoice().mode() == ToolChoice.Mode.NONE;
        ModelRunner.RenderedChat prompt = runner.render(
                new ChatRequest(messages, hidesTools ? List.of() : call.tools(), true, variables(thinking(call))));
        if (begun.isEmpty()) {
            return prompt;
        }
        int[] more = runner.tokenize(begun, false);
        int[] ids = IntStream.concat(Arrays.stream(prompt.ids()), Arrays.stream(more)).toArray();
        return new ModelRunner.RenderedChat(ids, prompt.text() + begun);
    }

    /** Who wants a shape and says nothing of reasoning gets the shape at once. */
    static Thinking thinking(ChatCall call) {
        boolean constrained = !(call.options().format() instanceof AnswerFormat.Text)
                || call.toolChoice().mode() == ToolChoice.Mode.REQUIRED;
        return constrained && call.thinking().mode() == Thinking.Mode.MODEL_DEFAULT ? Thinking.OFF : call.thinking();
    }

    /** The names that templates know the wish by. */
    private static Map<String, Object> variables(Thinking thinking) {
        Map<String, Object> variables = new LinkedHashMap<>();
        if (thinking.mode() != Thinking.Mode.MODEL_DEFAULT) {
            boolean wanted = thinking.mode() == Thinking.Mode.ON;
            variables.put("enable_thinking", wanted);
            variables.put("thinking", wanted);
        }
        thinking.level().ifPresent(level -> variables.put("reasoning_effort", level));
        return variables;
    }

    /** Drops the oldest message that is neither the system's nor the last; returns false if there is none. */
    private static boolean forgetOldest(List<Message> messages) {
        for (int i = 0; i < messages.size() - 1; i++) {
            if (!messages.get(i).role().equals(Message.SYSTEM)) {
                messages.remove(i);
                // An answer without its question would break templates that want roles to alternate.
                while (i < messages.size() - 1 && !messages.get(i).role().equals(Message.USER)) {
                    messages.remove(i);
                }
                return true;
            }
        }
        return false;
    }
}
