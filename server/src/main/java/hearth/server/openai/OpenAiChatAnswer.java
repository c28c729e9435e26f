package hearth.server.openai;

import hearth.server.call.Answer;
import hearth.server.call.AnswerEnd;
import hearth.server.call.AnswerEvent;
import hearth.server.call.ApiException;
import hearth.server.call.TokenLogprob;
import hearth.server.wire.Frame;
import hearth.server.wire.StreamMapping;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Answers of {@code /v1/chat/completions}, from events to chunks or to one object. Pure. */
final class OpenAiChatAnswer implements StreamMapping {
    static final Frame DONE = Frame.text("[DONE]");

    private final OpenAiHead head;
    private final boolean streamsUsage;
    private final int choices;
    private final boolean logprobs;
    private final OpenAiUsage usage = new OpenAiUsage();
    private final Set<Integer> calling = new HashSet<>();

    OpenAiChatAnswer(OpenAiHead head, OpenAiChatCall request) {
        this.head = head;
        this.streamsUsage = request.streamsUsage();
        this.choices = request.call().options().choices();
        this.logprobs = request.call().options().topLogprobs().isPresent();
    }

    @Override
    public List<Frame> on(AnswerEvent event) {
        return switch (event) {
            case AnswerEvent.Started _ -> starts();
            case AnswerEvent.PromptProgress _ -> List.of();
            case AnswerEvent.TextDelta delta -> List.of(piece(delta.choice(), Map.of("content", delta.text()), delta.logprobs()));
            case AnswerEvent.ThinkingDelta delta -> List.of(piece(delta.choice(), thinking(delta.text()), List.of()));
            case AnswerEvent.ToolCallStarted call ->
                List.of(piece(call.choice(), calls(begin(call.index(), call.id(), call.name())), List.of()));
            case AnswerEvent.ToolCallDelta delta ->
                List.of(piece(delta.choice(), calls(more(delta.index(), delta.argumentsJson())), List.of()));
            case AnswerEvent.ToolCallFinished call -> {
                calling.add(call.choice());
                yield List.of();
            }
            case AnswerEvent.Finished finished -> {
                usage.add(finished.end(), finished.choice() == 0);
                String reason = reason(finished.end(), calling.contains(finished.choice()));
                yield List.of(chunk(finished.choice(), Map.of(), List.of(), reason));
            }
        };
    }

    /** Says whose turn it is, once for each choice. */
    private List<Frame> starts() {
        List<Frame> frames = new ArrayList<>();
        for (int i = 0; i < choices; i++) {
            Map<String, Object> delta = new LinkedHashMap<>();
            delta.put("role", "assistant");
            delta.put("content", "");
            frames.add(piece(i, delta, List.of()));
        }
        return frames;
    }

    @Override
    public List<Frame> end() {
        if (!streamsUsage) {
            return List.of(DONE);
        }
        Map<String, Object> body = head.body("chat.completion.chunk");
        body.put("choices", List.of());
        body.put("usage", usage.written());
        return List.of(Frame.json(body), DONE);
    }

    @Override
    public List<Frame> failed(ApiException failure) {
        return List.of(OpenAiErrors.frame(failure));
    }

    private Frame piece(int choice, Map<String, Object> delta, List<TokenLogprob> tokens) {
        return chunk(choice, delta, tokens, null);
    }

    private Frame chunk(int choice, Map<String, Object> delta, List<TokenLogprob> tokens, String reason) {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("index", choice);
        item.put("delta", delta);
        item.put("logprobs", logprobs(tokens));
        item.put("finish_reason", reason);
        Map<String, Object> body = head.body("chat.completion.chunk");
        body.put("choices", List.of(item));
        if (streamsUsage) {
            body.put("usage", null);
        }
        return Frame.json(body);
    }

    /** The object of an answer that is not streamed. */
    Map<String, Object> whole(List<Answer> answers) {
        List<Object> items = new ArrayList<>();
        for (Answer answer : answers) {
            usage.add(answer.end(), answer.choice() == 0);
            Map<String, Object> item = new LinkedHashMap<>();
            item.put("index", answer.choice());
            item.put("message", message(answer));
            item.put("logprobs", logprobs(answer.logprobs()));
            item.put("finish_reason", reason(answer.end(), !answer.toolCalls().isEmpty()));
            items.add(item);
        }
        Map<String, Object> body = head.body("chat.completion");
        body.put("choices", items);
        body.put("usage", usage.written());
        return body;
    }

    private static Map<String, Object> message(Answer answer) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("role", "assistant");
        boolean onlyCalls = answer.text().isEmpty() && !answer.toolCalls().isEmpty();
        message.put("content", onlyCalls ? null : answer.text());
        message.put("refusal", null);
        if (!answer.thinking().isEmpty()) {
            message.putAll(thinking(answer.thinking()));
        }
        if (!answer.toolCalls().isEmpty()) {
            message.put("tool_calls", answer.toolCalls().stream().map(OpenAiMessages::written).toList());
        }
        return message;
    }

    /** Under both names that clients look for. */
    private static Map<String, Object> thinking(String text) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("reasoning_content", text);
        members.put("reasoning", text);
        return members;
    }

    private static Map<String, Object> calls(Map<String, Object> call) {
        return Map.of("tool_calls", List.of(call));
    }

    private static Map<String, Object> begin(int index, String id, String name) {
        Map<String, Object> function = new LinkedHashMap<>();
        function.put("name", name);
        function.put("arguments", "");
        Map<String, Object> call = new LinkedHashMap<>();
        call.put("index", index);
        call.put("id", id);
        call.put("type", "function");
        call.put("function", function);
        return call;
    }

    private static Map<String, Object> more(int index, String arguments) {
        Map<String, Object> call = new LinkedHashMap<>();
        call.put("index", index);
        call.put("function", Map.of("arguments", arguments));
        return call;
    }

    private Map<String, Object> logprobs(List<TokenLogprob> tokens) {
        if (!logprobs) {
            return null;
        }
        Map<String, Object> columns = new LinkedHashMap<>();
        columns.put("content", OpenAiLogprobs.items(tokens));
        columns.put("refusal", null);
        return columns;
    }

    static String reason(AnswerEnd end, boolean calls) {
        if (end.reason() == AnswerEnd.Reason.LENGTH) {
            return "length";
        }
        return calls ? "tool_calls" : "stop";
    }
}
