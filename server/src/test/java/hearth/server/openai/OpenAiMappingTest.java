package hearth.server.openai;

import static hearth.server.openai.OpenAiApiTest.at;
import static org.assertj.core.api.Assertions.assertThat;

import hearth.chat.ToolCall;
import hearth.json.Json;
import hearth.server.call.AnswerEnd;
import hearth.server.call.AnswerEvent;
import hearth.server.call.AnswerUsage;
import hearth.server.call.ApiException;
import hearth.server.call.Thinking;
import hearth.server.call.ToolChoice;
import hearth.server.wire.Fields;
import hearth.server.wire.Frame;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests and answers of OpenAI's dialect, without HTTP. */
class OpenAiMappingTest {
    private static final AnswerUsage USAGE = new AnswerUsage(10, 4, "", 5, 2, 0, 0, 0, 0, 0);

    private static AnswerEvent.Finished finished(int choice, AnswerEnd.Reason reason) {
        return new AnswerEvent.Finished(choice, new AnswerEnd(reason, Optional.empty(), USAGE, new int[0]));
    }

    private static OpenAiChatCall chat(String more) {
        Map<String, Object> request = new LinkedHashMap<>(Json.parseObject("{\"model\": \"m\", \"messages\": [{\"role\": \"user\", \"content\": \"x\"}]}"));
        request.putAll(Json.parseObject(more));
        return OpenAiChatCall.read(Fields.of(request));
    }

    private static List<Map<String, Object>> written(List<Frame> frames) {
        return frames.stream().filter(frame -> frame.data().startsWith("{")).map(frame -> Json.parseObject(frame.data())).toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{} | MODEL_DEFAULT | | false",
        "{\"reasoning_effort\": \"none\"} | OFF | | false",
        "{\"reasoning_effort\": \"minimal\"} | ON | low | true",
        "{\"reasoning_effort\": \"xhigh\"} | ON | max | true",
        "{\"reasoning\": {\"effort\": \"high\"}} | ON | high | true",
        "{\"chat_template_kwargs\": {\"enable_thinking\": true}} | ON | | false",
        "{\"chat_template_kwargs\": {\"enable_thinking\": false}} | OFF | | false",
    })
    void effortIsThinking(String more, Thinking.Mode mode, String level, boolean required) {
        Thinking thinking = chat(more).call().thinking();
        assertThat(thinking.mode()).isEqualTo(mode);
        assertThat(thinking.level()).isEqualTo(Optional.ofNullable(level));
        assertThat(thinking.required()).isEqualTo(required);
    }

    @Test
    void aChatWithoutWishesHasNone() {
        OpenAiChatCall request = chat("{}");
        assertThat(request.call().toolChoice()).isEqualTo(ToolChoice.AUTO);
        assertThat(request.call().options()).isEqualTo(hearth.server.call.AnswerOptions.NONE);
        assertThat(request.streams() || request.streamsUsage()).isFalse();
        assertThat(request.warnings()).isEmpty();
    }

    @Test
    void choicesThatComeInTurnStayApart() {
        OpenAiChatAnswer answer = new OpenAiChatAnswer(new OpenAiHead("id", 1, "m"), chat("{\"n\": 2, \"stream\": true, \"stream_options\": {\"include_usage\": true}}"));
        List<Frame> frames = new ArrayList<>(answer.on(new AnswerEvent.Started(10, 0)));
        frames.addAll(answer.on(new AnswerEvent.ToolCallStarted(1, 0, "c", "f")));
        frames.addAll(answer.on(new AnswerEvent.TextDelta(0, "a", List.of())));
        frames.addAll(answer.on(new AnswerEvent.ToolCallDelta(1, 0, "{}")));
        frames.addAll(answer.on(new AnswerEvent.ToolCallFinished(1, 0, new ToolCall("c", "f", Map.of()))));
        frames.addAll(answer.on(finished(1, AnswerEnd.Reason.STOP)));
        frames.addAll(answer.on(finished(0, AnswerEnd.Reason.STOP)));
        frames.addAll(answer.end());
        List<Map<String, Object>> chunks = written(frames);
        Map<Object, Object> reasons = new LinkedHashMap<>();
        chunks.subList(0, chunks.size() - 1).forEach(chunk -> {
            if (at(chunk, "choices", 0, "finish_reason") != null) {
                reasons.put(at(chunk, "choices", 0, "index"), at(chunk, "choices", 0, "finish_reason"));
            }
        });
        assertThat(reasons).isEqualTo(Map.of(0L, "stop", 1L, "tool_calls"));
        // The prompt counts once, what was drawn for each choice.
        assertThat(at(chunks.getLast(), "usage", "total_tokens")).isEqualTo(20L);
        assertThat(frames.getLast().data()).isEqualTo("[DONE]");
    }

    /** The model began a call and did not end it well: what it wrote comes as text too, and the answer does not end as one with calls. */
    @Test
    void aBrokenCallIsNoCall() {
        OpenAiChatAnswer chat = new OpenAiChatAnswer(new OpenAiHead("id", 1, "m"), chat("{\"stream\": true}"));
        List<AnswerEvent> events = List.of(
                new AnswerEvent.Started(10, 0),
                new AnswerEvent.ToolCallStarted(0, 0, "c", "f"),
                new AnswerEvent.ToolCallDelta(0, 0, "{\"a\":"),
                new AnswerEvent.TextDelta(0, "<tool_call>{\"a\":", List.of()),
                finished(0, AnswerEnd.Reason.STOP));
        List<Frame> frames = new ArrayList<>();
        events.forEach(event -> frames.addAll(chat.on(event)));
        assertThat(at(written(frames).getLast(), "choices", 0, "finish_reason")).isEqualTo("stop");

        OpenAiResponseAnswer response = new OpenAiResponseAnswer(new OpenAiHead("resp_1", 1, "m"),
                OpenAiResponseCall.read(Fields.of(Json.parseObject("{\"model\": \"m\", \"input\": \"x\"}"))));
        events.forEach(response::on);
        Object output = Json.parse(Json.write(response.response().get("output")));
        assertThat(at(output, 0, "type")).isEqualTo("function_call");
        assertThat(at(output, 0, "status")).isEqualTo("incomplete");
        assertThat(at(output, 1, "content", 0, "text")).isEqualTo("<tool_call>{\"a\":");
        assertThat(at(output, 1, "status")).isEqualTo("completed");
    }

    @Test
    void everyKindOfFailureHasAType() {
        for (ApiException.Kind kind : ApiException.Kind.values()) {
            Map<String, Object> body = new OpenAiErrors().body(new ApiException(kind, "why"), "req_1");
            assertThat(at(body, "error", "message")).isEqualTo("why");
            assertThat((String) at(body, "error", "type")).endsWith("_error");
            assertThat(at(body, "error", "type").equals("server_error")).isEqualTo(kind.status() >= 500);
        }
    }
}
