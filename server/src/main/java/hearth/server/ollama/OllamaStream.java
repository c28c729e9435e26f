package hearth.server.ollama;

import hearth.server.call.Answer;
import hearth.server.call.AnswerEnd;
import hearth.server.call.AnswerEvent;
import hearth.server.call.AnswerUsage;
import hearth.server.call.ApiException;
import hearth.server.call.TokenLogprob;
import hearth.server.wire.Frame;
import hearth.server.wire.StreamMapping;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Answers of {@code /api/chat} and {@code /api/generate}, from events to lines. Pure but for the clock. */
final class OllamaStream implements StreamMapping {
    private final Form form;
    private final String model;
    private final boolean raw;
    private final Clock clock;

    /** Where the text goes. */
    enum Form {
        CHAT,
        GENERATE
    }

    /** @param raw whether token ids are left out of the end */
    OllamaStream(Form form, String model, boolean raw, Clock clock) {
        this.form = form;
        this.model = model;
        this.raw = raw;
        this.clock = clock;
    }

    @Override
    public List<Frame> on(AnswerEvent event) {
        return switch (event) {
            case AnswerEvent.TextDelta delta -> List.of(piece(delta.text(), "", List.of(), delta.logprobs()));
            case AnswerEvent.ThinkingDelta delta -> List.of(piece("", delta.text(), List.of(), delta.logprobs()));
            case AnswerEvent.ToolCallFinished call ->
                List.of(piece("", "", List.of(OllamaMessages.written(call.index(), call.call())), List.of()));
            case AnswerEvent.Finished finished -> List.of(Frame.json(last(body("", "", List.of(), List.of()), finished.end())));
            case AnswerEvent.Started _, AnswerEvent.PromptProgress _, AnswerEvent.ToolCallStarted _, AnswerEvent.ToolCallDelta _ ->
                // Calls are shown whole.
                List.of();
        };
    }

    @Override
    public List<Frame> end() {
        return List.of();
    }

    @Override
    public List<Frame> failed(ApiException failure) {
        return List.of(Frame.json(Map.of("error", failure.getMessage())));
    }

    /** The one object of an answer that is not streamed. */
    Map<String, Object> whole(List<Answer> answers) {
        Answer answer = answers.getFirst();
        return last(
                body(answer.text(), answer.thinking(), OllamaMessages.written(answer.toolCalls()), answer.logprobs()), answer.end());
    }

    /** The answer to a request that only loads or unloads. */
    Map<String, Object> loaded(String reason) {
        Map<String, Object> body = body("", "", List.of(), List.of());
        body.put("done", true);
        body.put("done_reason", reason);
        return body;
    }

    private Frame piece(String text, String thinking, List<Object> calls, List<TokenLogprob> logprobs) {
        Map<String, Object> body = body(text, thinking, calls, logprobs);
        body.put("done", false);
        return Frame.json(body);
    }

    private Map<String, Object> body(String text, String thinking, List<Object> calls, List<TokenLogprob> logprobs) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("model", model);
        body.put("created_at", clock.instant().toString());
        Map<String, Object> inner = form == Form.CHAT ? new LinkedHashMap<>() : body;
        if (form == Form.CHAT) {
            inner.put("role", "assistant");
            inner.put("content", text);
            body.put("message", inner);
        } else {
            body.put("response", text);
        }
        if (!thinking.isEmpty()) {
            inner.put("thinking", thinking);
        }
        if (!calls.isEmpty()) {
            inner.put("tool_calls", calls);
        }
        if (!logprobs.isEmpty()) {
            body.put("logprobs", logprobs(logprobs));
        }
        return body;
    }

    private Map<String, Object> last(Map<String, Object> body, AnswerEnd end) {
        body.put("done", true);
        body.put("done_reason", end.reason() == AnswerEnd.Reason.LENGTH ? "length" : "stop");
        if (form == Form.GENERATE && !raw) {
            body.put("context", end.contextIds());
        }
        AnswerUsage usage = end.usage();
        body.put("total_duration", usage.totalNanos());
        body.put("load_duration", usage.loadNanos());
        body.put("prompt_eval_count", usage.promptTokens());
        body.put("prompt_eval_duration", usage.promptNanos());
        body.put("eval_count", usage.generatedTokens());
        body.put("eval_duration", usage.generationNanos());
        // Beyond Ollama: what of the prompt was still in memory, and why not more.
        body.put("prompt_cached_count", usage.reusedTokens());
        if (!usage.reuseNote().isEmpty()) {
            body.put("prompt_cached_note", usage.reuseNote());
        }
        return body;
    }

    private static List<Object> logprobs(List<TokenLogprob> logprobs) {
        List<Object> items = new ArrayList<>();
        for (TokenLogprob logprob : logprobs) {
            Map<String, Object> item = item(logprob);
            if (!logprob.top().isEmpty()) {
                item.put("top_logprobs", logprob.top().stream().map(OllamaStream::item).toList());
            }
            items.add(item);
        }
        return items;
    }

    private static Map<String, Object> item(TokenLogprob logprob) {
        int[] bytes = new int[logprob.bytes().length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = logprob.bytes()[i] & 0xFF;
        }
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("token", logprob.text());
        // JSON has no infinities.
        item.put("logprob", Math.max(logprob.logprob(), -Float.MAX_VALUE));
        item.put("bytes", bytes);
        return item;
    }
}
