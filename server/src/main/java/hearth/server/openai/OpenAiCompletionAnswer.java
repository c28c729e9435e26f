package hearth.server.openai;

import hearth.server.call.Answer;
import hearth.server.call.AnswerEvent;
import hearth.server.call.ApiException;
import hearth.server.call.TokenLogprob;
import hearth.server.wire.Frame;
import hearth.server.wire.StreamMapping;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Answers of {@code /v1/completions}, from events to chunks or to one object. Pure. */
final class OpenAiCompletionAnswer implements StreamMapping {
    private static final String OBJECT = "text_completion";

    private final OpenAiHead head;
    private final boolean streamsUsage;
    private final boolean logprobs;
    private final int choices;
    private final List<String> echoes;
    private final OpenAiUsage usage = new OpenAiUsage();
    private final Map<Integer, Integer> lengths = new HashMap<>();
    private int begun;

    /** @param echoes what each prompt's texts begin with; empty = nothing */
    OpenAiCompletionAnswer(OpenAiHead head, OpenAiCompletionCall request, List<String> echoes) {
        this.head = head;
        this.streamsUsage = request.streamsUsage();
        this.choices = request.choices();
        this.logprobs = request.calls().getFirst().options().topLogprobs().isPresent();
        this.echoes = List.copyOf(echoes);
    }

    @Override
    public List<Frame> on(AnswerEvent event) {
        return switch (event) {
            case AnswerEvent.Started _ -> starts();
            case AnswerEvent.TextDelta delta -> {
                int offset = lengths.merge(delta.choice(), delta.text().length(), Integer::sum) - delta.text().length();
                yield List.of(chunk(delta.choice(), delta.text(), logprobs(delta.logprobs(), offset), null));
            }
            case AnswerEvent.Finished finished -> {
                usage.add(finished.end(), finished.choice() % choices == 0);
                yield List.of(chunk(finished.choice(), "", null, OpenAiChatAnswer.reason(finished.end(), false)));
            }
            case AnswerEvent.PromptProgress _ -> List.of();
            case AnswerEvent.ThinkingDelta _, AnswerEvent.ToolCallStarted _, AnswerEvent.ToolCallDelta _,
                    AnswerEvent.ToolCallFinished _ -> throw new IllegalStateException("a completion is text");
        };
    }

    /** The prompt's own text, where it is wanted. */
    private List<Frame> starts() {
        List<Frame> frames = new ArrayList<>();
        for (int i = 0; i < choices && !echoes.isEmpty(); i++) {
            frames.add(chunk(begun * choices + i, echoes.get(begun), null, null));
        }
        begun++;
        return frames;
    }

    @Override
    public List<Frame> end() {
        if (!streamsUsage) {
            return List.of(OpenAiChatAnswer.DONE);
        }
        Map<String, Object> body = head.body(OBJECT);
        body.put("choices", List.of());
        body.put("usage", usage.written());
        return List.of(Frame.json(body), OpenAiChatAnswer.DONE);
    }

    @Override
    public List<Frame> failed(ApiException failure) {
        return List.of(OpenAiErrors.frame(failure));
    }

    /** The object of an answer that is not streamed. */
    Map<String, Object> whole(List<Answer> answers) {
        List<Object> items = new ArrayList<>();
        for (Answer answer : answers) {
            usage.add(answer.end(), answer.choice() % choices == 0);
            String echo = echoes.isEmpty() ? "" : echoes.get(answer.choice() / choices);
            items.add(item(answer.choice(), echo + answer.text(), logprobs(answer.logprobs(), 0),
                    OpenAiChatAnswer.reason(answer.end(), false)));
        }
        Map<String, Object> body = head.body(OBJECT);
        body.put("choices", items);
        body.put("usage", usage.written());
        return body;
    }

    private Map<String, Object> logprobs(List<TokenLogprob> tokens, int offset) {
        return logprobs ? OpenAiLogprobs.columns(tokens, offset) : null;
    }

    private Frame chunk(int choice, String text, Map<String, Object> tokens, String reason) {
        Map<String, Object> body = head.body(OBJECT);
        body.put("choices", List.of(item(choice, text, tokens, reason)));
        if (streamsUsage) {
            body.put("usage", null);
        }
        return Frame.json(body);
    }

    private static Map<String, Object> item(int choice, String text, Map<String, Object> tokens, String reason) {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("index", choice);
        item.put("text", text);
        item.put("logprobs", tokens);
        item.put("finish_reason", reason);
        return item;
    }
}
