package hearth.studio;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.json.Json;
import hearth.studio.mcp.PlayedProgram;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** MCP servers over HTTP, with programs that really run. */
@Timeout(120)
class McpEndpointsTest {
    private static final String MCP = "/studio/api/mcp";
    private static final String SECRET = "sk-very-secret-4711";

    @TempDir
    private Path folder;

    private Path configure(Map<String, Object> servers) throws IOException {
        Path file = Files.createDirectories(folder.resolve("home").resolve(".hearth")).resolve("mcp.json");
        Files.writeString(file, Json.write(Map.of("mcpServers", servers)));
        return file;
    }

    private static Map<String, Object> played(String manner) {
        return PlayedProgram.entry(manner, Map.of("PLAYED_KEY", SECRET));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> server(StudioServer server, String name) {
        List<Object> servers = (List<Object>) StudioServer.json(server.get(MCP)).get("servers");
        return servers.stream().map(each -> (Map<String, Object>) each).filter(each -> each.get("name").equals(name)).findFirst().orElseThrow();
    }

    private static Map<String, Object> await(StudioServer server, String name, Predicate<Map<String, Object>> condition) {
        for (Map<String, Object> now = server(server, name);; now = server(server, name)) {
            if (condition.test(now)) {
                return now;
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    private static Map<String, Object> await(StudioServer server, String name, String state) {
        return await(server, name, now -> now.get("state").equals(state));
    }

    private static HttpResponse<String> call(StudioServer server, String id, String name, String tool, Object arguments) {
        return server.send("POST", MCP + "/call", Map.of("id", id, "server", name, "tool", tool, "arguments", arguments));
    }

    private static HttpResponse<String> turn(StudioServer server, String name, boolean on) {
        return server.send("POST", MCP + "/switch", Map.of("server", name, "on", on));
    }

    @Test
    void serversOfTheFileAreShownCalledAndSwitched() throws IOException {
        Map<String, Object> servers = new LinkedHashMap<>();
        servers.put("my server/1", played("fine"));
        servers.put("wrong", Map.of("command", 5));
        servers.put("sleeps", new LinkedHashMap<>(Map.of("command", "none", "disabled", true, "timeout", 3)));
        servers.put("broken", played("broken"));
        Path file = configure(servers);
        try (StudioServer server = new StudioServer(folder, List.of())) {
            Map<String, Object> ready = await(server, "my server/1", "ready");
            assertThat(ready).containsEntry("kind", "program").containsEntry("on", true).containsEntry("server_name", "played").containsEntry("revision", "2025-11-25");
            assertThat(StudioServer.each(ready.get("tools"), "name")).contains("echo", "fail");
            assertThat(server(server, "wrong")).containsEntry("state", "failed").containsEntry("problem", "\"command\" has a value that is no text, or has more than 32768 characters");
            assertThat(server(server, "sleeps")).containsEntry("state", "off").containsEntry("disabled", true).containsEntry("unused_keys", List.of("timeout"));
            Map<String, Object> broken = await(server, "broken", now -> now.get("state").equals("failed") && !((List<?>) now.get("last_lines")).isEmpty());
            assertThat(broken).containsEntry("problem", "the program has ended with code 7").containsEntry("last_lines", List.of("no key ••• fits"));
            assertThat(server.get(MCP).body()).doesNotContain(SECRET, "PLAYED_KEY", "-cp").contains(file.toString().replace("\\", "\\\\"));

            HttpResponse<String> echo = call(server, "a", "my server/1", "echo", Map.of("text", "hello"));
            assertThat(StudioServer.json(echo)).containsEntry("text", "hello").containsEntry("is_error", false).containsEntry("cut", false);
            assertThat(StudioServer.json(call(server, "a", "my server/1", "fail", Map.of()))).containsEntry("is_error", true);
            assertThat(call(server, "a", "my server/1", "none", Map.of()).statusCode()).isEqualTo(502);
            assertThat(call(server, "a", "broken", "echo", Map.of()).body()).contains("is not connected").doesNotContain(SECRET);

            assertThat(turn(server, "my server/1", false).statusCode()).isEqualTo(204);
            assertThat(server(server, "my server/1")).containsEntry("state", "off").containsEntry("on", false).containsEntry("tools", List.of());
            assertThat(call(server, "a", "my server/1", "echo", Map.of()).statusCode()).isEqualTo(409);
            assertThat(turn(server, "sleeps", true).body()).contains("disabled");
            assertThat(turn(server, "nobody", true).statusCode()).isEqualTo(404);
        }
        // The page changes nothing in the file, and the switch outlives the server.
        assertThat(Json.parseObject(Files.readString(file))).isEqualTo(Json.parseObject(Json.write(Map.of("mcpServers", servers))));
        try (StudioServer server = new StudioServer(folder, List.of())) {
            assertThat(server(server, "my server/1")).containsEntry("state", "off");
            assertThat(turn(server, "my server/1", true).statusCode()).isEqualTo(204);
            await(server, "my server/1", "ready");
        }
    }

    @Test
    void aCallIsCancelledByItsName() throws IOException {
        configure(Map.of("one", played("fine")));
        try (StudioServer server = new StudioServer(folder, List.of())) {
            await(server, "one", "ready");
            CompletableFuture<HttpResponse<String>> slow = CompletableFuture.supplyAsync(() -> call(server, "c1", "one", "slow", Map.of()));
            await(server, "one", now -> now.get("last_lines").toString().contains("slow"));
            assertThat(call(server, "c1", "one", "echo", Map.of()).statusCode()).isEqualTo(409);
            assertThat(server.send("POST", MCP + "/cancel", Map.of("id", "c1")).statusCode()).isEqualTo(204);
            assertThat(slow.join().statusCode()).isEqualTo(409);
            assertThat(slow.join().body()).contains("cancelled");
            await(server, "one", now -> now.get("last_lines").toString().contains("cancelled"));
            assertThat(server.send("POST", MCP + "/cancel", Map.of("id", "c1")).statusCode()).isEqualTo(404);
        }
    }

    @Test
    void aServerThatDiesIsBegunAgainAFewTimes() throws IOException {
        configure(Map.of("one", played("fine"), "other", played("fine")));
        try (StudioServer server = new StudioServer(folder, List.of())) {
            await(server, "one", "ready");
            for (int i = 0; i < 4; i++) {
                assertThat(call(server, "a", "one", "die", Map.of()).body()).contains("the program has ended with code 3");
                assertThat(await(server, "one", "failed")).containsEntry("problem", "the program has ended with code 3");
            }
            assertThat(call(server, "a", "one", "echo", Map.of()).body()).contains("is not connected: the program has ended with code 3");
            assertThat(StudioServer.json(call(server, "a", "other", "echo", Map.of("text", "fine")))).containsEntry("text", "fine");
            assertThat(server.send("POST", MCP + "/reconnect", Map.of("server", "one")).statusCode()).isEqualTo(204);
            await(server, "one", "ready");
            assertThat(StudioServer.json(call(server, "a", "one", "echo", Map.of("text", "again")))).containsEntry("text", "again");
        }
    }

    @Test
    void theFileIsFollowed() throws IOException {
        Path file = configure(Map.of("one", played("fine")));
        try (StudioServer server = new StudioServer(folder, List.of())) {
            await(server, "one", "ready");
            configure(Map.of("one", played("grows"), "two", played("pages")));
            assertThat(StudioServer.each(await(server, "two", "ready").get("tools"), "name")).contains("page4");
            await(server, "one", now -> StudioServer.each(now.get("tools"), "name").equals(List.of("grow")));
            call(server, "a", "one", "grow", Map.of());
            await(server, "one", now -> StudioServer.each(now.get("tools"), "name").equals(List.of("grow", "grown")));
            Files.writeString(file, "no json");
            assertThat((String) StudioServer.json(server.get(MCP)).get("problem")).contains("mcp.json is no JSON object");
            assertThat(call(server, "a", "one", "echo", Map.of()).statusCode()).isEqualTo(409);
            Files.delete(file);
            assertThat(StudioServer.json(server.get(MCP))).containsEntry("problem", "").containsEntry("servers", List.of());
        }
    }

    @Test
    void wrongRequestsAreRefused() throws IOException {
        configure(Map.of("one", played("fine")));
        try (StudioServer server = new StudioServer(folder, List.of())) {
            for (Object arguments : new Object[] {"text", List.of(), 5}) {
                assertThat(call(server, "a", "one", "echo", arguments).statusCode()).isEqualTo(400);
            }
            assertThat(server.send("POST", MCP + "/call", Map.of("id", "a", "server", "one", "tool", "echo")).statusCode()).isEqualTo(400);
            assertThat(call(server, "a", "one", "echo", Map.of("text", "x".repeat(1 << 20))).statusCode()).isEqualTo(413);
            assertThat(server.send("POST", MCP + "/switch", Map.of("server", "one")).statusCode()).isEqualTo(400);
            // No page of another program sees or starts anything.
            for (String origin : List.of("http://127.0.0.1:1", "http://evil.example", "null")) {
                assertThat(server.get(MCP, "Origin", origin).statusCode()).isEqualTo(403);
                for (String path : List.of("/call", "/switch", "/reconnect", "/cancel")) {
                    assertThat(server.send("POST", MCP + path, "{}", "Origin", origin).statusCode()).isEqualTo(403);
                }
            }
            assertThat(server.send("PUT", MCP, Map.of("x", Map.of("command", "y"))).statusCode()).isIn(404, 405);
        }
    }
}
