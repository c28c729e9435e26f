package hearth.server.openai;

import static hearth.server.openai.OpenAiApiTest.at;
import static hearth.server.openai.OpenAiApiTest.json;
import static org.assertj.core.api.Assertions.assertThat;

import hearth.chat.Message;
import hearth.json.Json;
import hearth.server.call.AnswerFormat;
import hearth.server.scripted.ScriptedLoader;
import hearth.server.scripted.TestServer;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code /v1/responses} over HTTP, on a scripted model. */
class OpenAiResponsesTest {
    private static final Map<String, Object> WEATHER = Map.of("type", "function", "name", "weather", "strict", false, "parameters",
            Map.of("type", "object", "properties", Map.of("city", Map.of("type", "string"))));

    private final ScriptedLoader loader = new ScriptedLoader();
    private TestServer server;

    @BeforeEach
    void open(@TempDir Path folder) {
        server = new TestServer(folder, loader, options -> options).add("tiny");
    }

    @AfterEach
    void close() {
        server.close();
    }

    private HttpResponse<String> ask(Object... more) {
        Map<String, Object> call = new LinkedHashMap<>(Map.of("model", "tiny", "input", "hi"));
        for (int i = 0; i < more.length; i += 2) {
            call.put((String) more[i], more[i + 1]);
        }
        return server.post("/v1/responses", call);
    }

    /** Events by name and data, numbered without gaps. */
    private static List<Map<String, Object>> events(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        List<Map<String, Object>> events = new ArrayList<>();
        for (String block : response.body().split("\n\n")) {
            String[] lines = block.split("\n");
            Map<String, Object> data = Json.parseObject(lines[1].substring("data: ".length()));
            assertThat(lines[0]).isEqualTo("event: " + data.get("type"));
            assertThat(data.get("sequence_number")).isEqualTo((long) events.size());
            events.add(data);
        }
        return events;
    }

    private static List<Object> types(List<Map<String, Object>> events) {
        return events.stream().map(event -> event.get("type")).toList();
    }

    @Test
    void aTextIsAnswered() {
        Map<?, ?> body = json(ask("instructions", "Be brief.", "temperature", 0.5, "max_output_tokens", 50));
        assertThat((String) body.get("id")).startsWith("resp_");
        assertThat(body.get("object")).isEqualTo("response");
        assertThat(body.get("status")).isEqualTo("completed");
        assertThat(body.get("instructions")).isEqualTo("Be brief.");
        assertThat(body.get("temperature")).isEqualTo(0.5);
        assertThat(body.get("store")).isEqualTo(false);
        assertThat(at(body, "output", 0, "type")).isEqualTo("message");
        assertThat(at(body, "output", 0, "content", 0, "text")).isEqualTo("Hello, world!");
        assertThat(at(body, "output", 0, "status")).isEqualTo("completed");
        assertThat(at(body, "usage", "output_tokens")).isEqualTo(4L);
        assertThat(at(body, "usage", "input_tokens_details", "cached_tokens")).isEqualTo(1L);
        assertThat(loader.last().chats.getLast().messages().stream().map(Message::role)).containsExactly("system", "user");
        assertThat(loader.last().requests.getLast().maxTokens()).isEqualTo(50);
    }

    @Test
    void aTextIsStreamed() {
        List<Map<String, Object>> events = events(ask("stream", true));
        assertThat(types(events)).containsExactly("response.created", "response.in_progress", "response.output_item.added",
                "response.content_part.added", "response.output_text.delta", "response.output_text.delta", "response.output_text.delta",
                "response.output_text.delta", "response.output_text.done", "response.content_part.done", "response.output_item.done",
                "response.completed");
        assertThat(at(events.get(2), "item", "content")).isEqualTo(List.of());
        assertThat(at(events.get(8), "text")).isEqualTo("Hello, world!");
        assertThat(at(events.get(10), "item")).isEqualTo(at(events.getLast(), "response", "output", 0));
        assertThat(at(events.getFirst(), "response", "status")).isEqualTo("in_progress");
        assertThat(at(events.getFirst(), "response", "usage")).isNull();
        assertThat(at(events.getLast(), "response", "usage", "total_tokens")).isNotNull();
    }

    @Test
    void anAnswerThatIsCutIsIncomplete() {
        Map<?, ?> body = json(ask("max_output_tokens", 2));
        assertThat(body.get("status")).isEqualTo("incomplete");
        assertThat(at(body, "incomplete_details", "reason")).isEqualTo("max_output_tokens");
        assertThat(at(body, "output", 0, "status")).isEqualTo("incomplete");
        assertThat(types(events(ask("max_output_tokens", 2, "stream", true))).getLast()).isEqualTo("response.incomplete");
    }

    @Test
    void reasoningTextAndCallsAreItems() {
        loader.words = List.of("<think>", "hm", "</think>", "ok ",
                "<tool_call>\n{\"name\": \"weather\", \"arguments\": {\"city\": ", "\"Paris\"}}\n</tool_call>");
        Map<?, ?> body = json(ask("tools", List.of(WEATHER), "include", List.of("reasoning.encrypted_content")));
        assertThat(((List<?>) body.get("output")).stream().map(item -> at(item, "type")))
                .containsExactly("reasoning", "message", "function_call");
        assertThat(at(body, "output", 0, "content", 0)).isEqualTo(Map.of("type", "reasoning_text", "text", "hm"));
        assertThat(at(body, "output", 0, "encrypted_content")).isEqualTo("hm");
        assertThat((String) at(body, "output", 2, "call_id")).startsWith("call_");
        assertThat(at(body, "output", 2, "arguments")).isEqualTo("{\"city\": \"Paris\"}");
        assertThat(at(body, "usage", "output_tokens_details", "reasoning_tokens")).isNotEqualTo(0L);

        List<Map<String, Object>> events = events(ask("tools", List.of(WEATHER), "stream", true, "reasoning", Map.of("summary", "auto")));
        assertThat(types(events)).containsSubsequence("response.output_item.added", "response.reasoning_summary_part.added",
                "response.reasoning_summary_text.delta", "response.reasoning_summary_text.done", "response.reasoning_summary_part.done",
                "response.output_item.done", "response.output_item.added", "response.content_part.added", "response.output_text.delta",
                "response.output_item.added", "response.function_call_arguments.delta", "response.function_call_arguments.done",
                "response.output_item.done", "response.completed");
        assertThat(at(events.getLast(), "response", "output", 0, "summary", 0, "text")).isEqualTo("hm");
        // What came is what the next request sends back.
        List<Object> next = new ArrayList<>(List.of(Map.of("role", "user", "content", "Weather?")));
        next.addAll((List<?>) body.get("output"));
        next.add(Map.of("type", "function_call_output", "call_id", at(body, "output", 2, "call_id"), "output", "12 degrees"));
        HttpResponse<String> response = ask("input", next, "tools", List.of(WEATHER));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.headers().allValues("X-Hearth-Warning")).isEmpty();
        List<Message> seen = loader.last().chats.getLast().messages();
        assertThat(seen.stream().map(Message::role)).containsExactly("user", "assistant", "tool");
        assertThat(seen.get(1).thinking()).contains("hm");
        assertThat(seen.get(1).content()).hasSize(1);
        assertThat(seen.get(1).toolCalls().getFirst().name()).isEqualTo("weather");
        assertThat(seen.get(2).toolName()).contains("weather");
    }

    @Test
    void formatAndToolChoiceAreEnforced() {
        Map<String, Object> schema = Map.of("type", "object");
        ask("text", Map.of("format", Map.of("type", "json_schema", "name", "x", "schema", schema)));
        assertThat(loader.last().requests.getLast().format()).isEqualTo(new AnswerFormat.JsonSchema(schema));
        ask("tools", List.of(WEATHER), "tool_choice", Map.of("type", "function", "name", "weather"));
        assertThat(loader.last().requests.getLast().format()).isInstanceOfSatisfying(AnswerFormat.ToolCalls.class, calls -> {
            assertThat(calls.required()).isTrue();
            assertThat(at(calls.tools().getFirst(), "function", "name")).isEqualTo("weather");
        });
        ask("reasoning", Map.of("effort", "low"));
        assertThat(loader.last().chats.getLast().variables()).containsEntry("enable_thinking", true).containsEntry("reasoning_effort", "low");
    }

    @Test
    void aFailureInTheStreamEndsIt() {
        loader.words = List.of("one", "!fail!");
        List<Map<String, Object>> events = events(ask("stream", true));
        assertThat(events.getLast().get("type")).isEqualTo("response.failed");
        assertThat(at(events.getLast(), "response", "error")).isEqualTo(
                Map.of("code", "internal_error", "message", "the script fails here"));
        assertThat(at(events.getLast(), "response", "status")).isEqualTo("failed");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{\"store\": true} | store is not supported: responses are not kept",
        "{\"previous_response_id\": \"x\"} | previous_response_id is not supported: responses are not kept; send all items again",
        "{\"background\": true} | background is not supported: ask and wait",
        "{\"input\": []} | input must not be empty",
        "{\"input\": null} | input is required",
        "{\"include\": [\"file_search_call.results\"]} | include 'file_search_call.results' is not supported: there is nothing of that kind",
        "{\"truncation\": \"some\"} | truncation is 'some' but must be auto or disabled",
        "{\"tools\": [{\"type\": \"web_search\"}]} | tools[0].type 'web_search' is not supported: tools are functions that the client runs",
        "{\"input\": [{\"type\": \"item_reference\", \"id\": \"x\"}]} | input[0].type 'item_reference' is not supported: items are message, function_call, function_call_output and reasoning",
        "{\"input\": [{\"type\": \"function_call\", \"call_id\": \"c\", \"name\": \"f\", \"arguments\": \"{\"}]} | input[0].arguments must be a JSON object as text: not valid JSON",
    })
    void whatIsWrongIsNamed(String change, String message) {
        Map<String, Object> call = new LinkedHashMap<>(Map.of("model", "tiny", "input", "hi"));
        call.putAll(Json.parseObject(change));
        HttpResponse<String> response = server.post("/v1/responses", call);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat((String) at(json(response), "error", "message")).startsWith(message);
    }
}
