package hearth.server.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.chat.ToolCall;
import hearth.json.Json;
import hearth.server.call.AnswerCollector;
import hearth.server.call.AnswerEnd;
import hearth.server.call.AnswerEnd.Reason;
import hearth.server.call.AnswerEvent;
import hearth.server.call.AnswerEvent.Finished;
import hearth.server.call.AnswerEvent.PromptProgress;
import hearth.server.call.AnswerEvent.Started;
import hearth.server.call.AnswerEvent.TextDelta;
import hearth.server.call.AnswerEvent.ThinkingDelta;
import hearth.server.call.AnswerEvent.ToolCallDelta;
import hearth.server.call.AnswerEvent.ToolCallFinished;
import hearth.server.call.AnswerEvent.ToolCallStarted;
import hearth.server.call.AnswerUsage;
import hearth.server.call.ApiException;
import hearth.server.call.ChatCall;
import hearth.server.wire.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AnthropicStreamTest {
    private static final ToolCall CALL = new ToolCall("call_1", "weather", Map.of("city", "Bonn"));

    private static AnthropicCall request(boolean showsThinking) {
        return new AnthropicCall(ChatCall.of("m", List.of()), 50, List.of("END"), true, showsThinking, List.of());
    }

    private static Finished finished(Reason reason, String stopSequence, int generated) {
        AnswerUsage usage = new AnswerUsage(20, 5, "", generated, 2, 0, 0, 0, 0, 0);
        return new Finished(0, new AnswerEnd(reason, Optional.ofNullable(stopSequence), usage, new int[0]));
    }

    private static List<Frame> frames(boolean showsThinking, AnswerEvent... events) {
        AnthropicStream stream = new AnthropicStream(new AnthropicAnswers("msg_1", request(showsThinking)), showsThinking);
        List<Frame> frames = new ArrayList<>();
        for (AnswerEvent event : events) {
            frames.addAll(stream.on(event));
        }
        frames.addAll(stream.end());
        return frames;
    }

    private static List<String> events(List<Frame> frames) {
        assertThat(frames).allSatisfy(frame -> assertThat(Json.parseObject(frame.data())).containsEntry("type", frame.event()));
        return frames.stream().map(Frame::event).toList();
    }

    private static Map<?, ?> data(Frame frame, String field) {
        return (Map<?, ?>) Json.parseObject(frame.data()).get(field);
    }

    @Test
    void writesBlocksOneAfterTheOther() {
        List<Frame> frames = frames(true,
                new Started(20, 0), new PromptProgress(20, 20),
                new ThinkingDelta(0, "let me", List.of()), new ThinkingDelta(0, " see", List.of()),
                new TextDelta(0, "Hel", List.of()), new TextDelta(0, "", List.of()), new TextDelta(0, "lo", List.of()),
                new ToolCallStarted(0, 0, "call_1", "weather"), new ToolCallDelta(0, 0, "{\"city\":"), new ToolCallDelta(0, 0, "\"Bonn\"}"),
                new ToolCallFinished(0, 0, CALL), finished(Reason.STOP, null, 9));
        assertThat(events(frames)).containsExactly("message_start", "ping",
                "content_block_start", "content_block_delta", "content_block_delta", "content_block_delta", "content_block_stop",
                "content_block_start", "content_block_delta", "content_block_delta", "ping", "content_block_stop",
                "content_block_start", "content_block_delta", "content_block_stop", "message_delta", "message_stop");
        assertThat(data(frames.get(0), "message")).isEqualTo(Json.parseObject("""
                {"id": "msg_1", "type": "message", "role": "assistant", "model": "m", "content": [], "stop_reason": null, "stop_sequence": null,
                 "usage": {"input_tokens": 20, "cache_creation_input_tokens": 0, "cache_read_input_tokens": 0, "output_tokens": 0,
                 "output_tokens_details": {"thinking_tokens": 0}}}"""));
        assertThat(data(frames.get(2), "content_block")).isEqualTo(Map.of("type", "thinking", "thinking", "", "signature", ""));
        assertThat(data(frames.get(3), "delta")).isEqualTo(Map.of("type", "thinking_delta", "thinking", "let me"));
        assertThat(data(frames.get(5), "delta"))
                .isEqualTo(Map.of("type", "signature_delta", "signature", AnthropicAnswers.signature("let me see")));
        assertThat(data(frames.get(7), "content_block")).isEqualTo(Map.of("type", "text", "text", ""));
        assertThat(data(frames.get(8), "delta")).isEqualTo(Map.of("type", "text_delta", "text", "Hel"));
        assertThat(data(frames.get(12), "content_block"))
                .isEqualTo(Map.of("type", "tool_use", "id", "call_1", "name", "weather", "input", Map.of()));
        assertThat(data(frames.get(13), "delta"))
                .isEqualTo(Map.of("type", "input_json_delta", "partial_json", "{\"city\":\"Bonn\"}"));
        assertThat(Json.parseObject(frames.get(13).data())).containsEntry("index", 2L);
        assertThat(data(frames.get(15), "delta")).isEqualTo(Json.parseObject("{\"stop_reason\": \"tool_use\", \"stop_sequence\": null}"));
        assertThat(data(frames.get(15), "usage")).isEqualTo(Json.parseObject("""
                {"input_tokens": 15, "cache_creation_input_tokens": 0, "cache_read_input_tokens": 5, "output_tokens": 9,
                 "output_tokens_details": {"thinking_tokens": 2}}"""));
    }

    @Test
    void halfACallIsText() {
        List<Frame> frames = frames(true, new Started(1, 0), new ToolCallStarted(0, 0, "call_1", "weather"), new ToolCallDelta(0, 0, "{\"ci"),
                new TextDelta(0, "<tool_call>{\"ci", List.of()), finished(Reason.LENGTH, null, 50));
        assertThat(events(frames)).containsExactly("message_start", "ping", "content_block_start", "content_block_delta",
                "content_block_stop", "message_delta", "message_stop");
        assertThat(data(frames.get(5), "delta").get("stop_reason")).isEqualTo("max_tokens");
    }

    @Test
    void aLongCallIsAccompaniedByPings() {
        AnthropicStream stream = new AnthropicStream(new AnthropicAnswers("msg_1", request(true)), true);
        long pings = 0;
        for (int i = 0; i < 320; i++) {
            pings += stream.on(new ToolCallDelta(0, 0, "x")).stream().filter(frame -> frame.event().equals("ping")).count();
        }
        assertThat(pings).isEqualTo(10);
    }

    @Test
    void hiddenThinkingIsSigned() {
        List<Frame> frames = frames(false, new Started(1, 0), new ThinkingDelta(0, "secret", List.of()),
                new TextDelta(0, "hi", List.of()), finished(Reason.STOP, null, 2));
        assertThat(frames).noneMatch(frame -> frame.data().contains("secret"));
        assertThat(data(frames.get(2), "delta").get("signature")).isEqualTo(AnthropicAnswers.signature("secret"));
    }

    @Test
    void tellsWhyItEnded() {
        assertThat(stop(finished(Reason.STOP, null, 3))).isEqualTo("end_turn null");
        assertThat(stop(finished(Reason.STOP_SEQUENCE, "END", 3))).isEqualTo("stop_sequence END");
        assertThat(stop(finished(Reason.STOP_SEQUENCE, "<|im_end|>", 3))).isEqualTo("end_turn null");
        assertThat(stop(finished(Reason.LENGTH, null, 50))).isEqualTo("max_tokens null");
        assertThat(stop(finished(Reason.LENGTH, null, 49))).isEqualTo("model_context_window_exceeded null");
    }

    private static String stop(Finished finished) {
        Map<String, Object> stop = new AnthropicAnswers("msg_1", request(true)).stop(finished.end(), false);
        return stop.get("stop_reason") + " " + stop.get("stop_sequence");
    }

    @Test
    void tellsFailures() {
        AnthropicStream stream = new AnthropicStream(new AnthropicAnswers("msg_1", request(true)), true);
        stream.on(new Started(1, 0));
        assertThat(stream.failed(ApiException.overloaded("no room", 1))).containsExactly(
                new Frame("error", "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"no room\"}}"));
    }

    @Test
    void wholeAnswersHoldTheSameBlocks() {
        AnswerCollector collector = new AnswerCollector();
        List.of(new ThinkingDelta(0, "see", List.of()), new TextDelta(0, "Hello", List.of()), new ToolCallFinished(0, 0, CALL),
                finished(Reason.STOP, null, 9)).forEach(collector::on);
        Map<String, Object> whole = new AnthropicAnswers("msg_1", request(true)).whole(collector.answers());
        assertThat(whole.get("content")).isEqualTo(List.of(
                Map.of("type", "thinking", "thinking", "see", "signature", AnthropicAnswers.signature("see")),
                Map.of("type", "text", "text", "Hello"),
                Map.of("type", "tool_use", "id", "call_1", "name", "weather", "input", Map.of("city", "Bonn"))));
        assertThat(whole).containsEntry("stop_reason", "tool_use");
    }
}
