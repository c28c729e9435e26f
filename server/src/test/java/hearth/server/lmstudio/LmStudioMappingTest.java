package hearth.server.lmstudio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.chat.Message;
import hearth.chat.ToolCall;
import hearth.json.Json;
import hearth.server.call.Answer;
import hearth.server.call.AnswerEnd;
import hearth.server.call.AnswerEnd.Reason;
import hearth.server.call.AnswerEvent;
import hearth.server.call.AnswerEvent.Finished;
import hearth.server.call.AnswerEvent.PromptProgress;
import hearth.server.call.AnswerEvent.Started;
import hearth.server.call.AnswerEvent.TextDelta;
import hearth.server.call.AnswerEvent.ThinkingDelta;
import hearth.server.call.AnswerEvent.ToolCallFinished;
import hearth.server.call.AnswerUsage;
import hearth.server.call.ApiException;
import hearth.server.call.Thinking;
import hearth.server.wire.Fields;
import hearth.server.wire.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests and answers of LM Studio's API without a server. */
class LmStudioMappingTest {
    private static final AnswerUsage USAGE =
            new AnswerUsage(20, 5, "", 8, 2, 1_500_000_000L, 250_000_000L, 250_000_000L, 2_000_000_000L, 4_000_000_000L);

    private static LmStudioChatCall read(String fields) {
        return LmStudioChatCall.read(Fields.of(Json.parseObject("{\"model\": \"m\", " + fields + "}")));
    }

    private static AnswerEnd end(Reason reason) {
        return new AnswerEnd(reason, Optional.empty(), USAGE, new int[0]);
    }

    private static List<Frame> frames(boolean wasLoaded, List<AnswerEvent> events) {
        LmStudioStream stream = new LmStudioStream(new LmStudioChatAnswer("m:latest", wasLoaded));
        List<Frame> frames = new ArrayList<>();
        events.forEach(event -> frames.addAll(stream.on(event)));
        frames.addAll(stream.end());
        return frames;
    }

    private static List<String> types(List<Frame> frames) {
        assertThat(frames).allSatisfy(frame -> assertThat(Json.parseObject(frame.data())).containsEntry("type", frame.event()));
        return frames.stream().map(Frame::event).toList();
    }

    @Test
    void readsChats() {
        LmStudioChatCall call = read("""
                "input": [{"type": "message", "content": "a"}, {"type": "text", "content": "b"}], "system_prompt": "s", "stream": true,
                "temperature": 0, "top_p": 0.9, "top_k": 3, "min_p": 0.1, "repeat_penalty": 1.1, "max_output_tokens": 9,
                "context_length": 512, "reasoning": "low", "store": false, "integrations": [], "mood": 1""");
        assertThat(call.call().messages()).containsExactly(Message.system("s"), Message.user("a\nb"));
        assertThat(call.call().options().settings()).isEqualTo(Map.of("temperature", 0.0, "top_p", 0.9, "top_k", 3L, "min_p", 0.1,
                "repeat_penalty", 1.1, "num_predict", 9L, "num_ctx", 512L));
        assertThat(call.call().thinking()).isEqualTo(Thinking.ON.withLevel("low"));
        assertThat(call.streams()).isTrue();
        assertThat(call.warnings()).containsExactly("mood is not known and has no effect");
        assertThat(read("\"input\": \"hi\"").call().messages()).containsExactly(Message.user("hi"));
        assertThat(read("\"input\": \"hi\", \"reasoning\": \"off\"").call().thinking()).isEqualTo(Thinking.OFF);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "\"input\": [] | input is required",
        "\"input\": [{\"type\": \"image\", \"data_url\": \"x\"}] | input[0].type image is not supported: Hearth runs text models only",
        "\"input\": \"x\", \"store\": true | store is not supported: chats are not kept; send the whole conversation to /v1/chat/completions instead",
        "\"input\": \"x\", \"previous_response_id\": \"resp_1\" | previous_response_id is not supported: chats are not kept; send the whole conversation to /v1/chat/completions instead",
        "\"input\": \"x\", \"integrations\": [\"mcp/x\"] | integrations is not supported: Hearth runs no tools",
        "\"input\": \"x\", \"reasoning\": \"much\" | reasoning is 'much' but must be off, low, medium, high or on",
    })
    void refuses(String fields, String message) {
        assertThatThrownBy(() -> read(fields)).isInstanceOf(ApiException.class).hasMessage(message);
    }

    @Test
    void streamsPhases() {
        List<Frame> frames = frames(false, List.of(
                new Started(20, 1_500_000_000L), new PromptProgress(5, 20), new PromptProgress(20, 20),
                new ThinkingDelta(0, "hm", List.of()), new TextDelta(0, "Hel", List.of()), new TextDelta(0, "", List.of()),
                new TextDelta(0, "lo", List.of()), new Finished(0, end(Reason.STOP))));
        assertThat(types(frames)).containsExactly("chat.start", "model_load.start", "model_load.end", "prompt_processing.start",
                "prompt_processing.progress", "prompt_processing.progress", "prompt_processing.end", "reasoning.start",
                "reasoning.delta", "reasoning.end", "message.start", "message.delta", "message.delta", "message.end", "chat.end");
        assertThat(Json.parseObject(frames.get(2).data())).isEqualTo(
                Map.of("type", "model_load.end", "model_instance_id", "m:latest", "load_time_seconds", 1.5));
        assertThat(Json.parseObject(frames.get(4).data())).containsEntry("progress", 0.25);
        assertThat(Json.parseObject(frames.getLast().data()).get("result")).isEqualTo(Json.parseObject("""
                {"model_instance_id": "m:latest",
                 "output": [{"type": "reasoning", "content": "hm"}, {"type": "message", "content": "Hello"}],
                 "stats": {"input_tokens": 20, "total_output_tokens": 8, "reasoning_output_tokens": 2, "tokens_per_second": 4.0,
                           "time_to_first_token_seconds": 0.5, "model_load_time_seconds": 1.5}}"""));
    }

    @Test
    void unbiddenToolCallsAreToldAsInvalid() {
        List<Frame> frames = frames(true, List.of(new Started(1, 0),
                new ToolCallFinished(0, 0, new ToolCall("1", "f", Map.of())), new Finished(0, end(Reason.STOP))));
        assertThat(types(frames)).containsExactly(
                "chat.start", "prompt_processing.start", "prompt_processing.end", "tool_call.failure", "chat.end");
        Map<?, ?> result = (Map<?, ?>) Json.parseObject(frames.getLast().data()).get("result");
        assertThat(result.get("output")).isEqualTo(List.of(Map.of("type", "invalid_tool_call", "reason", "the request has no tools",
                "metadata", Map.of("type", "invalid_name", "tool_name", "f"))));
    }

    @Test
    void aFailureIsFollowedByWhatWasMade() {
        LmStudioStream stream = new LmStudioStream(new LmStudioChatAnswer("m", true));
        stream.on(new Started(3, 0));
        stream.on(new TextDelta(0, "Hel", List.of()));
        List<Frame> frames = stream.failed(new ApiException(ApiException.Kind.INTERNAL, "it broke"));
        assertThat(types(frames)).containsExactly("error", "chat.end");
        assertThat(Json.parseObject(frames.get(0).data()).get("error")).isEqualTo(Map.of("type", "internal_error", "message", "it broke"));
        Map<?, ?> result = (Map<?, ?>) Json.parseObject(frames.get(1).data()).get("result");
        assertThat(result.get("output")).isEqualTo(List.of(Map.of("type", "message", "content", "Hel")));
    }

    @ParameterizedTest
    @CsvSource({"STOP, 100, eosFound", "STOP_SEQUENCE, 100, stopStringFound", "LENGTH, 100, maxPredictedTokensReached",
        "LENGTH, 28, contextLengthReached"})
    void tellsWhyAnAnswerEnded(Reason reason, int contextLength, String expected) {
        Answer answer = new Answer(0, "x", "", List.of(), List.of(), end(reason));
        assertThat(LmStudioVariant.stats(List.of(answer), Optional.of(contextLength))).isEqualTo(Map.of(
                "tokens_per_second", 4.0, "time_to_first_token", 0.5, "generation_time", 2.0, "stop_reason", expected));
    }

    @ParameterizedTest
    @CsvSource({"Q4_K_M, 4", "IQ2_XXS, 2", "F16, 16", "BF16, 16", "F32, 32", "Q8_0, 8", "MXFP4, 4", "unknown, "})
    void readsBitsFromTheTypesName(String type, Integer bits) {
        assertThat(LmStudioModels.bits(type)).isEqualTo(bits);
    }

    @Test
    void linksToTheHubBecomeNames() {
        assertThat(LmStudioDownloads.name("https://huggingface.co/a/b-GGUF", Optional.of("Q4_K_M"))).isEqualTo("hf.co/a/b-GGUF:Q4_K_M");
        assertThat(LmStudioDownloads.name("https://huggingface.co/a/b/", Optional.empty())).isEqualTo("hf.co/a/b");
        assertThat(LmStudioDownloads.name("ibm/granite", Optional.empty())).isEqualTo("ibm/granite");
        assertThatThrownBy(() -> LmStudioDownloads.name("ibm/granite", Optional.of("Q4_0")))
                .hasMessage("quantization is only for links to Hugging Face");
    }
}
