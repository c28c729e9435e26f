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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server with the engine itself, on a tiny random model. */
class EngineServerTest {
    private static final long BYTES = 1L << 30;

    private final EngineModelLoader loader = new EngineModelLoader(
            () -> Engine.open(EngineOptions.defaults().withThreads(1)), new EngineRunnerOptions(0, 2, 3, BYTES));
    private TestServer server;

    @BeforeEach
    void open(@TempDir Path folder) {
        server = new TestServer(folder, loader, options -> options,
                new PoolOptions(BYTES, new KeepAlive(Duration.ofMinutes(5)), Duration.ofMinutes(2), 100)).add("tiny");
    }

    @AfterEach
    void close() {
        server.close();
        loader.close();
    }

    private Map<String, Object> chat(String text, Map<String, Object> options, Object format) {
        Map<String, Object> call = new java.util.LinkedHashMap<>();
        call.put("model", "tiny");
        call.put("messages", List.of(Map.of("role", "user", "content", text)));
        call.put("stream", false);
        call.put("options", options);
        if (format != null) {
            call.put("format", format);
        }
        HttpResponse<String> response = server.post("/api/chat", call);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Json.parseObject(response.body());
    }

    private static String content(Map<String, Object> reply) {
        return (String) ((Map<?, ?>) reply.get("message")).get("content");
    }

    @Test
    void theSameSeedGivesTheSameAnswerAloneAndAmongOthers() throws Exception {
        Map<String, Object> options = Map.of("seed", 5, "num_predict", 24);
        String alone = content(chat("hi", options, null));
        List<CompletableFuture<String>> others = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            String text = i == 0 ? "hi" : "other " + i;
            others.add(CompletableFuture.supplyAsync(() -> content(chat(text, options, null)), command -> Thread.ofVirtual().start(command)));
        }
        assertThat(others.getFirst().get(60, TimeUnit.SECONDS)).isEqualTo(alone);
        for (CompletableFuture<String> other : others) {
            assertThat(other.get(60, TimeUnit.SECONDS)).isNotNull();
        }
        Map<String, Object> again = chat("hi", options, null);
        assertThat((Long) again.get("prompt_cached_count")).isPositive();
        assertThat((Long) again.get("prompt_eval_count")).isGreaterThan((Long) again.get("prompt_cached_count"));
    }

    @Test
    void anAnswerIsHeldToASchema() {
        Map<String, Object> schema = Map.of("type", "object", "properties", Map.of("a", Map.of("type", "boolean")), "required", List.of("a"),
                "additionalProperties", false);
        Map<String, Object> reply = chat("hi", Map.of("seed", 1), schema);
        if (reply.get("done_reason").equals("stop")) {
            assertThat(Json.parseObject(content(reply)).get("a")).isInstanceOf(Boolean.class);
        } else {
            // A random model may write blanks until its context is full.
            assertThat(content(reply)).matches("[\\s{\"a:truefls}]*");
        }
        HttpResponse<String> bad = server.post("/api/chat", Map.of("model", "tiny", "messages", List.of(Map.of("role", "user", "content", "x")),
                "format", Map.of("type", "no such type")));
        assertThat(bad.statusCode()).isEqualTo(400);
        assertThat(bad.body()).contains("format can't be enforced");
    }

    @Test
    void aFullQueueSaysWhenToTryAgain() throws Exception {
        chat("warm", Map.of("num_predict", 1), null);
        List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
        Map<String, Object> call = Map.of("model", "tiny", "stream", false, "messages", List.of(Map.of("role", "user", "content", "hi")),
                "options", Map.of("num_predict", 60, "seed", 1));
        for (int i = 0; i < 40; i++) {
            calls.add(CompletableFuture.supplyAsync(() -> server.post("/api/chat", call), command -> Thread.ofVirtual().start(command)));
        }
        int done = 0;
        int refused = 0;
        for (CompletableFuture<HttpResponse<String>> each : calls) {
            HttpResponse<String> response = each.get(120, TimeUnit.SECONDS);
            if (response.statusCode() == 200) {
                done++;
            } else {
                assertThat(response.statusCode()).isEqualTo(503);
                assertThat(response.headers().firstValueAsLong("Retry-After").orElse(0)).isPositive();
                assertThat(response.body()).contains("server busy");
                refused++;
            }
        }
        assertThat(done + refused).isEqualTo(40);
        assertThat(done).isGreaterThanOrEqualTo(5);
        assertThat(refused).isPositive();
    }

    /** T-LD1: every one of 1,000 requests at once is answered or refused; none hangs, none is answered twice. */
    @Test
    void aThousandRequestsAtOnceAreAllAccountedFor(@TempDir Path folder) throws Exception {
        EngineModelLoader four = new EngineModelLoader(
                () -> Engine.open(EngineOptions.defaults().withThreads(1)), new EngineRunnerOptions(0, 4, 512, BYTES));
        PoolOptions pool = new PoolOptions(BYTES, new KeepAlive(Duration.ofMinutes(5)), Duration.ofMinutes(2), 512);
        try (TestServer loaded = new TestServer(folder, four, options -> options, pool).add("tiny")) {
            loaded.post("/api/generate", Map.of("model", "tiny"));
            List<CompletableFuture<Integer>> calls = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                Map<String, Object> call = Map.of("model", "tiny", "stream", i % 2 == 0, "messages",
                        List.of(Map.of("role", "user", "content", "n" + i)), "options", Map.of("num_predict", 4, "seed", 1));
                calls.add(CompletableFuture.supplyAsync(() -> loaded.post("/api/chat", call).statusCode(),
                        command -> Thread.ofVirtual().start(command)));
            }
            int done = 0;
            int refused = 0;
            for (CompletableFuture<Integer> each : calls) {
                int status = each.get(180, TimeUnit.SECONDS);
                assertThat(status).isIn(200, 503);
                done += status == 200 ? 1 : 0;
                refused += status == 503 ? 1 : 0;
            }
            System.getLogger("figures").log(System.Logger.Level.INFO, "1,000 at once: " + done + " answered, " + refused + " refused");
            assertThat(done + refused).isEqualTo(1_000);
            assertThat(refused).isLessThanOrEqualTo(1_000 - 516);
            assertThat(loaded.get("/api/ps").body()).contains("tiny:latest");
        } finally {
            four.close();
        }
    }

    @Test
    void aPromptThatIsTooLongNamesBothNumbers() {
        HttpResponse<String> response = server.post("/api/generate", Map.of("model", "tiny", "prompt", "x".repeat(3_000), "stream", false));
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("longer than the context length").containsPattern("it has 30\\d\\d tokens, the context holds \\d{3}");
    }

    @Test
    void aTextModelMakesVectorsToo() {
        HttpResponse<String> response = server.post("/api/embed", Map.of("model", "tiny", "input", List.of("a", "b")));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat((List<?>) Json.parseObject(response.body()).get("embeddings")).hasSize(2);
    }
}
