package hearth.studio.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.json.Json;
import hearth.server.call.ApiException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Conversations of the time when each was a file. */
class ChatTakeoverTest {
    @TempDir
    private Path folder;

    private Path old;
    private Path kept;
    private ChatStore store;

    @BeforeEach
    void files() throws IOException {
        old = Files.createDirectories(folder.resolve("chats"));
        kept = folder.resolve("chats-taken-over");
        store = new ChatStore(folder, Clock.systemUTC());
        write("a", "First", 7, "the needle");
        write("b", "Second", 1, "straw");
    }

    @AfterEach
    void close() {
        store.close();
    }

    private String write(String id, String title, long revision, String text) throws IOException {
        Map<String, Object> chat = ChatStoreTest.chat(title, revision, text);
        chat.put("id", id);
        chat.put("updated", "2026-11-0" + revision + "T10:00:00Z");
        chat.put("stats", Map.of("speed", 12.5, "note", "ä"));
        String json = Json.write(chat);
        Files.writeString(old.resolve(id + ".json"), json);
        return json;
    }

    private void reopen() {
        store.close();
        store = new ChatStore(folder, Clock.systemUTC());
    }

    private static List<String> names(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void filesAreTakenOverOnceAndKept() throws IOException {
        String before = Files.readString(old.resolve("a.json"));
        assertThat(store.list().chats()).extracting(ChatSummary::title).containsExactly("First", "Second");
        assertThat(store.read("a")).isEqualTo(Json.parseObject(before));
        assertThat(store.search("NEEDLE", 5).hits()).hasSize(1);
        assertThat(old).doesNotExist();
        assertThat(names(kept)).containsExactly("a.json", "b.json");
        assertThat(Files.readString(kept.resolve("a.json"))).isEqualTo(before);
        assertThat(store.save("a", ChatStoreTest.chat("Changed", 7))).isEqualTo(8);
        reopen();
        assertThat(store.list().chats()).extracting(ChatSummary::title).containsExactly("Changed", "Second");
    }

    @Test
    void damagedFilesStayAndAreNamed() throws IOException {
        Files.writeString(old.resolve("bad.json"), "{\"title\": ");
        Files.write(old.resolve("big.json"), new byte[Conversation.MAX_BYTES + 1]);
        Files.writeString(old.resolve("Not An Id.json"), "{}");
        for (int i = 0; i < 2; i++) {
            assertThat(store.list().chats()).hasSize(2);
            assertThat(store.list().damaged()).containsExactly("bad.json", "big.json");
            assertThatThrownBy(() -> store.read("bad")).isInstanceOf(ApiException.class).hasMessageContaining("damaged: bad.json");
            assertThatThrownBy(() -> store.save("bad", ChatStoreTest.chat("new", 0))).hasMessageContaining("damaged: bad.json");
            assertThat(names(old)).containsExactly("Not An Id.json", "bad.json", "big.json");
            reopen();
        }
        store.delete("big");
        assertThat(store.list().damaged()).containsExactly("bad.json");
        write("bad", "Repaired", 3, "text");
        reopen();
        assertThat(store.list().damaged()).isEmpty();
        assertThat(store.read("bad")).containsEntry("title", "Repaired");
        assertThat(names(old)).containsExactly("Not An Id.json");
    }

    /** Ended after the first of two transactions, then after all, before the files were moved. */
    @Test
    void whatWasCutShortIsDoneAgain() throws IOException {
        ChatTakeover takeover = new ChatTakeover(old);
        Path second = Files.move(old.resolve("b.json"), folder.resolve("b.json"));
        for (int i = 0; i < 2; i++) {
            try (ChatDatabase database = new ChatDatabase(folder, "chats", ChatSchema.CURRENT, 0)) {
                assertThatThrownBy(() -> database.write(rows -> {
                    takeover.take(rows);
                    throw new IOException("ended here");
                })).hasMessage("ended here");
            }
            assertThat(old.resolve("a.json")).exists();
            if (i == 0) {
                Files.move(second, old.resolve("b.json"));
            }
        }
        assertThat(store.list().chats()).extracting(ChatSummary::title).containsExactly("First", "Second");
        assertThat(names(kept)).containsExactly("a.json", "b.json");
        assertThat(old).doesNotExist();
    }

    @Test
    void anOldFileNeverReplacesANewerConversation() throws IOException {
        String before = Files.readString(old.resolve("a.json"));
        store.save("a", ChatStoreTest.chat("Newer", 7));
        Files.createDirectories(old);
        Files.writeString(old.resolve("a.json"), before);
        reopen();
        assertThat(store.read("a")).containsEntry("title", "Newer");
        assertThat(old.resolve("a.json")).hasContent(before);
        String again = write("a", "Newer still", 2, "x");
        store.delete("a");
        reopen();
        assertThat(store.read("a")).containsEntry("title", "Newer still");
        assertThat(names(kept)).containsExactly("a-2.json", "a.json", "b.json");
        assertThat(kept.resolve("a-2.json")).hasContent(again);
    }
}
