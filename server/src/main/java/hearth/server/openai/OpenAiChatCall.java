package hearth.server.openai;

import hearth.server.call.AnswerOptions;
import hearth.server.call.ApiException;
import hearth.server.call.ChatCall;
import hearth.server.wire.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A request of {@code /v1/chat/completions}, from JSON to a call. Pure.
 *
 * @param streamsUsage whether a streamed answer ends with what it took
 * @param warnings what of the request has no effect
 */
record OpenAiChatCall(ChatCall call, boolean streams, boolean streamsUsage, List<String> warnings) {
    static OpenAiChatCall read(Fields request) {
        List<String> warnings = new ArrayList<>();
        String model = request.requiredText("model");
        OpenAiTools tools = OpenAiTools.read(request, OpenAiTools.Form.NESTED);
        ChatCall call = ChatCall.of(model, OpenAiMessages.read(request, warnings))
                .withTools(tools.tools(), tools.choice())
                .withThinking(OpenAiOptions.thinking(request))
                .withOptions(options(request))
                .withKeepAlive(OpenAiOptions.keepAlive(request));
        boolean streams = request.flag("stream").orElse(false);
        boolean usage = streamsUsage(request, streams);
        refuseOthers(request);
        OpenAiOptions.noteHints(request, warnings);
        if (request.value("metadata") != null) {
            warnings.add("metadata has no effect: answers are not kept");
        }
        OpenAiOptions.noteUnread(request, warnings);
        return new OpenAiChatCall(call, streams, usage, warnings);
    }

    private static AnswerOptions options(Fields request) {
        return AnswerOptions.NONE
                .withSettings(OpenAiOptions.settings(request, List.of("max_completion_tokens", "max_tokens")))
                .withFormat(OpenAiOptions.format(request.object("response_format"), Optional.of("json_schema")))
                .withChoices(request.integer("n", 1, OpenAiOptions.MAX_CHOICES).orElse(1))
                .withTopLogprobs(logprobs(request))
                .withLogitBias(OpenAiOptions.logitBias(request));
    }

    private static OptionalInt logprobs(Fields request) {
        boolean wanted = request.flag("logprobs").orElse(false);
        OptionalInt top = request.integer("top_logprobs", 0, OpenAiOptions.MAX_LOGPROBS);
        if (top.orElse(0) > 0 && !wanted) {
            throw ApiException.invalid("top_logprobs", "needs logprobs to be true");
        }
        return wanted ? OptionalInt.of(top.orElse(0)) : OptionalInt.empty();
    }

    static boolean streamsUsage(Fields request, boolean streams) {
        Optional<Fields> options = request.object("stream_options");
        if (options.isEmpty()) {
            return false;
        }
        if (!streams) {
            throw ApiException.invalid("stream_options", "is only for answers that are streamed");
        }
        options.get().refuse("include_obfuscation", "pieces are sent as they are", false);
        return options.get().flag("include_usage").orElse(false);
    }

    private static void refuseOthers(Fields request) {
        request.refuse("store", "answers are not kept", false);
        request.refuse("modalities", "Hearth answers with text", List.of("text"));
        request.refuse("verbosity", "ask for it in a message", "medium");
        request.refuse("audio", "Hearth answers with text");
        request.refuse("prediction", "no output can be predicted");
        request.refuse("web_search_options", "Hearth does not search");
        request.refuse("functions", "use tools");
        request.refuse("function_call", "use tool_choice");
    }
}
