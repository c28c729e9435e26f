package hearth.studio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.server.access.TokenRegister;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Log, clients and tokens over HTTP. */
@Timeout(60)
class WatchTest {
    @TempDir
    private Path folder;

    private static Map<String, Object> issue(StudioServer server, String label, String... headers) {
        HttpResponse<String> response = server.send("POST", "/studio/api/tokens", Map.of("label", label), headers);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return StudioServer.json(response);
    }

    private static String[] bearer(Object secret) {
        return new String[] {"Authorization", "Bearer " + secret};
    }

    @Test
    void aTokenCountsFromItsMakingToItsRevocationAndStaysOverRestarts() throws IOException {
        Object secret;
        try (StudioServer server = new StudioServer(folder, List.of())) {
            assertThat(StudioServer.json(server.get("/studio/api/tokens"))).containsEntry("required", false).containsEntry("tokens", List.of());
            Map<String, Object> made = issue(server, " My laptop ");
            secret = made.get("secret");
            assertThat((String) secret).matches("hearth_[A-Za-z0-9_-]{43}");
            assertThat(server.get("/api/tags").statusCode()).isEqualTo(401);
            assertThat(server.get("/studio/api/tokens").statusCode()).isEqualTo(401);
            assertThat(server.get("/api/tags", bearer(secret)).statusCode()).isEqualTo(200);
            assertThat(server.get("/api/tags", bearer(secret + "x")).statusCode()).isEqualTo(401);
            String listed = server.get("/studio/api/tokens", bearer(secret)).body();
            assertThat(listed).contains("My laptop").doesNotContain((String) secret).doesNotContain("sha256");
        }
        Path file = folder.resolve("home").resolve("studio").resolve("tokens.json");
        assertThat(Files.readString(file)).contains("sha256").doesNotContain((String) secret);
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
        }
        try (StudioServer server = new StudioServer(folder, List.of())) {
            Object other = issue(server, "other", bearer(secret)).get("secret");
            List<?> tokens = (List<?>) StudioServer.json(server.get("/studio/api/tokens", bearer(secret))).get("tokens");
            String id = (String) ((Map<?, ?>) tokens.getFirst()).get("id");
            assertThat(server.send("DELETE", "/studio/api/tokens/" + id, "", bearer(other)).statusCode()).isEqualTo(204);
            assertThat(server.get("/api/tags", bearer(secret)).statusCode()).isEqualTo(401);
            assertThat(server.send("DELETE", "/studio/api/tokens/" + id, "", bearer(other)).statusCode()).isEqualTo(404);
            assertThat(server.send("DELETE", "/studio/api/tokens/..%2fx", "", bearer(other)).statusCode()).isIn(400, 404);
        }
    }

    @Test
    void theLastTokenOfAServerThatOthersReachStays() throws IOException {
        assertThatThrownBy(() -> new StudioServer(folder, List.of(), "", true)).isInstanceOf(IllegalArgumentException.class);
        Path file = folder.resolve("home").resolve("studio").resolve("tokens.json");
        TokenRegister.Issued made = TokenRegister.open(file, Clock.systemUTC()).issue("only");
        try (StudioServer server = new StudioServer(folder, List.of(), "", true)) {
            HttpResponse<String> response = server.send("DELETE", "/studio/api/tokens/" + made.entry().id(), "", bearer(made.secret()));
            assertThat(response.statusCode()).isEqualTo(409);
            assertThat(server.get("/api/tags").statusCode()).isEqualTo(401);
        }
    }

    @Test
    void onThisMachineTheLastTokenMayGo() {
        try (StudioServer server = new StudioServer(folder, List.of())) {
            Map<String, Object> made = issue(server, "only");
            assertThat(server.send("DELETE", "/studio/api/tokens/" + made.get("id"), "", bearer(made.get("secret"))).statusCode()).isEqualTo(204);
            assertThat(server.get("/api/tags").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void tokensOfTheStartCountBesideThoseThatAreMade() {
        try (StudioServer server = new StudioServer(folder, List.of("secret"))) {
            assertThat(server.send("POST", "/studio/api/tokens", Map.of("label", "x")).statusCode()).isEqualTo(401);
            Map<String, Object> made = issue(server, "x", bearer("secret"));
            assertThat(server.get("/api/tags", bearer("secret")).statusCode()).isEqualTo(200);
            assertThat(server.get("/api/tags", "x-api-key", (String) made.get("secret")).statusCode()).isEqualTo(200);
            assertThat(StudioServer.json(server.get("/studio/api/tokens", bearer("secret")))).containsEntry("start_tokens", true);
        }
    }

    @Test
    void wrongTokenRequestsAreRefused() {
        try (StudioServer server = new StudioServer(folder, List.of())) {
            for (Object label : new Object[] {"", "   ", "x".repeat(101), 5}) {
                assertThat(server.send("POST", "/studio/api/tokens", Map.of("label", label)).statusCode()).isEqualTo(400);
            }
            assertThat(server.send("POST", "/studio/api/tokens", "{}").statusCode()).isEqualTo(400);
            // A page of another program must never make a token that only it knows.
            for (String origin : List.of("http://127.0.0.1:1", "http://evil.example", "null")) {
                assertThat(server.send("POST", "/studio/api/tokens", Map.of("label", "x"), "Origin", origin).statusCode()).isEqualTo(403);
                assertThat(server.get("/studio/api/log", "Origin", origin).statusCode()).isEqualTo(403);
                assertThat(server.get("/studio/api/clients", "Origin", origin).statusCode()).isEqualTo(403);
            }
            assertThat(server.get("/api/tags").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void theLogIsReadFromAPlaceOnAndLeavesItsOwnReadingOut() {
        try (StudioServer server = new StudioServer(folder, List.of())) {
            server.get("/api/version");
            Map<String, Object> first = awaitLog(server, 0, "/api/version");
            server.get("/studio/api/log");
            server.get("/api/tags");
            Map<String, Object> later = awaitLog(server, (Long) first.get("next"), "/api/tags");
            assertThat(later.get("lines").toString()).doesNotContain("/api/version").doesNotContain("/studio/api/log");
            assertThat(later.get("first")).isEqualTo(first.get("next"));
            assertThat((List<?>) StudioServer.json(server.get("/studio/api/log?from=999999")).get("lines")).isEmpty();
            for (String from : List.of("x", "-1", "1.5", "99999999999999999999")) {
                assertThat(server.get("/studio/api/log?from=" + from).statusCode()).as(from).isEqualTo(400);
            }
        }
    }

    /** A request's line is written just after its answer. */
    private static Map<String, Object> awaitLog(StudioServer server, long from, String words) {
        for (;;) {
            Map<String, Object> log = StudioServer.json(server.get("/studio/api/log?from=" + from));
            if (log.get("lines").toString().contains("route=" + words)) {
                return log;
            }
            Thread.onSpinWait();
        }
    }

    @Test
    void clientsAreToldApartByAddressAndName() {
        try (StudioServer server = new StudioServer(folder, List.of())) {
            server.get("/api/version", "User-Agent", "one/1");
            server.get("/api/none", "User-Agent", "one/1");
            server.get("/api/version", "User-Agent", "two " + "x".repeat(300));
            List<?> clients = (List<?>) StudioServer.json(server.get("/studio/api/clients", "User-Agent", "reader")).get("clients");
            assertThat(clients).hasSize(3);
            assertThat(clients).anySatisfy(each -> {
                Map<?, ?> client = (Map<?, ?>) each;
                assertThat(client.get("agent")).isEqualTo("one/1");
                assertThat(client.get("requests")).isEqualTo(2L);
                assertThat(client.get("failures")).isEqualTo(1L);
            });
            assertThat(clients).anySatisfy(each -> assertThat((String) ((Map<?, ?>) each).get("agent")).startsWith("two x").hasSize(120));
            assertThat(clients).anySatisfy(each -> assertThat(((Map<?, ?>) each).get("running")).isEqualTo(1L));
        }
    }
}
