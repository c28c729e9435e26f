package hearth.server.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import hearth.chat.ContentPart;
import hearth.chat.Message;
import hearth.chat.ToolCall;
import hearth.json.Json;
import hearth.server.call.AnswerFormat;
import hearth.server.call.ApiException;
import hearth.server.call.Thinking;
import hearth.server.call.ToolChoice;
import hearth.server.wire.Fields;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnthropicCallsTest {
    private static final String TOOLS = """
            "tools": [{"name": "weather", "description": "of a city", "input_schema": {"type": "object"}, "cache_control": {"type": "ephemeral"}}]""";

    private static AnthropicCall read(String fields, String messages) {
        String comma = fields.isEmpty() ? "" : ", ";
        return AnthropicCalls.message(Fields.of(Json.parseObject(
                "{\"model\": \"m\", \"max_tokens\": 10" + comma + fields + ", \"messages\": " + messages + "}")));
    }

    private static AnthropicCall read(String fields) {
        return read(fields, "[{\"role\": \"user\", \"content\": \"hi\"}]");
    }

    private static List<Message> messages(String messages) {
        return read("", messages).call().messages();
    }

    @Test
    void readsOptions() {
        AnthropicCall call = read("""
                "system": [{"type": "text", "text": "a", "cache_control": {"type": "ephemeral"}}, {"type": "text", "text": "b"}],
                "temperature": 0.5, "top_p": 0.9, "top_k": 7, "stop_sequences": ["x", "y"], "metadata": {"user_id": "u"}, "stream": true""");
        assertThat(call.call().messages()).containsExactly(Message.system("a\nb"), Message.user("hi"));
        assertThat(call.call().options().settings()).isEqualTo(
                Map.of("num_predict", 10L, "temperature", 0.5, "top_p", 0.9, "top_k", 7L, "stop", List.of("x", "y")));
        assertThat(call.streams()).isTrue();
        assertThat(call.stopSequences()).containsExactly("x", "y");
        assertThat(call.call().thinking()).isEqualTo(Thinking.OFF);
        assertThat(call.warnings()).isEmpty();
        assertThat(call.call().options().truncates()).isFalse();
    }

    @Test
    void readsToolsAndTheirResults() {
        List<Message> messages = messages("""
                [{"role": "user", "content": "rain?"},
                 {"role": "assistant", "content": [
                   {"type": "thinking", "thinking": "look it up", "signature": "s"},
                   {"type": "redacted_thinking", "data": "zzz"},
                   {"type": "text", "text": "One moment."},
                   {"type": "tool_use", "id": "t1", "name": "weather", "input": {"city": "Bonn"}},
                   {"type": "tool_use", "id": "t2", "name": "clock", "input": {}}]},
                 {"role": "user", "content": [
                   {"type": "tool_result", "tool_use_id": "t1", "content": [{"type": "text", "text": "dry"}, {"type": "text", "text": "warm"}]},
                   {"type": "tool_result", "tool_use_id": "t2", "content": "no clock", "is_error": true},
                   {"type": "text", "text": "So?"}]}]""");
        assertThat(messages).containsExactly(
                Message.user("rain?"),
                Message.assistant("One moment.").withThinking("look it up").withToolCalls(List.of(
                        new ToolCall("t1", "weather", Map.of("city", "Bonn")), new ToolCall("t2", "clock", Map.of()))),
                Message.tool("weather", "t1", "dry\nwarm"),
                Message.tool("clock", "t2", "Error: no clock"),
                Message.user("So?"));
    }

    @Test
    void turnsOfOneSideBecomeOne() {
        assertThat(messages("""
                [{"role": "user", "content": "a"}, {"role": "user", "content": [{"type": "text", "text": "b"}]},
                 {"role": "assistant", "content": [{"type": "thinking", "thinking": "x", "signature": ""}, {"type": "text", "text": "c"}]},
                 {"role": "assistant", "content": "d"}]""")).containsExactly(
                Message.user("a\nb"), Message.assistant("c\nd").withThinking("x"));
        Message onlyCalls = messages("""
                [{"role": "user", "content": "a"}, {"role": "assistant", "content": [{"type": "tool_use", "id": "1", "name": "f", "input": {}}]}]""")
                .getLast();
        assertThat(onlyCalls.content()).isEqualTo(List.<ContentPart>of());
    }

    @Test
    void manyTurnsOfOneSideAreReadInLinearTime() {
        String item = "{\"role\": \"user\", \"content\": \"" + "x".repeat(3_000) + "\"}";
        String messages = "[" + (item + ",").repeat(9_999) + item + "]";
        // Joined one by one, this would copy 150 GB.
        List<Message> read = assertTimeoutPreemptively(Duration.ofSeconds(10), () -> messages(messages));
        assertThat(read).hasSize(1);
        assertThat(((ContentPart.Text) read.getFirst().content().getFirst()).text()).hasSize(10_000 * 3_001 - 1);
    }

    @Test
    void readsTools() {
        AnthropicCall call = read(TOOLS);
        assertThat(call.call().tools()).containsExactly(Map.of("type", "function", "function",
                Map.of("name", "weather", "description", "of a city", "parameters", Map.of("type", "object"))));
        assertThat(call.call().toolChoice()).isEqualTo(ToolChoice.AUTO);
        assertThat(call.warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{\"type\": \"auto\"} | AUTO | | true",
        "{\"type\": \"any\", \"disable_parallel_tool_use\": true} | REQUIRED | | false",
        "{\"type\": \"tool\", \"name\": \"weather\"} | REQUIRED | weather | true",
        "{\"type\": \"none\"} | NONE | | true",
    })
    void readsToolChoice(String choice, ToolChoice.Mode mode, String name, boolean parallel) {
        assertThat(read(TOOLS + ", \"tool_choice\": " + choice).call().toolChoice())
                .isEqualTo(new ToolChoice(mode, Optional.ofNullable(name), parallel));
    }

    @Test
    void readsThinking() {
        AnthropicCall enabled = read("\"thinking\": {\"type\": \"enabled\", \"budget_tokens\": 2048, \"display\": \"omitted\"}");
        assertThat(enabled.call().thinking()).isEqualTo(Thinking.ON.relaxed().withBudgetTokens(2048));
        assertThat(enabled.showsThinking()).isFalse();
        assertThat(enabled.warnings()).isEmpty();
        AnthropicCall adaptive = read("\"thinking\": {\"type\": \"adaptive\"}, \"output_config\": {\"effort\": \"xhigh\"}");
        assertThat(adaptive.call().thinking()).isEqualTo(Thinking.MODEL_DEFAULT.withLevel("high"));
        assertThat(adaptive.warnings()).isEmpty();
        assertThat(read("\"output_config\": {\"effort\": \"low\"}").warnings())
                .containsExactly("output_config.effort has no effect without thinking");
    }

    @Test
    void readsFormats() {
        String format = "{\"type\": \"json_schema\", \"schema\": {\"type\": \"object\"}}";
        AnswerFormat expected = new AnswerFormat.JsonSchema(Map.of("type", "object"));
        assertThat(read("\"output_config\": {\"format\": " + format + "}").call().options().format()).isEqualTo(expected);
        assertThat(read("\"output_format\": " + format).call().options().format()).isEqualTo(expected);
    }

    @Test
    void tellsWhatHasNoEffect() {
        assertThat(read("\"context_management\": {\"edits\": []}, \"service_tier\": \"auto\"",
                "[{\"role\": \"user\", \"content\": \"hi\", \"mood\": 1}]").warnings()).containsExactlyInAnyOrder(
                "context_management is not known and has no effect", "service_tier has no effect",
                "messages[0].mood is not known and has no effect");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "\"top_k\": -1 | top_k is -1 but must be from 0 to 2147483647",
        "\"tool_choice\": {\"type\": \"any\"} | tool_choice asks for a tool, but there are no tools",
        "\"tool_choice\": {\"type\": \"some\"} | tool_choice.type is 'some' but must be auto, any, tool or none",
        "\"tools\": [{\"type\": \"web_search_20250305\", \"name\": \"w\"}] | tools[0].type is not supported: the tool web_search_20250305 is run or described by Anthropic; define it with an input_schema",
        "\"tools\": [{\"name\": \"f\"}] | tools[0].input_schema is required",
        "\"thinking\": {\"type\": \"maybe\"} | thinking.type is 'maybe' but must be enabled, adaptive or disabled",
        "\"output_config\": {\"effort\": \"huge\"} | output_config.effort is 'huge' but must be low, medium, high, xhigh or max",
        "\"mcp_servers\": [{\"url\": \"x\"}] | mcp_servers is not supported: Hearth answers from the model alone",
        "\"system\": [{\"type\": \"image\"}] | system[0].type image is not supported: Hearth runs text models only",
    })
    void refuses(String fields, String message) {
        assertThatThrownBy(() -> read(fields)).isInstanceOf(ApiException.class).hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "[] | messages must hold at least one message",
        "[{\"role\": \"user\"}] | messages[0].content is required",
        "[{\"role\": \"robot\", \"content\": \"x\"}] | messages[0].role is 'robot' but must be user or assistant",
        "[{\"role\": \"user\", \"content\": [{\"type\": \"image\", \"source\": {}}]}] | messages[0].content[0].type image is not supported: Hearth runs text models only",
        "[{\"role\": \"user\", \"content\": [{\"type\": \"document\"}]}] | messages[0].content[0].type document is not supported: Hearth runs text models only",
        "[{\"role\": \"user\", \"content\": [{\"type\": \"tool_result\", \"tool_use_id\": \"t\"}]}] | messages[0].content[0].tool_use_id is 't', which no tool_use before it has",
        "[{\"role\": \"user\", \"content\": [{\"type\": \"tool_use\"}]}] | messages[0].content[0].type is 'tool_use', which can't stand here",
        "[{\"role\": \"user\", \"content\": [{\"type\": \"hologram\"}]}] | messages[0].content[0].type hologram is not supported: Hearth knows no such block",
        "[{\"role\": \"user\", \"content\": 5}] | messages[0].content must be a list, not a number",
    })
    void refusesMessages(String messages, String message) {
        assertThatThrownBy(() -> messages(messages)).isInstanceOf(ApiException.class).hasMessage(message);
    }

    @Test
    void countsWithoutALimit() {
        AnthropicCall call = AnthropicCalls.count(Fields.of(Json.parseObject(
                "{\"model\": \"m\", \"messages\": [{\"role\": \"user\", \"content\": \"hi\"}], \"system\": \"s\"}")));
        assertThat(call.call().messages()).hasSize(2);
        assertThatThrownBy(() -> AnthropicCalls.message(Fields.of(Json.parseObject(
                "{\"model\": \"m\", \"messages\": [{\"role\": \"user\", \"content\": \"hi\"}]}")))).hasMessage("max_tokens is required");
    }
}
