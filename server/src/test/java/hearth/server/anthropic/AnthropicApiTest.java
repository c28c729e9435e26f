package hearth.server.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.chat.Message;
import hearth.json.Json;
import hearth.server.scripted.ScriptedLoader;
import hearth.server.scripted.TestServer;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Anthropic's API over HTTP, on a scripted model. */
class AnthropicApiTest {
    private static final List<Map<String, Object>> HELLO = List.of(Map.of("role", "user", "content", "hi"));

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

    private HttpResponse<String> post(Map<String, Object> more) {
        Map<String, Object> body = new LinkedHashMap<>(Map.of("model", "tiny", "max_tokens", 100, "messages", HELLO));
        body.putAll(more);
        return server.post("/v1/messages", body, "anthropic-version", "2023-06-01");
    }

    private static Map<String, Object> json(HttpResponse<String> response) {
        return Json.parseObject(response.body());
    }

    private static List<Map<String, Object>> events(HttpResponse<String> response) {
        List<Map<String, Object>> events = new ArrayList<>();
        for (String event : response.body().split("\n\n")) {
            String[] lines = event.split("\n");
            Map<String, Object> data = Json.parseObject(lines[1].substring("data: ".length()));
            assertThat(lines[0]).isEqualTo("event: " + data.get("type"));
            events.add(data);
        }
        return events;
    }

    private static String text(List<Map<String, Object>> events, String field) {
        return events.stream()
                .filter(event -> event.get("type").equals("content_block_delta"))
                .map(event -> ((Map<?, ?>) event.get("delta")).get(field))
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .collect(Collectors.joining());
    }

    @Test
    void answersWhole() {
        HttpResponse<String> response = post(Map.of("system", "be kind"));
        Map<String, Object> body = json(response);
        assertThat(body.keySet())
                .containsExactly("id", "type", "role", "model", "content", "stop_reason", "stop_sequence", "usage");
        assertThat((String) body.get("id")).matches("msg_[0-9a-f]{24}");
        assertThat(body.get("content")).isEqualTo(List.of(Map.of("type", "text", "text", "Hello, world!")));
        assertThat(body).containsEntry("stop_reason", "end_turn").containsEntry("model", "tiny");
        assertThat(response.headers().firstValue("request-id")).isEqualTo(response.headers().firstValue("X-Request-Id"));
        assertThat(loader.last().chats.getLast().messages()).containsExactly(Message.system("be kind"), Message.user("hi"));
    }

    @Test
    void streams() {
        HttpResponse<String> response = post(Map.of("stream", true, "max_tokens", 2));
        assertThat(response.headers().firstValue("Content-Type")).contains("text/event-stream");
        List<Map<String, Object>> events = events(response);
        assertThat(text(events, "text")).isEqualTo("Hello,");
        Map<?, ?> delta = (Map<?, ?>) events.get(events.size() - 2).get("delta");
        assertThat(delta.get("stop_reason")).isEqualTo("max_tokens");
        assertThat(events.getLast()).isEqualTo(Map.of("type", "message_stop"));
    }

    @Test
    void thinksAndCallsTools() {
        loader.words = List.of("<think>", "hm", "</think>", "Let", " me.", "<tool_call>\n{\"name\": \"weather\", ", "\"arguments\": {\"city\": \"Bonn\"}}", "\n</tool_call>");
        Map<String, Object> tool = Map.of("name", "weather", "input_schema", Map.of("type", "object"));
        Map<String, Object> request = Map.of("tools", List.of(tool), "thinking", Map.of("type", "enabled", "budget_tokens", 1024));
        Map<String, Object> body = json(post(request));
        List<?> content = (List<?>) body.get("content");
        assertThat(content).hasSize(3);
        assertThat((Map<?, ?>) content.get(0)).extracting("type").isEqualTo("thinking");
        assertThat((Map<?, ?>) content.get(2)).extracting("input").isEqualTo(Map.of("city", "Bonn"));
        assertThat(body).containsEntry("stop_reason", "tool_use");
        Map<String, Object> streamed = new LinkedHashMap<>(request);
        streamed.put("stream", true);
        List<Map<String, Object>> events = events(post(streamed));
        assertThat(text(events, "thinking")).isEqualTo("hm");
        assertThat(Json.parse(text(events, "partial_json"))).isEqualTo(Map.of("city", "Bonn"));
        assertThat(loader.last().chats.getLast().variables()).containsEntry("enable_thinking", true);
    }

    @Test
    void reasoningEndsWithItsBudget() {
        loader.words = List.of("<think>", "a", "b", "c", "d", "e", "</think>", "x");
        loader.laterWords = List.of("Well", ", yes.");
        Map<String, Object> body = json(post(Map.of("thinking", Map.of("type", "enabled", "budget_tokens", 2))));
        List<?> content = (List<?>) body.get("content");
        assertThat((Map<?, ?>) content.get(0)).extracting("thinking").isEqualTo("abc");
        assertThat((Map<?, ?>) content.get(1)).extracting("text").isEqualTo("Well, yes.");
        assertThat((Map<?, ?>) body.get("usage")).extracting("output_tokens").isEqualTo(6L);
        assertThat(loader.last().requests).hasSize(2);
        int[] first = loader.last().requests.getFirst().promptIds();
        int[] second = loader.last().requests.getLast().promptIds();
        assertThat(second).startsWith(first).endsWith("</think>".codePoints().toArray());
        assertThat(loader.last().requests.getLast().maxTokens()).isEqualTo(96);
        assertThat(loader.last().running).hasValue(0);
    }

    @Test
    void reasoningWithinItsBudgetIsLeftAlone() {
        loader.words = List.of("<think>", "a", "b", "</think>", "Yes.");
        Map<String, Object> body = json(post(Map.of("thinking", Map.of("type", "enabled", "budget_tokens", 3))));
        assertThat((Map<?, ?>) ((List<?>) body.get("content")).get(1)).extracting("text").isEqualTo("Yes.");
        assertThat(loader.last().requests).hasSize(1);
    }

    @Test
    void saysWhatHasNoEffect() {
        HttpResponse<String> response = post(Map.of("frobnicate", 1, "thinking", Map.of("type", "enabled", "budget_tokens", 2000)));
        assertThat(response.statusCode()).isEqualTo(200);
        // The card of the stored model knows of no thinking.
        assertThat(response.headers().allValues("X-Hearth-Warning")).containsExactlyInAnyOrder(
                "frobnicate is not known and has no effect",
                "thinking has no effect: the model does not reason before it answers");
    }

    @Test
    void manyUnknownFieldsDoNotBreakTheAnswer() {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < 5_000; i++) {
            fields.put("unknown" + "x".repeat(100) + i, i);
        }
        HttpResponse<String> response = post(fields);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().allValues("X-Hearth-Warning")).hasSize(17).contains("there is more of this kind");
    }

    @Test
    void countsTokens() {
        HttpResponse<String> response = server.post("/v1/messages/count_tokens", Map.of("model", "tiny", "messages", HELLO));
        long counted = (Long) json(response).get("input_tokens");
        Map<?, ?> usage = (Map<?, ?>) json(post(Map.of())).get("usage");
        // The script says that one token was reused.
        assertThat(counted).isEqualTo((Long) usage.get("input_tokens") + (Long) usage.get("cache_read_input_tokens")).isGreaterThan(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{} | 400 | invalid_request_error | model is required",
        "{\"model\": \"tiny\", \"max_tokens\": 0, \"messages\": [{\"role\": \"user\", \"content\": \"x\"}]} | 400 | invalid_request_error | max_tokens is 0 but must be from 1 to 2147483647",
        "{\"model\": \"none\", \"max_tokens\": 1, \"messages\": [{\"role\": \"user\", \"content\": \"x\"}]} | 404 | not_found_error | model 'none' not found",
        "not json | 400 | invalid_request_error |",
    })
    void refuses(String body, int status, String type, String message) {
        HttpResponse<String> response = server.post("/v1/messages", body);
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(json(response)).containsEntry("type", "error")
                .containsEntry("request_id", response.headers().firstValue("request-id").orElseThrow());
        Map<?, ?> error = (Map<?, ?>) json(response).get("error");
        assertThat(error.get("type")).isEqualTo(type);
        if (message != null) {
            assertThat(error.get("message")).isEqualTo(message);
        }
    }

    @Test
    void aFailureInAStreamIsItsLastEvent() {
        loader.words = List.of("Hello", "!fail!");
        Map<String, Object> last = events(post(Map.of("stream", true))).getLast();
        assertThat(last).isEqualTo(Map.of("type", "error", "error", Map.of("type", "api_error", "message", "the script fails here")));
        HttpResponse<String> whole = post(Map.of());
        assertThat(whole.statusCode()).isEqualTo(500);
        assertThat((Map<?, ?>) json(whole).get("error")).extracting("type").isEqualTo("api_error");
    }

    @Test
    void otherMethodsAreRefusedInTheSameForm() {
        HttpResponse<String> response = server.get("/v1/messages");
        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(json(response)).containsEntry("type", "error");
    }

    @Test
    void takesTheKeyOfAnthropicsClients(@TempDir Path folder) {
        try (TestServer guarded = new TestServer(folder, loader, options -> options.withTokens(List.of("secret"))).add("tiny")) {
            Map<String, Object> body = Map.of("model", "tiny", "max_tokens", 5, "messages", HELLO);
            HttpResponse<String> refused = guarded.post("/v1/messages", body, "x-api-key", "wrong");
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat((Map<?, ?>) json(refused).get("error")).extracting("type").isEqualTo("authentication_error");
            assertThat(guarded.post("/v1/messages", body, "x-api-key", "secret").statusCode()).isEqualTo(200);
            assertThat(guarded.post("/v1/messages", body, "Authorization", "Bearer secret").statusCode()).isEqualTo(200);
        }
    }
}
