package hearth.documents.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.documents.DocumentInfo;
import hearth.documents.DocumentState;
import hearth.documents.DocumentsException;
import hearth.documents.DocumentsException.Kind;
import hearth.documents.LibraryInfo;
import hearth.documents.LibraryKind;
import hearth.documents.Passage;
import hearth.documents.SearchRequest;
import hearth.documents.SearchResult;
import hearth.documents.SearchResult.Reason;
import hearth.documents.WordVectors;
import hearth.documents.extract.SampleFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Libraries from the file to the found passage. */
class LibrariesTest {
    private static final Optional<String> WORDS = Optional.of("words");

    @TempDir
    private Path folder;

    private final WordVectors models = new WordVectors();
    private Libraries libraries;

    @BeforeEach
    void open() {
        libraries = new Libraries(folder.resolve("documents"), LibraryOptions.defaults(), models, Clock.systemUTC());
    }

    @AfterEach
    void close() {
        models.gate.countDown();
        libraries.close();
    }

    private void restart() {
        libraries.close();
        open();
    }

    private DocumentInfo add(String library, String name, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return libraries.add(library, name, new ByteArrayInputStream(bytes), bytes.length);
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + 10_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
        }
    }

    private LibraryInfo settled(String library) {
        await(() -> info(library).documents().stream().noneMatch(each -> each.state().isPending()));
        return info(library);
    }

    private LibraryInfo info(String library) {
        try {
            return libraries.info(library);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private List<String> names(String library, String question) throws IOException {
        return search(library, question).passages().stream().map(Passage::name).distinct().toList();
    }

    private SearchResult search(String library, String question) throws IOException {
        return libraries.search(SearchRequest.of(List.of(library), question, 10));
    }

    private String filled(Optional<String> model) throws IOException {
        String id = libraries.create("Mixed", LibraryKind.NAMED, model).id();
        add(id, "cars.txt", "A car has four wheels. It needs fuel and a driver.");
        add(id, "cats.md", "# Pets\n\nThe cat sleeps all day. It hunts mice at night.");
        add(id, "river.txt", "The river flows to the sea. Fish live in it.");
        settled(id);
        return id;
    }

    @Test
    void passagesAreFoundByWordsAndByMeaning() throws IOException {
        String id = filled(WORDS);
        assertThat(info(id).documents()).allSatisfy(each -> {
            assertThat(each.state()).isEqualTo(DocumentState.READY);
            assertThat(each.vectors()).isEqualTo("aa11");
        });
        SearchResult byWord = search(id, "Where does the river flow?");
        Passage river = byWord.passages().getFirst();
        assertThat(river.name()).isEqualTo("river.txt");
        assertThat(river.wordsRank()).isEqualTo(1);
        assertThat(river.text()).isEqualTo(libraries.text(id, river.document()).text().substring(river.start(), river.end()));
        assertThat(byWord.wordsOnly()).isEmpty();
        Passage cat = search(id, "feline").passages().getFirst();
        assertThat(cat.name()).isEqualTo("cats.md");
        assertThat(cat.wordsRank()).as("the word stands nowhere").isZero();
        assertThat(cat.meaningRank()).isEqualTo(1);
        assertThat(cat.section()).isEqualTo("Pets");
    }

    @Test
    void withoutAModelWordsDoAndItIsSaid() throws IOException {
        String id = filled(Optional.empty());
        assertThat(names(id, "wheels of cars")).containsExactly("cars.txt");
        assertThat(names(id, "feline")).isEmpty();
        assertThat(search(id, "cat").wordsOnly()).extracting(SearchResult.WordsOnly::reason).containsExactly(Reason.NO_MODEL);
        assertThat(models.embedded).hasValue(0);
        libraries.chooseModel(id, WORDS);
        settled(id);
        assertThat(names(id, "feline")).startsWith("cats.md");
        assertThat(search(id, "feline").wordsOnly()).isEmpty();
    }

    @Test
    void aModelThatIsGoneOrOthersVectorsAreSaid() throws IOException {
        String id = filled(WORDS);
        models.installed.put("words", "cc33");
        SearchResult outdated = search(id, "river");
        assertThat(outdated.wordsOnly()).extracting(SearchResult.WordsOnly::reason).containsExactly(Reason.OUTDATED);
        assertThat(outdated.passages().getFirst().name()).isEqualTo("river.txt");
        libraries.reindex(id);
        settled(id);
        assertThat(search(id, "feline").wordsOnly()).isEmpty();
        assertThat(names(id, "feline")).startsWith("cats.md");
        models.installed.remove("words");
        assertThat(search(id, "river").wordsOnly()).extracting(SearchResult.WordsOnly::reason).containsExactly(Reason.MODEL_MISSING);
        libraries.reindex(id);
        assertThat(settled(id).documents()).allSatisfy(each -> assertThat(each.vectors()).isEmpty());
        assertThat(names(id, "river")).containsExactly("river.txt");
    }

    @Test
    void everythingStaysAfterARestart() throws IOException {
        String id = filled(WORDS);
        libraries.rename(id, "Renamed");
        LibraryInfo before = info(id);
        restart();
        assertThat(libraries.list().libraries()).containsExactly(before);
        assertThat(before.name()).isEqualTo("Renamed");
        assertThat(names(id, "feline")).startsWith("cats.md");
        assertThat(models.embedded.get()).as("nothing is indexed again").isLessThan(20);
    }

    @Test
    void whatWasWaitingGoesOnAfterARestart() throws IOException {
        models.gate = new CountDownLatch(1);
        String id = libraries.create("Slow", LibraryKind.NAMED, WORDS).id();
        DocumentInfo first = add(id, "a.txt", "alpha text");
        add(id, "b.txt", "beta text");
        await(() -> libraries.standing(id, first).state() == DocumentState.INDEXING);
        Thread.ofVirtual().start(() -> models.gate.countDown());
        libraries.close();
        assertThat(models.gate.getCount()).as("close waits for the document that is being read").isZero();
        open();
        assertThat(settled(id).documents()).extracting(DocumentInfo::state).containsOnly(DocumentState.READY);
        assertThat(names(id, "beta")).startsWith("b.txt");
    }

    @Test
    void aRemovedDocumentIsNotFoundAnyMore() throws IOException {
        String id = filled(WORDS);
        String river = info(id).documents().stream().filter(each -> each.name().equals("river.txt")).findFirst().orElseThrow().id();
        libraries.remove(id, river);
        assertThat(names(id, "river fish sea")).doesNotContain("river.txt");
        assertThatThrownBy(() -> libraries.text(id, river)).isInstanceOf(DocumentsException.class);
        restart();
        assertThat(names(id, "river fish sea")).doesNotContain("river.txt");
        assertThat(info(id).documents()).hasSize(2);
    }

    @Test
    void aDeletedLibraryLeavesNothing() throws IOException {
        String id = filled(WORDS);
        libraries.delete(id);
        assertThat(libraries.list().libraries()).isEmpty();
        assertThat(folder.resolve("documents")).isEmptyDirectory();
        assertThatThrownBy(() -> libraries.info(id)).isInstanceOf(DocumentsException.class);
    }

    @Test
    void workCanBeCancelledAndTakenUpAgain() throws IOException {
        models.gate = new CountDownLatch(1);
        String id = libraries.create("Slow", LibraryKind.NAMED, WORDS).id();
        DocumentInfo first = add(id, "a.txt", "alpha text");
        add(id, "b.txt", "beta text");
        await(() -> libraries.standing(id, first).state() == DocumentState.INDEXING);
        Thread.ofVirtual().start(() -> {
            await(() -> libraries.standing(id, first).state() == DocumentState.INDEXING);
            models.gate.countDown();
        });
        libraries.cancel(id);
        assertThat(settled(id).documents()).extracting(DocumentInfo::state).containsOnly(DocumentState.CANCELLED);
        libraries.reindex(id);
        assertThat(settled(id).documents()).extracting(DocumentInfo::state).containsOnly(DocumentState.READY);
    }

    @Test
    void aFileThatCannotBeReadIsNamedAndStopsNoOther() throws IOException {
        String id = libraries.create("Some", LibraryKind.NAMED, Optional.empty()).id();
        Path scan = SampleFiles.pdf(folder.resolve("scan.pdf"), List.of(List.of()));
        libraries.add(id, "scan.pdf", Files.newInputStream(scan), Files.size(scan));
        Path good = SampleFiles.pdf(folder.resolve("good.pdf"), List.of(List.of("Chapter", "a giraffe")));
        libraries.add(id, "good.pdf", Files.newInputStream(good), -1);
        List<DocumentInfo> documents = settled(id).documents();
        assertThat(documents.getFirst().state()).isEqualTo(DocumentState.FAILED);
        assertThat(documents.getFirst().reason()).startsWith("scan.pdf: ").contains("scanned");
        assertThat(documents.getLast().state()).isEqualTo(DocumentState.READY);
        Passage found = search(id, "giraffes").passages().getFirst();
        assertThat(found.page()).isEqualTo(1);
        assertThat(found.section()).isEqualTo("Chapter");
        assertThatThrownBy(() -> add(id, "x.bin", "a\0b")).isInstanceOf(DocumentsException.class).hasMessageStartingWith("x.bin: ");
        assertThatThrownBy(() -> add(id, "empty.txt", "")).hasMessageContaining("empty");
        assertThat(info(id).documents()).hasSize(2);
    }

    @Test
    void theSameFileIsNotAddedTwice() throws IOException {
        String id = libraries.create("Some", LibraryKind.NAMED, Optional.empty()).id();
        DocumentInfo first = add(id, "../../etc/a.txt", "text");
        assertThat(first.name()).isEqualTo("a.txt");
        assertThat(add(id, "a.txt", "text").id()).isEqualTo(first.id());
        assertThat(add(id, "a.txt", "other text").id()).isNotEqualTo(first.id());
        assertThat(settled(id).documents()).hasSize(2);
    }

    @Test
    void searchKeepsToWhatIsSelected() throws IOException {
        String id = filled(WORDS);
        String cars = info(id).documents().getFirst().id();
        SearchRequest only = new SearchRequest(java.util.Map.of(id, Optional.of(List.of(cars))), "cat river car", 10);
        assertThat(libraries.search(only).passages()).extracting(Passage::name).containsOnly("cars.txt");
        String second = libraries.create("Second", LibraryKind.NAMED, Optional.empty()).id();
        add(second, "river2.txt", "Another river, the Rhine.");
        settled(second);
        assertThat(libraries.search(SearchRequest.of(List.of(id, second), "river", 10)).passages()).extracting(Passage::name)
                .contains("river.txt", "river2.txt");
    }

    @Test
    void aDamagedIndexIsSaidAndCanBeMadeAgain() throws IOException {
        String id = filled(WORDS);
        libraries.close();
        try (var files = Files.list(folder.resolve("documents").resolve(id).resolve("index"))) {
            for (Path file : files.filter(each -> each.getFileName().toString().startsWith("_")).toList()) {
                Files.write(file, new byte[3]);
            }
        }
        open();
        assertThatThrownBy(() -> search(id, "river")).isInstanceOfSatisfying(DocumentsException.class,
                e -> assertThat(e.kind()).isEqualTo(Kind.DAMAGED)).hasMessageContaining("Mixed");
        libraries.reindex(id);
        settled(id);
        assertThat(names(id, "feline")).startsWith("cats.md");
    }

    @Test
    void aDamagedLibraryFileHidesNoOther() throws IOException {
        String id = filled(WORDS);
        String other = libraries.create("Other", LibraryKind.CHAT, Optional.empty()).id();
        libraries.close();
        Files.writeString(folder.resolve("documents").resolve(other).resolve("library.json"), "{");
        open();
        assertThat(libraries.list().libraries()).extracting(LibraryInfo::id).containsExactly(id);
        assertThat(libraries.list().damaged()).containsExactly(other);
    }

    @Test
    void namesAreChecked() throws IOException {
        for (String bad : List.of("", " ", "x".repeat(201), "a\nb")) {
            assertThatThrownBy(() -> libraries.create(bad, LibraryKind.NAMED, Optional.empty())).isInstanceOf(DocumentsException.class);
        }
        for (String bad : List.of("..", "../x", "UPPER", "0123456789abcdeg")) {
            assertThatThrownBy(() -> libraries.info(bad)).isInstanceOfSatisfying(DocumentsException.class,
                    e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND));
        }
    }
}
