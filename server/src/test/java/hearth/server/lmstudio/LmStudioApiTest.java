package hearth.server.lmstudio;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.json.Json;
import hearth.server.scripted.ScriptedLoader;
import hearth.server.scripted.TestRegistry;
import hearth.server.scripted.TestServer;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** LM Studio's API over HTTP, on a scripted model. */
class LmStudioApiTest {
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

    private static Map<String, Object> json(HttpResponse<String> response) {
        return Json.parseObject(response.body());
    }

    private static Map<?, ?> first(Map<String, Object> body, String list) {
        return (Map<?, ?>) ((List<?>) body.get(list)).getFirst();
    }

    @Test
    void loadsListsAndUnloads() {
        Map<?, ?> before = first(json(server.get("/api/v1/models")), "models");
        assertThat(before.get("key")).isEqualTo("tiny:latest");
        assertThat(before.get("type")).isEqualTo("llm");
        assertThat(before.get("publisher")).isEqualTo("library");
        assertThat(before.get("loaded_instances")).isEqualTo(List.of());
        assertThat(before.get("format")).isEqualTo("gguf");
        assertThat((Long) before.get("size_bytes")).isPositive();
        HttpResponse<String> loaded = server.post("/api/v1/models/load",
                Map.of("model", "tiny", "context_length", 300, "flash_attention", true, "echo_load_config", true));
        assertThat(json(loaded)).containsEntry("type", "llm").containsEntry("instance_id", "tiny:latest")
                .containsEntry("status", "loaded").containsEntry("load_config", Map.of("context_length", 300L));
        assertThat((Double) json(loaded).get("load_time_seconds")).isPositive();
        assertThat(loaded.headers().allValues("X-Hearth-Warning")).containsExactly("flash_attention has no effect");
        assertThat(first(json(server.get("/api/v1/models")), "models").get("loaded_instances"))
                .isEqualTo(List.of(Map.of("id", "tiny:latest", "config", Map.of("context_length", 300L))));
        Map<?, ?> early = json(server.get("/api/v0/models/tiny"));
        assertThat(early.get("state")).isEqualTo("loaded");
        assertThat(early.get("loaded_context_length")).isEqualTo(300L);
        assertThat(json(server.post("/api/v1/models/unload", Map.of("instance_id", "tiny:latest"))))
                .isEqualTo(Map.of("instance_id", "tiny:latest"));
        HttpResponse<String> again = server.post("/api/v1/models/unload", Map.of("instance_id", "tiny:latest"));
        assertThat(again.statusCode()).isEqualTo(404);
        assertThat(json(again).get("error"))
                .isEqualTo(Map.of("type", "model_not_found", "message", "model 'tiny:latest' is not loaded"));
    }

    @Test
    void listsForVersion0() {
        Map<String, Object> body = json(server.get("/api/v0/models"));
        assertThat(body).containsEntry("object", "list");
        Map<?, ?> model = first(body, "data");
        assertThat(model.get("id")).isEqualTo("tiny:latest");
        assertThat(model.get("arch")).isEqualTo("llama");
        assertThat(model.get("state")).isEqualTo("not-loaded");
        assertThat(model.get("type")).isEqualTo("llm");
        HttpResponse<String> missing = server.get("/api/v0/models/none");
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat((Map<?, ?>) json(missing).get("error")).extracting("code").isEqualTo("model_not_found");
    }

    @Test
    void chatsOfVersion0TellFigures() {
        HttpResponse<String> response = server.post("/api/v0/chat/completions",
                Map.of("model", "tiny", "messages", HELLO, "max_tokens", -1, "ttl", 300, "temperature", 0.7, "stream", false));
        Map<String, Object> body = json(response);
        assertThat(body.keySet())
                .containsExactly("id", "object", "created", "model", "choices", "usage", "stats", "model_info", "runtime");
        assertThat((Map<?, ?>) body.get("stats")).extracting("stop_reason").isEqualTo("eosFound");
        assertThat(body.get("model_info")).isEqualTo(
                Map.of("arch", "llama", "quant", "F32", "format", "gguf", "context_length", 4096L));
        assertThat(body.get("runtime")).isEqualTo(Map.of("name", "hearth", "version", "1.2.3", "supported_formats", List.of("gguf")));
        assertThat(response.headers().allValues("X-Hearth-Warning")).isEmpty();
        HttpResponse<String> stream = server.post("/api/v0/chat/completions", Map.of("model", "tiny", "messages", HELLO, "stream", true));
        assertThat(stream.body()).endsWith("data: [DONE]\n\n").doesNotContain("\"stats\"");
    }

    @Test
    void completionsAndEmbeddingsOfVersion0() {
        Map<String, Object> body = json(server.post("/api/v0/completions",
                Map.of("model", "tiny", "prompt", "the meaning", "max_tokens", 2, "stream", false)));
        assertThat(first(body, "choices").get("text")).isEqualTo("Hello,");
        assertThat((Map<?, ?>) body.get("stats")).extracting("stop_reason").isEqualTo("maxPredictedTokensReached");
        HttpResponse<String> refused = server.post("/api/v0/embeddings", Map.of("model", "tiny", "input", "x"));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("embeddings");
    }

    @Test
    void chats() {
        Map<String, Object> first = json(server.post("/api/v1/chat", Map.of("model", "tiny", "input", "hi", "reasoning", "on")));
        assertThat(first).containsEntry("model_instance_id", "tiny:latest")
                .containsEntry("output", List.of(Map.of("type", "message", "content", "Hello, world!")));
        Map<?, ?> stats = (Map<?, ?>) first.get("stats");
        assertThat(stats.containsKey("model_load_time_seconds")).isTrue();
        assertThat(stats.get("total_output_tokens")).isEqualTo(4L);
        Map<?, ?> later = (Map<?, ?>) json(server.post("/api/v1/chat", Map.of("model", "tiny", "input", "hi"))).get("stats");
        assertThat(later.containsKey("model_load_time_seconds")).isFalse();
    }

    @Test
    void chatsInEvents() {
        HttpResponse<String> response = server.post("/api/v1/chat", Map.of("model", "tiny", "input", "hi", "stream", true));
        assertThat(response.headers().firstValue("Content-Type")).contains("text/event-stream");
        assertThat(response.body()).startsWith("event: chat.start\ndata: {\"type\":\"chat.start\"")
                .contains("event: message.delta\ndata: {\"type\":\"message.delta\",\"content\":\"Hello\"}\n\n");
        String last = response.body().substring(response.body().lastIndexOf("data: ") + 6);
        assertThat((Map<?, ?>) Json.parseObject(last).get("result")).extracting("model_instance_id").isEqualTo("tiny:latest");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "/api/v1/chat | {\"model\": \"none\", \"input\": \"x\"} | 404 | model_not_found",
        "/api/v1/chat | {\"input\": \"x\"} | 400 | invalid_request",
        "/api/v1/chat | {\"model\": \"tiny\", \"input\": \"x\", \"previous_response_id\": \"resp_1\"} | 400 | not_implemented",
        "/api/v1/models/load | {\"model\": \"none\"} | 404 | model_not_found",
        "/api/v1/models/load | {\"model\": \"tiny\", \"num_experts\": 2} | 400 | not_implemented",
        "/api/v1/models/download | {\"model\": \"/etc/passwd\"} | 400 | invalid_request",
        "/api/v1/models/download | {\"model\": \"http://127.0.0.1:1/a/b\", \"quantization\": \"Q4_0\"} | 400 | invalid_request",
    })
    void refuses(String path, String body, int status, String type) {
        HttpResponse<String> response = server.post(path, body);
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat((Map<?, ?>) json(response).get("error")).extracting("type").isEqualTo(type);
    }

    @Test
    void downloads(@TempDir Path folder) throws Exception {
        try (TestServer other = new TestServer(folder, new ScriptedLoader(), options -> options).add("far");
                TestRegistry registry = new TestRegistry(other.store(), "far")) {
            String name = registry.host() + "/library/far:latest";
            Map<String, Object> begun = json(server.post("/api/v1/models/download", Map.of("model", name, "insecure", true)));
            String id = (String) begun.get("job_id");
            assertThat(id).matches("job_[0-9a-f]{10}");
            Map<String, Object> status = begun;
            for (long end = System.nanoTime() + 20_000_000_000L; status.get("status").equals("downloading") && System.nanoTime() < end;) {
                status = json(server.get("/api/v1/models/download/status/" + id));
            }
            assertThat(status).containsEntry("status", "completed").containsKeys("completed_at", "started_at");
            assertThat(status.get("total_size_bytes")).isEqualTo(status.get("downloaded_bytes"));
            assertThat((Long) status.get("downloaded_bytes")).isGreaterThan(1000);
            assertThat(json(server.post("/api/v1/models/download", Map.of("model", name, "insecure", true))))
                    .isEqualTo(Map.of("status", "already_downloaded"));
            HttpResponse<String> failed = server.post("/api/v1/models/download",
                    Map.of("model", registry.host() + "/library/missing:latest", "insecure", true));
            assertThat(failed.statusCode()).isEqualTo(502);
        }
        HttpResponse<String> missing = server.get("/api/v1/models/download/status/job_0");
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat((Map<?, ?>) json(missing).get("error")).extracting("type").isEqualTo("job_not_found");
    }
}
