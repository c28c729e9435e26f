package hearth.studio;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Conversations of a server that is killed, that is not alone, or whose disk is full. */
@Timeout(300)
class ChatProcessTest {
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    private Path folder;

    private HttpResponse<String> put(int port, String id, long revision, String text) throws IOException, InterruptedException {
        Map<String, Object> chat = new LinkedHashMap<>();
        chat.put("title", "title of " + id);
        chat.put("revision", revision);
        chat.put("nodes", List.of(Map.of("id", "a", "role", "user", "content", text)));
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/studio/api/chats/" + id)).timeout(Duration.ofMinutes(1))
                .PUT(HttpRequest.BodyPublishers.ofString(Json.write(chat))).build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(Duration.ofMinutes(1)).build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void whatWasAcknowledgedOutlivesTheServer() throws IOException, InterruptedException {
        SplittableRandom random = new SplittableRandom(1);
        for (int round = 1; round <= 4; round++) {
            try (ChatProcess other = new ChatProcess(folder)) {
                for (int i = 0; i < round; i++) {
                    assertThat(put(other.port(), "r" + round + "-" + i, 0, "x".repeat(random.nextInt(200_000))).statusCode()).isEqualTo(200);
                }
                assertThat(put(other.port(), "all", round - 1, "round " + round).body()).isEqualTo("{\"revision\":" + round + "}");
                other.kill();
            }
        }
        try (StudioServer server = new StudioServer(folder, List.of())) {
            assertThat((List<?>) StudioServer.json(server.get("/studio/api/chats")).get("chats")).hasSize(1 + 1 + 2 + 3 + 4);
            assertThat(server.get("/studio/api/chats/all").body()).contains("round 4");
        }
    }

    @Test
    void aSecondServerSaysThatTheyAreInUse() throws IOException, InterruptedException {
        try (ChatProcess other = new ChatProcess(folder)) {
            assertThat(put(other.port(), "one", 0, "text").statusCode()).isEqualTo(200);
            try (StudioServer server = new StudioServer(folder, List.of())) {
                for (String path : List.of("/studio/api/chats", "/studio/api/chats/one", "/studio/api/search?q=text", "/studio/api/export")) {
                    HttpResponse<String> refused = server.get(path);
                    assertThat(refused.statusCode()).isEqualTo(503);
                    assertThat(refused.body()).contains("in use by another Hearth").doesNotContain(folder.toString());
                }
                assertThat(put(server.port(), "two", 0, "text").statusCode()).isEqualTo(503);
                assertThat(server.get("/studio/api/settings").statusCode()).isEqualTo(200);
                assertThat(server.get("/api/tags").statusCode()).isEqualTo(200);
                assertThat(get(other.port(), "/studio/api/chats/one").statusCode()).isEqualTo(200);
                other.kill();
                assertThat(server.get("/studio/api/chats/one").body()).contains("text");
            }
        }
    }

    /** The largest file that the other process may write stands for the disk's room. */
    @Test
    void aFullDiskIsToldAndLosesNothing() throws IOException, InterruptedException {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "there is no /bin/sh to limit the size of files");
        int kept = 0;
        try (ChatProcess other = new ChatProcess(folder, "/bin/sh", "-c", "ulimit -f 8192; exec \"$@\"", "sh")) {
            HttpResponse<String> answer = put(other.port(), "c0", 0, "x".repeat(500_000));
            while (answer.statusCode() == 200 && kept < 100) {
                kept++;
                answer = put(other.port(), "c" + kept, 0, "x".repeat(500_000));
            }
            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(answer.body()).contains("chats.mv.db").contains("disk").doesNotContain(folder.toString());
            assertThat(kept).isPositive();
            // What is there can still be read.
            assertThat(get(other.port(), "/studio/api/chats").statusCode()).isEqualTo(200);
            assertThat(get(other.port(), "/studio/api/chats/c0").statusCode()).isEqualTo(200);
            assertThat(get(other.port(), "/studio/api/settings").statusCode()).isEqualTo(200);
        }
        try (StudioServer server = new StudioServer(folder, List.of())) {
            List<?> chats = (List<?>) StudioServer.json(server.get("/studio/api/chats")).get("chats");
            for (int i = 0; i < kept; i++) {
                assertThat(StudioServer.each(chats, "id")).contains("c" + i);
                assertThat(server.get("/studio/api/chats/c" + i).statusCode()).isEqualTo(200);
            }
        }
    }
}
