package hearth.server.openai;

import hearth.chat.Message;
import hearth.server.call.AnswerOptions;
import hearth.server.call.ApiException;
import hearth.server.call.ChatCall;
import hearth.server.wire.Fields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A request of {@code /v1/responses}, from JSON to a call. Pure.
 *
 * @param echo fields of the response that repeat the request
 * @param summarizes whether the reasoning is shown as its own summary, not as what it is
 * @param sealsReasoning whether reasoning items carry a copy for the next request
 * @param warnings what of the request has no effect
 */
record OpenAiResponseCall(
        ChatCall call,
        Map<String, Object> echo,
        boolean streams,
        boolean summarizes,
        boolean sealsReasoning,
        List<String> warnings) {
    private static final String REASONING = "reasoning.encrypted_content";
    private static final String LOGPROBS = "message.output_text.logprobs";
    private static final int MAX_INCLUDES = 16;

    static OpenAiResponseCall read(Fields request) {
        List<String> warnings = new ArrayList<>();
        String model = request.requiredText("model");
        List<Message> messages = new ArrayList<>();
        request.text("instructions").ifPresent(text -> messages.add(Message.system(text)));
        messages.addAll(OpenAiItems.read(request, warnings));
        OpenAiTools tools = OpenAiTools.read(request, OpenAiTools.Form.FLAT);
        Set<String> includes = includes(request);
        ChatCall call = ChatCall.of(model, messages)
                .withTools(tools.tools(), tools.choice())
                .withThinking(OpenAiOptions.thinking(request))
                .withOptions(options(request, includes))
                .withKeepAlive(OpenAiOptions.keepAlive(request));
        boolean streams = request.flag("stream").orElse(false);
        request.object("stream_options").ifPresent(fields -> fields.refuse("include_obfuscation", "pieces are sent as they are", false));
        boolean summarizes = request.object("reasoning")
                .map(fields -> fields.has("summary") || fields.has("generate_summary"))
                .orElse(false);
        Map<String, Object> echo = echo(request);
        refuseOthers(request);
        OpenAiOptions.noteHints(request, warnings);
        OpenAiOptions.noteUnread(request, warnings);
        return new OpenAiResponseCall(call, echo, streams, summarizes, includes.contains(REASONING), warnings);
    }

    private static AnswerOptions options(Fields request, Set<String> includes) {
        OptionalInt top = request.integer("top_logprobs", 0, OpenAiOptions.MAX_LOGPROBS);
        boolean logprobs = includes.contains(LOGPROBS) || top.orElse(0) > 0;
        Optional<Fields> text = request.object("text");
        text.ifPresent(fields -> fields.refuse("verbosity", "ask for it in the input", "medium"));
        return AnswerOptions.NONE
                .withSettings(OpenAiOptions.settings(request, List.of("max_output_tokens")))
                .withFormat(OpenAiOptions.format(text.flatMap(fields -> fields.object("format")), Optional.empty()))
                .withTopLogprobs(logprobs ? OptionalInt.of(top.orElse(0)) : OptionalInt.empty())
                .withLogitBias(OpenAiOptions.logitBias(request))
                .withTruncates(truncates(request));
    }

    private static boolean truncates(Fields request) {
        String truncation = request.text("truncation").orElse("disabled");
        return switch (truncation) {
            case "auto" -> true;
            case "disabled" -> false;
            default -> throw ApiException.invalid("truncation", "is '" + truncation + "' but must be auto or disabled");
        };
    }

    private static Set<String> includes(Fields request) {
        Set<String> includes = new LinkedHashSet<>(request.texts("include", MAX_INCLUDES));
        for (String name : includes) {
            if (!name.equals(REASONING) && !name.equals(LOGPROBS)) {
                throw ApiException.unsupported("include", name, "there is nothing of that kind");
            }
        }
        return includes;
    }

    private static void refuseOthers(Fields request) {
        request.refuse("store", "responses are not kept", false);
        request.refuse("previous_response_id", "responses are not kept; send all items again");
        request.refuse("conversation", "conversations are not kept; send all items again");
        request.refuse("background", "ask and wait", false);
        request.refuse("prompt", "there are no stored prompts");
        request.refuse("max_tool_calls", "it limits tools that the server runs, and Hearth runs none");
        request.refuse("context_management", "send what the model is to see");
    }

    /** What a response says of its request, whether or not that had a value. */
    private static Map<String, Object> echo(Fields request) {
        Map<String, Object> echo = new LinkedHashMap<>();
        for (String name : List.of("instructions", "max_output_tokens", "temperature", "top_p", "top_logprobs", "user")) {
            echo.put(name, request.value(name));
        }
        echo.put("metadata", or(request.value("metadata"), Map.of()));
        echo.put("parallel_tool_calls", or(request.value("parallel_tool_calls"), true));
        echo.put("reasoning", or(request.value("reasoning"), Map.of()));
        echo.put("text", or(request.value("text"), Map.of("format", Map.of("type", "text"))));
        echo.put("tool_choice", or(request.value("tool_choice"), "auto"));
        echo.put("tools", or(request.value("tools"), List.of()));
        echo.put("truncation", or(request.value("truncation"), "disabled"));
        return echo;
    }

    private static Object or(Object value, Object otherwise) {
        return value == null ? otherwise : value;
    }
}
