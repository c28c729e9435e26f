package hearth.server.openai;

import hearth.server.call.AnswerOptions;
import hearth.server.call.ApiException;
import hearth.server.call.CompletionCall;
import hearth.server.call.CompletionCall.Prompt;
import hearth.server.wire.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * A request of {@code /v1/completions}, from JSON to calls. Pure.
 *
 * @param calls one for each prompt; the choices of the answer are those of the first, then those of the second, and so on
 * @param echoes whether each text begins with its prompt
 * @param warnings what of the request has no effect
 */
record OpenAiCompletionCall(
        String model, List<CompletionCall> calls, boolean echoes, boolean streams, boolean streamsUsage, List<String> warnings) {
    private static final int MAX_ANSWERS = 256;

    static OpenAiCompletionCall read(Fields request) {
        List<String> warnings = new ArrayList<>();
        String model = request.requiredText("model");
        List<Prompt> prompts = OpenAiInputs.prompts(request);
        OptionalInt logprobs = request.integer("logprobs", 0, OpenAiOptions.MAX_LOGPROBS);
        int choices = request.integer("n", 1, OpenAiOptions.MAX_CHOICES).orElse(1);
        if (prompts.size() * choices > MAX_ANSWERS) {
            throw ApiException.invalid("n", "times the number of prompts must be at most " + MAX_ANSWERS);
        }
        AnswerOptions options = AnswerOptions.NONE
                .withSettings(OpenAiOptions.settings(request, List.of("max_tokens")))
                .withChoices(choices)
                .withTopLogprobs(logprobs)
                .withLogitBias(OpenAiOptions.logitBias(request));
        var keepAlive = OpenAiOptions.keepAlive(request);
        boolean echoes = request.flag("echo").orElse(false);
        if (echoes && logprobs.isPresent()) {
            throw ApiException.unsupported("echo", "not together with logprobs");
        }
        boolean streams = request.flag("stream").orElse(false);
        boolean usage = OpenAiChatCall.streamsUsage(request, streams);
        request.refuse("suffix", "Hearth does not insert", "");
        request.refuse("best_of", "all answers are given", (long) choices);
        OpenAiOptions.noteHints(request, warnings);
        OpenAiOptions.noteUnread(request, warnings);
        List<CompletionCall> calls = prompts.stream().map(prompt -> new CompletionCall(model, prompt, options, keepAlive)).toList();
        return new OpenAiCompletionCall(model, calls, echoes, streams, usage, warnings);
    }

    /** Answers to each prompt. */
    int choices() {
        return calls.getFirst().options().choices();
    }
}
