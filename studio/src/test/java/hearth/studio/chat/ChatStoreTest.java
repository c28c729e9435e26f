package hearth.studio.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.server.call.ApiException;
import hearth.server.call.ApiException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChatStoreTest {
    @TempDir
    private Path folder;

    private ChatStore store;

    @BeforeEach
    void open() {
        store = new ChatStore(folder.resolve("studio"), Clock.systemUTC());
    }

    @AfterEach
    void close() {
        store.close();
    }

    static Map<String, Object> chat(String title, long revision, String... texts) {
        List<Object> nodes = new ArrayList<>();
        for (String text : texts) {
            nodes.add(Map.of("id", "n" + nodes.size(), "role", "user", "content", text));
        }
        Map<String, Object> chat = new LinkedHashMap<>();
        chat.put("title", title);
        chat.put("folder", "work");
        chat.put("model", "tiny:latest");
        chat.put("nodes", nodes);
        chat.put("revision", revision);
        return chat;
    }

    private void reopen() {
        store.close();
        open();
    }

    private static void assertRefused(ThrowingCallable call, Kind kind, String words) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.kind()).isEqualTo(kind)).hasMessageContaining(words);
    }

    private List<String> titles() throws IOException {
        return store.list().chats().stream().map(ChatSummary::title).toList();
    }

    private List<String> found(String words) throws IOException {
        return store.search(words, 50).hits().stream().map(hit -> hit.chat().id()).toList();
    }

    @Test
    void nothingIsMadeBeforeItIsUsed() {
        assertThat(folder.resolve("studio")).doesNotExist();
    }

    @Test
    void onlyTheOwnerMayReadTheOneFile() throws IOException {
        store.save("one", chat("a", 0, "x".repeat(3_000_000)));
        Path file = folder.resolve("studio").resolve("chats.mv.db");
        try (var files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent()))).isEqualTo("rwx------");
        }
        assertThat(Path.of("trace.db")).doesNotExist();
    }

    @Test
    void whatWasKeptIsThereAgain() throws IOException {
        String text = "Grüße 你好 \uD83D\uDE00 \u0000 ' \" \\ \n <b>";
        assertThat(store.save("one", chat("Ä", 0, text))).isEqualTo(1);
        Map<String, Object> before = store.read("one");
        reopen();
        assertThat(store.read("one")).isEqualTo(before).containsEntry("id", "one").containsEntry("revision", 1L);
        assertThat(before.get("nodes").toString()).contains(text);
        assertThat(store.save("one", chat("B", 1))).isEqualTo(2);
        assertThat(titles()).containsExactly("B");
        store.delete("one");
        assertRefused(() -> store.read("one"), Kind.NOT_FOUND, "no such conversation");
        reopen();
        assertThat(titles()).isEmpty();
    }

    @Test
    void theNewestIsFirst() throws IOException {
        Clock still = Clock.fixed(Instant.parse("2026-11-23T10:00:00Z"), ZoneOffset.UTC);
        try (ChatStore timed = new ChatStore(folder.resolve("timed"), still)) {
            timed.save("b", chat("b", 0));
            timed.save("a", chat("a", 0));
        }
        try (ChatStore later = new ChatStore(folder.resolve("timed"), Clock.offset(still, Duration.ofSeconds(1)))) {
            later.save("c", chat("c", 0));
            assertThat(later.list().chats()).extracting(ChatSummary::id).containsExactly("c", "a", "b");
        }
    }

    @Test
    void ofTwoWritersOneWins() throws Exception {
        store.save("one", chat("first", 0));
        try (ExecutorService threads = Executors.newFixedThreadPool(4, Thread.ofPlatform().name("writer-", 0).factory())) {
            for (int round = 1; round <= 5; round++) {
                long revision = round;
                List<Future<Long>> writers = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    writers.add(threads.submit(() -> store.save("one", chat("later", revision, "x".repeat(10_000)))));
                }
                assertThat(writers.stream().map(ChatStoreTest::outcome).sorted()).containsExactly("CONFLICT", "CONFLICT", "CONFLICT", "kept");
            }
        }
    }

    private static String outcome(Future<Long> writer) {
        try {
            writer.get();
            return "kept";
        } catch (ExecutionException e) {
            return ((ApiException) e.getCause()).kind().name();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = {
        "100%, 100%", "a_b, a_b", "it's, IT'S", "\\, \\", "' OR '1'='1, ' or '1'='1", "ÄÖÜ, äöü", "ΣΊΓΜΑ, σίγμα", "straße, STRAßE", "\uD83D\uDE00, \uD83D\uDE00",
        "\uD801\uDC00, \uD801\uDC28"})
    void wordsMeanThemselves(String text, String words) throws IOException {
        store.save("it", chat("t", 0, "before " + text + " after"));
        store.save("other", chat("100 a-b its OR strasse axb", 0, "nothing"));
        assertThat(found(words)).containsExactly("it");
    }

    @Test
    void nothingIsFoundAcrossTexts() throws IOException {
        store.save("one", chat("red", 0, "green", "blue\uFFFFblack"));
        assertThat(found("redgreen")).isEmpty();
        assertThat(found("red\uFFFFgreen")).isEmpty();
        assertThat(found("e\uFFFFb")).containsExactly("one");
        assertThat(found("%")).isEmpty();
        assertThat(found("_")).isEmpty();
    }

    @Test
    void aSearchTellsWhetherThereIsMore() throws IOException {
        for (int i = 0; i < 4; i++) {
            store.save("c" + i, chat("same", 0));
        }
        assertThat(store.search("SAME", 3).hits()).hasSize(3);
        assertThat(store.search("SAME", 3).more()).isTrue();
        assertThat(store.search("same", 4).more()).isFalse();
        store.save("c0", chat("other", 1));
        store.delete("c1");
        assertThat(found("same")).containsExactly("c3", "c2");
    }

    @Test
    void attachmentsGoWithTheLastThatHasThem() throws IOException {
        Map<String, Object> chat = chat("a", 0);
        chat.put("documents", Map.of("attached", "library-1"));
        store.save("one", chat);
        store.save("copy", chat);
        assertThat(store.delete("one")).isEmpty();
        assertThat(store.delete("copy")).isEqualTo("library-1");
        store.save("plain", chat("b", 0));
        assertThat(store.delete("plain")).isEmpty();
    }

    /** An interrupt closes the file under the database; only that request may suffer. */
    @Test
    void anInterruptedWriterHarmsNoOther() throws IOException {
        store.save("one", chat("kept", 0));
        Thread.currentThread().interrupt();
        try {
            store.save("two", chat("maybe", 0, "x".repeat(100_000)));
        } catch (ApiException e) {
            assertThat(e).hasMessageContaining("chats.mv.db");
        } finally {
            Thread.interrupted();
        }
        assertThat(titles()).contains("kept");
        assertThat(store.save("one", chat("again", 1))).isEqualTo(2);
        reopen();
        assertThat(titles()).contains("again");
    }

    @Test
    void afterTheEndNothingIsOpenedAgain() {
        store.close();
        assertRefused(() -> store.list(), Kind.OVERLOADED, "stopping");
    }
}
