package hearth.studio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Search, files and headers from a hub on this machine, and one that does not answer. */
@Timeout(60)
class RemoteTest {
    private TinyHub hub;
    private StudioServer server;

    @BeforeEach
    void open(@TempDir Path folder) throws IOException {
        hub = new TinyHub(folder);
        server = new StudioServer(folder, List.of(), hub.address(), false);
    }

    @AfterEach
    void close() {
        server.close();
        hub.close();
    }

    @Test
    void searchGivesRepositoriesAndLeavesOutWhatHasNoName() {
        Map<String, Object> found = StudioServer.json(server.get("/studio/api/hub/search?q=small+%26+quick"));
        List<?> results = (List<?>) found.get("results");
        assertThat(StudioServer.each(results, "id")).containsExactly("Org/Small-GGUF", "Org/Gated");
        assertThat((Map<?, ?>) results.getFirst()).asString().contains("downloads=7", "likes=2", "gated=false");
        assertThat(((Map<?, ?>) results.getLast()).get("gated")).isEqualTo(true);
        assertThat(server.get("/studio/api/hub/search?q=").statusCode()).isEqualTo(400);
        assertThat(server.get("/studio/api/hub/search?q=" + "x".repeat(201)).statusCode()).isEqualTo(400);
        assertThat(server.get("/studio/api/hub/search?q=x", "Origin", "http://evil.example").statusCode()).isEqualTo(403);
    }

    @Test
    void filesHaveSizesQuantizationsAndWhatToPullThemBy() {
        List<?> files = (List<?>) StudioServer.json(server.get("/studio/api/hub/files?repository=Org/Small-GGUF")).get("files");
        assertThat(StudioServer.each(files, "quantization")).containsExactly("Q8_0", "Q4_K_M", "F16");
        assertThat(StudioServer.each(files, "split")).containsExactly(true, false, false);
        assertThat(((Map<?, ?>) files.get(1)).get("reference")).isEqualTo("hf.co/Org/Small-GGUF:Q4_K_M");
        for (String repository : List.of("", "x", "../..", "a/b/c", "Org%2f..%2f..", "https://evil.example/a")) {
            assertThat(server.get("/studio/api/hub/files?repository=" + repository).statusCode()).as(repository).isEqualTo(400);
        }
        assertThat(server.get("/studio/api/hub/files?repository=Org/None").statusCode()).isEqualTo(502);
    }

    @Test
    void theHeaderAloneTellsMemoryAndSpeed() {
        server.send("POST", "/studio/api/bandwidth", "");
        HttpResponse<String> response = server.send("POST", "/studio/api/hub/look",
                Map.of("model", "hf.co/Org/Small-GGUF:Q4_K_M", "contexts", List.of(4096, 32_768)));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        Map<String, Object> look = StudioServer.json(response);
        assertThat(look).containsEntry("architecture", "llama").containsEntry("bytes", hub.fileBytes()).containsEntry("trained_context_length", 256L);
        assertThat((Long) look.get("header_bytes")).isLessThan(hub.fileBytes() / 4);
        assertThat(hub.sentBytes()).isLessThan(hub.fileBytes() / 4);
        List<?> rows = (List<?>) look.get("rows");
        assertThat(StudioServer.each(rows, "fits")).containsExactly(true, false);
        assertThat((Double) ((Map<?, ?>) rows.getFirst()).get("ceiling_tokens_per_second")).isPositive();
    }

    @Test
    void aDownloadGoesOnWithoutItsPageAndIsListed() {
        String name = "hf.co/Org/Small-GGUF:Q4_K_M";
        HttpResponse<String> begun = server.send("POST", "/studio/api/downloads", Map.of("model", name));
        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(201);
        String id = (String) StudioServer.json(begun).get("id");
        Map<String, Object> job = ended(id);
        assertThat(job).as(job.toString()).containsEntry("state", "done").containsEntry("title", name);
        assertThat(((Map<?, ?>) job.get("detail")).get("completed")).isEqualTo(hub.fileBytes());
        assertThat(server.get("/api/tags").body()).contains(name);
        // Again: it is checked, and stands in the list once.
        ended((String) StudioServer.json(server.send("POST", "/studio/api/downloads", Map.of("model", name))).get("id"));
        assertThat(StudioServer.each(StudioServer.json(server.get("/studio/api/downloads")).get("jobs"), "title")).containsExactly(name);
        Map<String, Object> failed = ended((String) StudioServer.json(server.send("POST", "/studio/api/downloads", Map.of("model", "hf.co/Org/None"))).get("id"));
        assertThat(failed).containsEntry("state", "failed");
        assertThat((String) failed.get("error")).contains("does not exist");
        for (String wrong : List.of("/etc/passwd", "../x.gguf", "", "file:///x", "x".repeat(3000))) {
            assertThat(server.send("POST", "/studio/api/downloads", Map.of("model", wrong)).statusCode()).as(wrong).isEqualTo(400);
        }
        assertThat(server.send("POST", "/studio/api/downloads", Map.of("model", "x"), "Origin", "http://evil.example").statusCode()).isEqualTo(403);
    }

    private Map<String, Object> ended(String id) {
        for (;;) {
            Map<String, Object> job = StudioServer.json(server.get("/studio/api/downloads/" + id));
            if (!List.of("waiting", "running").contains(job.get("state"))) {
                return job;
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    @Test
    void whatIsNoRemoteModelIsRefused() {
        for (String name : List.of("/etc/passwd", "", "x".repeat(3000), "file:///etc/passwd", "a b c")) {
            assertThat(server.send("POST", "/studio/api/hub/look", Map.of("model", name)).statusCode()).as(name).isEqualTo(400);
        }
        // Addresses inside the network, and plain http, are no model hubs.
        for (String address : List.of("http://127.0.0.1:1/x.gguf", "https://127.0.0.1:1/x.gguf", "https://169.254.169.254/x.gguf", "https://[::1]/x.gguf")) {
            HttpResponse<String> response = server.send("POST", "/studio/api/hub/look", Map.of("model", address));
            assertThat(response.statusCode()).as(address).isEqualTo(502);
            assertThat(response.body()).as(address).contains("refused");
        }
        assertThat(server.send("POST", "/studio/api/hub/look", Map.of("model", "hf.co/Org/Small-GGUF:f16")).statusCode()).isEqualTo(502);
    }

    @Test
    void aHubThatIsNotThereIsSaidInOneLineWithinTwoSeconds(@TempDir Path other) throws IOException {
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        try (StudioServer alone = new StudioServer(other, List.of(), "127.0.0.1:" + closed, false)) {
            long start = System.nanoTime();
            HttpResponse<String> response = alone.get("/studio/api/hub/search?q=small");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
            assertThat(response.statusCode()).isEqualTo(502);
            assertThat((String) StudioServer.json(response).get("error")).contains("cannot connect").doesNotContain("\n");
        }
    }
}
