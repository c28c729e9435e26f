package hearth.studio.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.server.call.ApiException;
import hearth.server.call.ApiException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The file itself: what becomes of it when it is damaged, newer or older. */
class ChatDatabaseTest {
    private static final int CHATS = 40;

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("chats.mv.db");
    }

    private byte[] filled() throws IOException {
        try (ChatStore store = new ChatStore(folder, Clock.systemUTC())) {
            store.list();
        }
        try (ChatStore store = new ChatStore(folder, Clock.systemUTC())) {
            for (int i = 0; i < CHATS; i++) {
                store.save("c" + i, ChatStoreTest.chat("title " + i, 0, Integer.toString(i).repeat(5_000)));
            }
        }
        return Files.readAllBytes(file());
    }

    /** Refused by name, and whole again when a copy is put back. */
    private void assertRefusedAndRestorable(byte[] whole) throws IOException {
        try (ChatStore store = new ChatStore(folder, Clock.systemUTC())) {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(store::list).isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.kind()).isEqualTo(Kind.INTERNAL))
                        .hasMessageContaining("chats.mv.db").hasMessageNotContaining(folder.toString());
            }
            Files.write(file(), whole);
            assertThat(store.list().chats()).hasSize(CHATS);
        }
    }

    /** What is cut from the end may be free room; then nothing is missing. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.0001, 0.02, 0.05, 0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99})
    void aFileThatWasCutIsNoOlderDatabase(double share) throws IOException {
        byte[] whole = filled();
        Files.write(file(), Arrays.copyOf(whole, (int) (whole.length * share)));
        if (share <= 0.5 || !isWhole()) {
            assertRefusedAndRestorable(whole);
        }
    }

    /** Whether all conversations are there, each as it was; if not, all must be refused. */
    private boolean isWhole() throws IOException {
        try (ChatStore store = new ChatStore(folder, Clock.systemUTC())) {
            if (store.list().chats().size() == CHATS) {
                for (int i = 0; i < CHATS; i++) {
                    assertThat(store.read("c" + i).get("nodes").toString()).contains(Integer.toString(i).repeat(5_000));
                }
                return true;
            }
            return false;
        } catch (ApiException e) {
            return false;
        }
    }

    @Test
    void aFileOfSomethingElseIsRefused() throws IOException {
        byte[] whole = filled();
        byte[] other = new byte[whole.length];
        Arrays.fill(other, (byte) 'x');
        Files.write(file(), other);
        assertRefusedAndRestorable(whole);
        assertThat(Files.size(file())).isGreaterThan(0);
    }

    @Test
    void aFileWithoutItsTablesIsRefused() throws IOException {
        byte[] whole = filled();
        // The header alone, which H2 takes for a new database.
        String header = new String(whole, 0, 4096, StandardCharsets.ISO_8859_1);
        assertThat(header).startsWith("H:2,").contains("clean:1");
        Files.write(file(), Arrays.copyOf(whole, 8192));
        assertRefusedAndRestorable(whole);
    }

    @Test
    void anOlderFormIsBroughtOnAndANewerOneRefused() throws IOException {
        filled();
        ChatSchema next = new ChatSchema(List.of(ChatSchema.CURRENT.steps().getFirst(),
                List.of("ALTER TABLE conversation ADD COLUMN IF NOT EXISTS starred BOOLEAN DEFAULT FALSE NOT NULL")));
        for (int i = 0; i < 2; i++) {
            try (ChatDatabase database = new ChatDatabase(folder, "chats", next, 0)) {
                assertThat(database.read(ChatRows::summaries)).hasSize(CHATS);
            }
        }
        try (ChatStore store = new ChatStore(folder, Clock.systemUTC())) {
            assertThatThrownBy(store::list).isInstanceOf(ApiException.class).hasMessageContaining("chats.mv.db").hasMessageContaining("newer Hearth");
        }
        try (ChatDatabase database = new ChatDatabase(folder, "chats", next, 0)) {
            assertThat(database.read(ChatRows::summaries)).hasSize(CHATS);
        }
    }

    @Test
    void whatFailsHalfWayLeavesNothing() throws IOException {
        filled();
        try (ChatDatabase database = new ChatDatabase(folder, "chats", ChatSchema.CURRENT, 0)) {
            assertThatThrownBy(() -> database.write(rows -> {
                rows.remove("c1");
                rows.put(Conversation.of("new", ChatStoreTest.chat("new", 0)));
                throw new OutOfMemoryError("as if");
            })).isInstanceOf(OutOfMemoryError.class);
            assertThat(database.read(ChatRows::summaries)).hasSize(CHATS).extracting(ChatSummary::id).contains("c1").doesNotContain("new");
        }
    }

    @Test
    void aFolderTheDatabaseCanNotNameIsRefused() throws IOException {
        Path odd = folder.resolve("a;INIT=x");
        try (ChatStore store = new ChatStore(odd, Clock.systemUTC())) {
            assertThatThrownBy(store::list).isInstanceOf(ApiException.class).hasMessageContaining("semicolon");
        }
        try (var left = Files.list(odd)) {
            assertThat(left).isEmpty();
        }
    }
}
