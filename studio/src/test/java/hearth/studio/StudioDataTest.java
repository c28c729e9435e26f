package hearth.studio;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.json.Json;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The endpoints behind the pages. */
class StudioDataTest {
    private StudioServer server;

    @BeforeEach
    void open(@TempDir Path folder) {
        server = new StudioServer(folder, List.of());
    }

    @AfterEach
    void close() {
        server.close();
    }

    private static Map<String, Object> chat(String title, String text, long revision) {
        Map<String, Object> chat = new LinkedHashMap<>();
        chat.put("title", title);
        chat.put("folder", "work");
        chat.put("model", "tiny:latest");
        chat.put("nodes", List.of(Map.of("id", "a", "role", "user", "content", text)));
        chat.put("leaf", "a");
        chat.put("revision", revision);
        return chat;
    }

    private HttpResponse<String> put(String id, Object chat) {
        return server.send("PUT", "/studio/api/chats/" + id, chat);
    }

    @Test
    void conversationsAreKept() {
        assertThat(server.studioFolder().resolve("chats.mv.db")).doesNotExist();
        assertThat(server.get("/studio/api/chats").body()).isEqualTo("{\"chats\":[],\"damaged\":[]}");
        assertThat(StudioServer.json(put("one", chat("Grüße", "你好 <b>", 0)))).isEqualTo(Map.of("revision", 1L));
        assertThat(server.studioFolder().resolve("chats.mv.db")).exists();
        Map<String, Object> read = StudioServer.json(server.get("/studio/api/chats/one"));
        assertThat(read).containsEntry("title", "Grüße").containsEntry("id", "one").containsEntry("revision", 1L).containsEntry("leaf", "a")
                .containsKey("updated");
        Map<?, ?> listed = (Map<?, ?>) ((List<?>) StudioServer.json(server.get("/studio/api/chats")).get("chats")).getFirst();
        assertThat(listed.keySet()).isEqualTo(Set.of("id", "title", "folder", "model", "updated", "message_count"));
        assertThat(listed.get("title")).isEqualTo("Grüße");
        assertThat(listed.get("folder")).isEqualTo("work");
        assertThat(listed.get("message_count")).isEqualTo(1L);
        assertThat(server.send("DELETE", "/studio/api/chats/one", "").statusCode()).isEqualTo(204);
        assertThat(server.send("DELETE", "/studio/api/chats/one", "").statusCode()).isEqualTo(404);
        assertThat(server.get("/studio/api/chats/one").statusCode()).isEqualTo(404);
    }

    @Test
    void allConversationsAreExportedAsOneText() throws IOException {
        assertThat(StudioServer.json(server.get("/studio/api/export"))).isEqualTo(Map.of("damaged", List.of(), "chats", List.of()));
        put("one", chat("first \n line", "你好 \u2028", 0));
        put("two", chat("second", "x".repeat(2_000_000), 0));
        HttpResponse<String> export = server.get("/studio/api/export");
        assertThat(export.headers().firstValue("Content-Type")).contains("application/json; charset=utf-8");
        assertThat(export.headers().firstValue("Content-Disposition")).hasValueSatisfying(value -> assertThat(value).contains("hearth-conversations.json"));
        List<?> chats = (List<?>) StudioServer.json(export).get("chats");
        assertThat(StudioServer.each(chats, "title")).containsExactly("second", "first \n line");
        assertThat(chats.get(1)).isEqualTo(StudioServer.json(server.get("/studio/api/chats/one")));
        assertThat(server.get("/studio/api/export", "Origin", "http://127.0.0.1:1").statusCode()).isEqualTo(403);
        assertThat(server.send("HEAD", "/studio/api/export", "").body()).isEmpty();
    }

    @Test
    void twoWindowsDoNotOverwriteEachOther() {
        put("one", chat("first", "x", 0));
        assertThat(put("one", chat("second", "x", 1)).statusCode()).isEqualTo(200);
        HttpResponse<String> late = put("one", chat("third", "x", 1));
        assertThat(late.statusCode()).isEqualTo(409);
        assertThat(late.body()).contains("another window");
        assertThat(put("one", chat("as new", "x", 0)).statusCode()).isEqualTo(409);
        assertThat(StudioServer.json(server.get("/studio/api/chats/one"))).containsEntry("title", "second");
        server.send("DELETE", "/studio/api/chats/one", "");
        assertThat(put("one", chat("late", "x", 2)).statusCode()).isEqualTo(409);
    }

    @Test
    void aDamagedFileIsNamedAndHidesNoOther() throws IOException {
        Path folder = Files.createDirectories(server.studioFolder().resolve("chats"));
        Files.writeString(folder.resolve("bad.json"), "{\"title\": ");
        Files.writeString(folder.resolve("Not An Id.json"), "{}");
        Files.writeString(folder.resolve("good.json"), Json.write(chat("good", "needle", 4)));
        Map<String, Object> listing = StudioServer.json(server.get("/studio/api/chats"));
        assertThat((List<?>) listing.get("chats")).hasSize(1);
        assertThat(listing.get("damaged")).isEqualTo(List.of("bad.json"));
        HttpResponse<String> read = server.get("/studio/api/chats/bad");
        assertThat(read.statusCode()).isEqualTo(500);
        assertThat(read.body()).contains("damaged").doesNotContain(folder.toString());
        assertThat((List<?>) StudioServer.json(server.get("/studio/api/search?q=needle")).get("results")).hasSize(1);
        assertThat(put("bad", chat("new", "x", 0)).statusCode()).isEqualTo(500);
        assertThat(Files.readString(folder.resolve("bad.json"))).isEqualTo("{\"title\": ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "UPPER | {} | 400", "a_b | {} | 400", "..%2fsettings | {} | 400", "x | [] | 400", "x | {\"title\": 5} | 400", "x | {\"nodes\": {}} | 400",
        "x | {\"nodes\": [5]} | 400", "x | {\"nodes\": [{\"id\": \"a\"}]} | 400", "x | {\"nodes\": [{\"id\": \"a\", \"role\": \"user\", \"content\": 1}]} | 400",
        "x | {\"revision\": -1} | 400", "x | {\"revision\": 9} | 409", "x | nonsense | 400", "x | {} | 200"})
    void whatIsNoConversationIsRefused(String id, String body, int status) {
        assertThat(put(id, body).statusCode()).isEqualTo(status);
    }

    @Test
    void tooLargeConversationsAreRefused() {
        assertThat(put("big", chat("big", "x".repeat(16 << 20), 0)).statusCode()).isEqualTo(413);
        assertThat(put("long", chat("t".repeat(501), "x", 0)).statusCode()).isEqualTo(400);
        assertThat(server.get("/studio/api/chats/big").statusCode()).isEqualTo(404);
    }

    @Test
    void searchFindsWordsInTitlesAndTexts() {
        put("one", chat("Holiday", "Where is the WARM\nsea? " + "x".repeat(500), 0));
        put("two", chat("Ärger", "nothing", 0));
        assertThat(excerpts("warm")).containsExactly("Where is the WARM sea? " + "x".repeat(54) + "…");
        assertThat(excerpts("holi")).containsExactly("Holiday");
        assertThat(excerpts("%C3%A4RGER")).containsExactly("Ärger");
        assertThat(excerpts("elephant")).isEmpty();
        assertThat(server.get("/studio/api/search?q=").statusCode()).isEqualTo(400);
        assertThat(server.get("/studio/api/search").statusCode()).isEqualTo(400);
        assertThat(server.get("/studio/api/search?q=" + "x".repeat(201)).statusCode()).isEqualTo(400);
    }

    private List<Object> excerpts(String query) {
        List<?> results = (List<?>) StudioServer.json(server.get("/studio/api/search?q=" + query)).get("results");
        return results.stream().map(result -> (Object) ((Map<?, ?>) result).get("excerpt")).toList();
    }

    @Test
    void settingsStay() throws IOException {
        assertThat(server.get("/studio/api/settings").body()).isEqualTo("{}");
        assertThat(server.send("PUT", "/studio/api/settings", Map.of("presets", Map.of("brief", Map.of("system", "Be brief.")))).statusCode()).isEqualTo(204);
        assertThat(StudioServer.json(server.get("/studio/api/settings"))).containsKey("presets");
        assertThat(server.send("PUT", "/studio/api/settings", Map.of("x", "y".repeat(1 << 20))).statusCode()).isEqualTo(413);
        assertThat(server.send("PUT", "/studio/api/settings", "[]").statusCode()).isEqualTo(400);
        Files.writeString(server.studioFolder().resolve("settings.json"), "{");
        assertThat(server.get("/studio/api/settings").statusCode()).isEqualTo(500);
    }

    /** The models' API lets pages of other programs on this machine in; conversations don't. */
    @Test
    void pagesOfOtherOriginsGetNoConversations() {
        String own = "http://127.0.0.1:" + server.port();
        assertThat(server.get("/studio/api/chats", "Origin", own).statusCode()).isEqualTo(200);
        assertThat(server.get("/studio/api/chats", "Origin", "http://127.0.0.1:1").statusCode()).isEqualTo(403);
        assertThat(server.get("/studio/api/chats", "Origin", "http://localhost:" + server.port()).statusCode()).isEqualTo(403);
        assertThat(server.get("/studio/api/chats", "Origin", "null").statusCode()).isEqualTo(403);
        assertThat(server.get("/studio/api/chats", "Sec-Fetch-Site", "same-site").statusCode()).isEqualTo(403);
        assertThat(server.get("/studio/api/chats", "Sec-Fetch-Site", "cross-site").statusCode()).isEqualTo(403);
        assertThat(server.get("/studio/api/chats", "Sec-Fetch-Site", "same-origin").statusCode()).isEqualTo(200);
        assertThat(server.get("/api/tags", "Origin", "http://127.0.0.1:1").statusCode()).isEqualTo(200);
    }

    @Test
    void theCatalogueSaysWhatIsInstalled() {
        List<?> models = (List<?>) StudioServer.json(server.get("/studio/api/catalogue")).get("models");
        assertThat(models).extracting(model -> ((Map<?, ?>) model).get("name") + " " + ((Map<?, ?>) model).get("installed"))
                .containsExactly("tiny:latest true", "large:7b false");
    }

    @Test
    void machineTellsFactsAndMeasures() {
        Map<String, Object> before = StudioServer.json(server.get("/studio/api/machine"));
        assertThat((Long) before.get("memory_bytes")).isPositive();
        assertThat((Long) before.get("free_disk_bytes")).isPositive();
        assertThat(before).containsEntry("memory_limit_bytes", StudioServer.LIMIT).doesNotContainKey("bandwidth_bytes_per_second");
        assertThat(fit("tiny")).allSatisfy(row -> assertThat(row).doesNotContainKey("ceiling_tokens_per_second"));
        assertThat((Long) StudioServer.json(server.send("POST", "/studio/api/bandwidth", "")).get("bandwidth_bytes_per_second")).isGreaterThan(100_000_000L);
        assertThat(StudioServer.json(server.get("/studio/api/machine"))).containsKeys("bandwidth_bytes_per_second", "bandwidth_threads");
        assertThat(fit("tiny")).allSatisfy(row -> assertThat((Double) row.get("ceiling_tokens_per_second_full"))
                .isPositive().isLessThan((Double) row.get("ceiling_tokens_per_second")));
    }

    @Test
    void fitComparesWithTheLimit() {
        List<Map<String, Object>> rows = fit("tiny");
        assertThat(rows).extracting(row -> row.get("context_length") + " " + row.get("bytes") + " " + row.get("fits"))
                .containsExactly("4096 409600 true", "32768 3276800 false");
        assertThat(server.send("POST", "/studio/api/fit", Map.of("model", "none")).statusCode()).isEqualTo(404);
        assertThat(server.send("POST", "/studio/api/fit", Map.of()).statusCode()).isEqualTo(400);
        assertThat(server.send("POST", "/studio/api/fit", Map.of("model", "tiny", "contexts", List.of(0))).statusCode()).isEqualTo(400);
        assertThat(server.send("POST", "/studio/api/fit", Map.of("model", "/etc/passwd")).statusCode()).isEqualTo(400);
    }

    /** Two wishes beyond the longest context give one row. */
    @SuppressWarnings("unchecked")
    private List<Map<String, Object>> fit(String model) {
        HttpResponse<String> response = server.send("POST", "/studio/api/fit", Map.of("model", model, "contexts", List.of(4096, 32_768, 131_072)));
        assertThat(response.statusCode()).isEqualTo(200);
        return (List<Map<String, Object>>) StudioServer.json(response).get("rows");
    }
}
