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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Anthropic's API with the engine itself, on a tiny random model. */
class AnthropicEngineTest {
    private static final long BYTES = 1L << 30;

    private static Map<String, Object> message(TestServer server, Map<String, Object> more) {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("model", "tiny");
        request.put("max_tokens", 24);
        request.put("temperature", 0);
        request.put("messages", List.of(Map.of("role", "user", "content", "hi")));
        request.putAll(more);
        HttpResponse<String> response = server.post("/v1/messages", request);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Json.parseObject(response.body());
    }

    private static String text(Map<String, Object> message) {
        List<?> content = (List<?>) message.get("content");
        return content.isEmpty() ? "" : (String) ((Map<?, ?>) content.getFirst()).get("text");
    }

    @Test
    void theStopSequenceThatWasReachedIsNamed(@TempDir Path folder) {
        EngineModelLoader loader = new EngineModelLoader(
                () -> Engine.open(EngineOptions.defaults().withThreads(1)), new EngineRunnerOptions(0, 2, 3, BYTES));
        PoolOptions pool = new PoolOptions(BYTES, new KeepAlive(Duration.ofMinutes(5)), Duration.ofMinutes(2), 100);
        try (loader; TestServer server = new TestServer(folder, loader, options -> options, pool).add("tiny")) {
            Map<String, Object> free = message(server, Map.of());
            String text = text(free);
            assertThat(free).containsEntry("stop_reason", "max_tokens");
            assertThat(text).hasSizeGreaterThan(8);
            String stop = text.substring(text.length() / 2, text.length() / 2 + 3);
            Map<String, Object> stopped = message(server, Map.of("stop_sequences", List.of("never written", stop)));
            assertThat(stopped).containsEntry("stop_reason", "stop_sequence").containsEntry("stop_sequence", stop);
            assertThat(text(stopped)).isEqualTo(text.substring(0, text.indexOf(stop)));
            Map<?, ?> usage = (Map<?, ?>) stopped.get("usage");
            assertThat((Long) usage.get("cache_read_input_tokens")).isPositive();
            Map<String, Object> count = Json.parseObject(server.post("/v1/messages/count_tokens",
                    Map.of("model", "tiny", "messages", List.of(Map.of("role", "user", "content", "hi")))).body());
            assertThat(count.get("input_tokens"))
                    .isEqualTo((Long) usage.get("input_tokens") + (Long) usage.get("cache_read_input_tokens"));
        }
    }
}
