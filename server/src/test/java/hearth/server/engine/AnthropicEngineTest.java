package hearth.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.engine.Engine;
import hearth.engine.EngineOptions;
import hearth.json.Json;
import hearth.server.call.KeepAlive;
import hearth.server.model.PoolOptions;
import hearth.server.scripted.TestServer;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Anthropic's API with the engine itself, on a tiny random model. */
class AnthropicEngineTest {
    private static final long BYTES = 1L << 30;

    private static final String HERMES =
            """
            {%- for t in tools or [] %}{{ t.function.name }} {% endfor -%}
            {%- for m in messages -%}
            {{ m.role }}: {{ m.content }}
            {%- for c in m.tool_calls or [] %}<tool_call>
            {"name": "{{ c.function.name }}", "arguments": {{ c.function.arguments | tojson }}}
            </tool_call>{% endfor %}{% endfor %}""";

    private static final String THINKING =
            """
            {%- for m in messages -%}
            {{ m.role }}: {% if m.reasoning_content %}<think>{{ m.reasoning_content }}</think>{% endif %}{{ m.content }}
            {%- endfor -%}
            {%- if add_generation_prompt and enable_thinking %} assistant: <think>{% endif %}""";

    private final EngineModelLoader loader = new EngineModelLoader(
            () -> Engine.open(EngineOptions.defaults().withThreads(1)), new EngineRunnerOptions(0, 2, 3, BYTES));
    private TestServer server;

    @BeforeEach
    void open(@TempDir Path folder) {
        PoolOptions pool = new PoolOptions(BYTES, new KeepAlive(Duration.ofMinutes(5)), Duration.ofMinutes(2), 100);
        server = new TestServer(folder, loader, options -> options, pool).add("tiny").add("hermes", HERMES).add("thinking", THINKING);
    }

    @AfterEach
    void close() {
        server.close();
        loader.close();
    }

    private HttpResponse<String> post(Map<String, Object> more) {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("model", "tiny");
        request.put("max_tokens", 24);
        request.put("temperature", 0);
        request.put("messages", List.of(Map.of("role", "user", "content", "hi")));
        request.putAll(more);
        return server.post("/v1/messages", request);
    }

    private Map<String, Object> message(Map<String, Object> more) {
        HttpResponse<String> response = post(more);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Json.parseObject(response.body());
    }

    private static String text(Map<String, Object> message) {
        List<?> content = (List<?>) message.get("content");
        return content.isEmpty() ? "" : (String) ((Map<?, ?>) content.getFirst()).get("text");
    }

    @Test
    void theStopSequenceThatWasReachedIsNamed() {
        Map<String, Object> free = message(Map.of());
        String text = text(free);
        assertThat(free).containsEntry("stop_reason", "max_tokens");
        assertThat(text).hasSizeGreaterThan(8);
        String stop = text.substring(text.length() / 2, text.length() / 2 + 3);
        Map<String, Object> stopped = message(Map.of("stop_sequences", List.of("never written", stop)));
        assertThat(stopped).containsEntry("stop_reason", "stop_sequence").containsEntry("stop_sequence", stop);
        assertThat(text(stopped)).isEqualTo(text.substring(0, text.indexOf(stop)));
        Map<?, ?> usage = (Map<?, ?>) stopped.get("usage");
        assertThat((Long) usage.get("cache_read_input_tokens")).isPositive();
        Map<String, Object> count = Json.parseObject(server.post("/v1/messages/count_tokens",
                Map.of("model", "tiny", "messages", List.of(Map.of("role", "user", "content", "hi")))).body());
        assertThat(count.get("input_tokens")).isEqualTo((Long) usage.get("input_tokens") + (Long) usage.get("cache_read_input_tokens"));
    }

    private static Map<String, Object> tool(String name, List<String> values) {
        return Map.of("name", name, "input_schema", Map.of("type", "object", "properties", Map.of("v", Map.of("enum", values)),
                "required", List.of("v"), "additionalProperties", false));
    }

    /** The random model would never make one by itself; it may write blanks until its tokens are spent, then there is none. */
    @Test
    void aCallCanBeRequired() {
        List<Object> tools = List.of(tool("one", List.of("a", "b")), tool("two", List.of("c")));
        int made = 0;
        for (String choice : List.of("{\"type\": \"any\"}", "{\"type\": \"tool\", \"name\": \"two\", \"disable_parallel_tool_use\": true}")) {
            Map<String, Object> message = message(Map.of("model", "hermes", "max_tokens", 150, "temperature", 1.0, "tools", tools,
                    "tool_choice", Json.parse(choice)));
            if (!message.get("stop_reason").equals("tool_use")) {
                assertThat(message.get("stop_reason")).isIn("max_tokens", "model_context_window_exceeded");
                continue;
            }
            for (Object block : (List<?>) message.get("content")) {
                Map<?, ?> call = (Map<?, ?>) block;
                made++;
                assertThat(call.get("type")).isEqualTo("tool_use");
                assertThat(call.get("name")).isIn(choice.contains("any") ? List.of("one", "two") : List.of("two"));
                assertThat(((Map<?, ?>) call.get("input")).get("v")).isIn("a", "b", "c");
            }
        }
        assertThat(made).isPositive();
    }

    @Test
    void reasoningEndsWithItsBudget() {
        Map<String, Object> message = message(Map.of("model", "thinking", "max_tokens", 30,
                "thinking", Map.of("type", "enabled", "budget_tokens", 8)));
        List<?> content = (List<?>) message.get("content");
        assertThat(content).as(message.toString()).hasSize(2);
        assertThat((Map<?, ?>) content.get(0)).extracting("type").isEqualTo("thinking");
        assertThat((Map<?, ?>) content.get(1)).extracting("type").isEqualTo("text");
        Map<?, ?> usage = (Map<?, ?>) message.get("usage");
        assertThat(usage.get("output_tokens")).isEqualTo(30L);
        assertThat((Long) ((Map<?, ?>) usage.get("output_tokens_details")).get("thinking_tokens")).isBetween(7L, 10L);
        // Both slots are free again.
        assertThat(Json.parseObject(server.get("/health").body())).containsEntry("status", "ok");
        assertThat(server.get("/metrics").body()).containsPattern("hearth_running_answers[^ ]* 0");
    }

    @Test
    void tellsClientsThatAPromptIsTooLong() {
        HttpResponse<String> response = post(Map.of("messages", List.of(Map.of("role", "user", "content", "x ".repeat(5_000)))));
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("invalid_request_error").contains("prompt is too long: the prompt is longer than the context length: it has ");
    }
}
