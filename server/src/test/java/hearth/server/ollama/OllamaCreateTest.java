package hearth.server.ollama;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.json.Json;
import hearth.server.scripted.ScriptedLoader;
import hearth.server.scripted.TestRegistry;
import hearth.server.scripted.TestServer;
import hearth.store.Digest;
import hearth.store.ModelName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code /api/create} of a model that is not here, and the blobs that clients bring for it. */
class OllamaCreateTest {
    private static final String NOWHERE = "127.0.0.1:9/library/none:latest";

    @TempDir
    private Path folder;

    private TestServer server;
    private TestServer other;
    private TestRegistry registry;
    private String far;

    @BeforeEach
    void open() throws IOException {
        server = new TestServer(folder.resolve("here"), new ScriptedLoader(), options -> options).add("tiny");
        other = new TestServer(folder.resolve("other"), new ScriptedLoader(), options -> options).add("far");
        registry = new TestRegistry(other.store(), "far");
        far = registry.host() + "/library/far:latest";
    }

    @AfterEach
    void close() {
        registry.close();
        other.close();
        server.close();
    }

    private static Map<String, Object> request(String from, Map<String, Object> more) {
        Map<String, Object> request = new HashMap<>(Map.of("model", "mine", "from", from, "system", "be brief", "insecure", true));
        request.putAll(more);
        return request;
    }

    private boolean has(String name) {
        return server.store().find(ModelName.parse(name)).isPresent();
    }

    @Test
    void aModelThatIsNotHereIsPulledFirst() {
        List<Map<String, Object>> lines = TestServer.lines(server.post("/api/create", request(far, Map.of())));
        assertThat(lines.getFirst()).isEqualTo(Map.of("status", "pulling manifest"));
        assertThat(lines).anyMatch(line -> String.valueOf(line.get("status")).matches("pulling [0-9a-f]{12}")
                && line.containsKey("digest") && line.get("total").equals(line.get("completed")));
        assertThat(lines.stream().filter(line -> line.equals(Map.of("status", "success")))).hasSize(1);
        assertThat(lines.getLast()).isEqualTo(Map.of("status", "success"));
        assertThat(lines.get(lines.size() - 3).get("status")).asString().startsWith("creating new layer sha256:");
        assertThat(has(far)).isTrue();
        assertThat(server.post("/api/show", Map.of("model", "mine")).body()).contains("be brief");
    }

    @Test
    void soItIsWithoutAStream() {
        HttpResponse<String> response = server.post("/api/create", request(far, Map.of("stream", false)));
        assertThat(response.body()).isEqualTo("{\"status\":\"success\"}");
        assertThat(has("mine")).isTrue();
    }

    @Test
    void oneThatCantBeHadIsAnErrorThatSaysWhy() {
        List<Map<String, Object>> lines = TestServer.lines(server.post("/api/create", request(NOWHERE, Map.of())));
        assertThat((String) lines.getLast().get("error")).startsWith("could not pull " + NOWHERE);
        HttpResponse<String> whole = server.post("/api/create", request(NOWHERE, Map.of("stream", false)));
        assertThat(whole.statusCode()).isEqualTo(502);
        assertThat(whole.body()).contains("could not pull " + NOWHERE);
        HttpResponse<String> guarded = server.post("/api/create", request(far, Map.of("stream", false, "insecure", false)));
        assertThat(guarded.statusCode()).isEqualTo(502);
        assertThat(server.post("/api/create", request("../far", Map.of())).statusCode()).isEqualTo(400);
        assertThat(has("mine")).isFalse();
    }

    @Test
    void whatItsTemplateSaysIsSeenAfterThePull() {
        List<Map<String, Object>> lines = TestServer.lines(
                server.post("/api/create", request(far, Map.of("template", "{{ .Prompt }}"))));
        assertThat((String) lines.getLast().get("error")).startsWith("template is not supported");
        assertThat(has(far)).isTrue();
        assertThat(has("mine")).isFalse();
    }

    /** Nothing is asked of a registry for a recipe that is wrong anyway. */
    @Test
    void aWrongRecipePullsNothing() {
        HttpResponse<String> response = server.post("/api/create", request(far, Map.of("parameters", Map.of("top_k", "many"))));
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(has(far)).isFalse();
    }

    @Test
    void aClientThatLeavesEndsThePull() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String body = Json.write(request("127.0.0.1:" + silent.getLocalPort() + "/library/slow:latest", Map.of()));
            Socket asked;
            try (Socket client = new Socket("127.0.0.1", server.port())) {
                client.getOutputStream().write(("POST /api/create HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length()
                        + "\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII));
                silent.setSoTimeout(10_000);
                asked = silent.accept();
            }
            try (asked) {
                asked.setSoTimeout(10_000);
                long left = System.nanoTime();
                assertThat(asked.getInputStream().readAllBytes()).as("the request, then the end").isNotEmpty();
                assertThat(System.nanoTime() - left).isLessThan(Duration.ofSeconds(5).toNanos());
            }
        }
        assertThat(has("mine")).isFalse();
    }

    /** A client may ask now and make the model an hour later. */
    @Test
    void aBlobThatSomebodyAsksForIsNotPruned() throws IOException {
        byte[] text = "abc".getBytes(StandardCharsets.UTF_8);
        Digest digest = server.store().addBlob("x", text).digest();
        Path blob = server.store().layout().blob(digest);
        Path forgotten = server.store().layout().blob(server.store().addBlob("x", "abd".getBytes(StandardCharsets.UTF_8)).digest());
        FileTime longAgo = FileTime.from(Instant.now().minus(Duration.ofDays(3)));
        Files.setLastModifiedTime(forgotten, longAgo);
        for (String method : List.of("HEAD", "POST")) {
            Files.setLastModifiedTime(blob, longAgo);
            assertThat(server.send(method, "/api/blobs/" + digest, "").statusCode()).isEqualTo(200);
            assertThat(Files.getLastModifiedTime(blob).toInstant()).isAfter(Instant.now().minusSeconds(60));
        }
        assertThat(server.store().prune().obstacle()).contains("blobs are being brought to the store");
        assertThat(forgotten).exists();
        Files.setLastModifiedTime(blob, FileTime.from(Instant.now().minus(Duration.ofHours(20))));
        assertThat(server.store().prune().fileCount()).isOne();
        assertThat(forgotten).doesNotExist();
        assertThat(blob).exists();
    }
}
