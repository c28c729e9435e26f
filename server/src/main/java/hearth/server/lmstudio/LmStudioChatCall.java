package hearth.server.lmstudio;

import hearth.chat.Message;
import hearth.server.call.AnswerOptions;
import hearth.server.call.ApiException;
import hearth.server.call.ChatCall;
import hearth.server.call.Thinking;
import hearth.server.wire.Fields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * A request of {@code /api/v1/chat}, from JSON to a call. Pure.
 *
 * @param streams whether the answer comes in events
 * @param warnings what of the request has no effect
 */
record LmStudioChatCall(ChatCall call, boolean streams, List<String> warnings) {
    private static final int MAX_ITEMS = 10_000;
    private static final double MAX_TEMPERATURE = 2;
    private static final double MAX_PENALTY = 100;
    private static final String NOT_KEPT = "chats are not kept; send the whole conversation to /v1/chat/completions instead";

    LmStudioChatCall {
        warnings = List.copyOf(warnings);
    }

    static LmStudioChatCall read(Fields request) {
        List<String> warnings = new ArrayList<>();
        String model = request.requiredText("model");
        List<Message> messages = new ArrayList<>();
        request.text("system_prompt").filter(text -> !text.isEmpty()).ifPresent(text -> messages.add(Message.system(text)));
        messages.add(Message.user(input(request, warnings)));
        request.refuse("store", NOT_KEPT, false);
        request.refuse("previous_response_id", NOT_KEPT);
        request.refuse("integrations", "Hearth runs no tools", List.of());
        ChatCall call = ChatCall.of(model, messages)
                .withThinking(thinking(request))
                .withOptions(AnswerOptions.NONE.withSettings(settings(request)));
        boolean streams = request.flag("stream").orElse(false);
        request.unread().forEach(name -> warnings.add(name + " is not known and has no effect"));
        return new LmStudioChatCall(call, streams, warnings);
    }

    private static String input(Fields request, List<String> warnings) {
        if (request.value("input") instanceof String text) {
            return text;
        }
        List<String> texts = new ArrayList<>();
        for (Fields item : request.objects("input", MAX_ITEMS)) {
            String type = item.requiredText("type");
            switch (type) {
                // LM Studio's reference has the one name, its example the other.
                case "message", "text" -> texts.add(item.requiredText("content"));
                case "image" -> throw ApiException.unsupported(item.path("type") + " image", "Hearth runs text models only");
                default -> throw ApiException.invalid(item.path("type"), "is '" + type + "' but must be message");
            }
            item.unread().forEach(name -> warnings.add(name + " is not known and has no effect"));
        }
        if (texts.isEmpty()) {
            throw ApiException.invalid("input", "is required");
        }
        return String.join("\n", texts);
    }

    private static Map<String, Object> settings(Fields request) {
        Map<String, Object> settings = new LinkedHashMap<>();
        put(settings, "temperature", request.real("temperature", 0, MAX_TEMPERATURE));
        put(settings, "top_p", request.real("top_p", 0, 1));
        put(settings, "min_p", request.real("min_p", 0, 1));
        put(settings, "repeat_penalty", request.real("repeat_penalty", 0, MAX_PENALTY));
        request.whole("top_k", 0, Integer.MAX_VALUE).ifPresent(value -> settings.put("top_k", value));
        request.whole("max_output_tokens", 1, Integer.MAX_VALUE).ifPresent(value -> settings.put("num_predict", value));
        request.whole("context_length", 1, Integer.MAX_VALUE).ifPresent(value -> settings.put("num_ctx", value));
        return settings;
    }

    private static void put(Map<String, Object> settings, String name, OptionalDouble value) {
        value.ifPresent(real -> settings.put(name, real));
    }

    private static Thinking thinking(Fields request) {
        String wish = request.text("reasoning").orElse("");
        return switch (wish) {
            case "" -> Thinking.MODEL_DEFAULT;
            case "off" -> Thinking.OFF;
            case "on" -> Thinking.ON;
            case "low", "medium", "high" -> Thinking.ON.withLevel(wish);
            default -> throw ApiException.invalid("reasoning", "is '" + wish + "' but must be off, low, medium, high or on");
        };
    }
}
