package hearth.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrunerTest {
    private static final Duration OLD = Duration.ofHours(25);

    @TempDir
    private Path root;

    private ModelStore store;
    private Layer weights;

    @BeforeEach
    void write() throws IOException {
        store = ModelStore.open(root);
        weights = Layer.of(LayerKind.MODEL, blob("weights", OLD), 7);
        Layer config = new Layer(Manifest.CONFIG_MEDIA_TYPE, blob("{}", OLD), 2);
        store.publish(ModelName.parse("tiny"), new Manifest(config, List.of(weights)).toBytes());
    }

    private Digest blob(String text, Duration age) throws IOException {
        Digest digest = store.addBlob("x", text.getBytes(StandardCharsets.UTF_8)).digest();
        age(store.layout().blob(digest), age);
        return digest;
    }

    private Path file(String name, Duration age) throws IOException {
        Path file = Files.writeString(store.layout().blobs().resolve(name), "half");
        age(file, age);
        return file;
    }

    private static void age(Path file, Duration age) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
    }

    private boolean isThere(Digest digest) {
        return Files.exists(store.layout().blob(digest));
    }

    @Test
    void oldBlobsThatNoModelUsesGo() throws IOException {
        Digest source = blob("a safetensors file", OLD);
        Digest young = blob("another", Duration.ofHours(23));
        Path upload = file(".upload-1-2", OLD);
        Path foreign = file("notes.txt", OLD);
        assertThat(store.prune()).isEqualTo(new Pruned(2, 22, java.util.Optional.empty()));
        assertThat(isThere(source)).isFalse();
        assertThat(upload).doesNotExist();
        assertThat(isThere(young)).isTrue();
        assertThat(foreign).exists();
        StoredModel tiny = store.require(ModelName.parse("tiny"));
        assertThat(store.verify(tiny, (_, _, _) -> {}, new Cancellation()).isSound()).isTrue();
        assertThat(store.prune()).isEqualTo(new Pruned(0, 0, java.util.Optional.empty()));
    }

    @Test
    void whatSomebodyIsAboutToUseStays() throws IOException {
        Digest touched = blob("a", OLD);
        assertThat(store.touch(touched)).isTrue();
        assertThat(store.touch(Digest.of("nothing"))).isFalse();
        store.prune();
        assertThat(isThere(touched)).isTrue();
        Digest read = blob("b", OLD);
        age(store.layout().blob(touched), Duration.ofHours(2));
        assertThat(store.isSound(new Layer("", read, 1), (_, _, _) -> {}, new Cancellation())).isTrue();
        store.prune();
        assertThat(isThere(read)).isTrue();
    }

    /** An upload of many files may take longer than what is still wanted of it may be old. */
    @Test
    void workInTheStoreKeepsEverything() throws IOException {
        Digest first = blob("first of many", OLD);
        List<Path> work = List.of(
                file(".upload-1-2", Duration.ofMinutes(50)),
                file("sha256-" + weights.digest().hex() + "-partial-1f.free", Duration.ofMinutes(5)),
                // As Ollama names its own.
                file("sha256-" + Digest.of("x").hex() + "-partial", Duration.ofMinutes(5)),
                file(".tmp-1-2", Duration.ZERO),
                store.layout().blob(blob("the next one", Duration.ofMinutes(59))));
        for (Path each : work) {
            assertThat(store.prune().obstacle()).as(each.toString()).contains("blobs are being brought to the store");
            assertThat(isThere(first)).isTrue();
            Files.delete(each);
        }
        Path making = Files.createDirectories(store.layout().blobs().resolve(".create-1-2/model"));
        Files.writeString(making.resolve("model.gguf"), "half");
        age(making, OLD);
        age(making.getParent(), OLD);
        assertThat(store.prune().obstacle()).isPresent();
        age(making.resolve("model.gguf"), OLD);
        assertThat(store.prune().fileCount()).isOne();
        assertThat(isThere(first)).isFalse();
        assertThat(making).exists();
    }

    /** A process that was put to sleep has not ended. */
    @Test
    void aLiveDownloadKeepsEverythingHoweverLongItWaits() throws IOException {
        Digest first = blob("first of two", OLD);
        String partial = "sha256-" + Digest.of("second").hex() + "-partial-1f";
        file(partial, OLD);
        Path live = file(partial + "." + new Owners().own(), OLD);
        assertThat(store.prune().obstacle()).isPresent();
        assertThat(isThere(first)).isTrue();
        Files.move(live, live.resolveSibling(partial + "." + new Owners().own().replaceFirst("-[0-9]+-", "-999999999-")));
        age(store.layout().blobs().resolve(partial + "." + new Owners().own().replaceFirst("-[0-9]+-", "-999999999-")), OLD);
        assertThat(store.prune().fileCount()).isOne();
        assertThat(isThere(first)).isFalse();
        assertThat(store.layout().blobs().resolve(partial)).as("a later pull goes on with it").exists();
    }

    @Test
    void nothingGoesWhereItIsUnclearWhatModelsUse() throws IOException {
        Digest unknown = blob("whose?", OLD);
        Path broken = root.resolve("manifests/registry.ollama.ai/library/broken/latest");
        Files.createDirectories(broken.getParent());
        Files.writeString(broken, "{\"schemaVersion\":2");
        assertThat(store.prune().obstacle().orElseThrow()).startsWith("manifest of broken:latest");
        Files.delete(broken);
        for (String stranger : List.of("registry.ollama.ai/stray", "a/b/c/not a tag", "a/b/c/d/e")) {
            Path file = root.resolve("manifests").resolve(stranger);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "{}");
            assertThat(store.prune().obstacle().orElseThrow()).startsWith("among the manifests there is a file that is none: ");
            Files.delete(file);
        }
        // A folder where a tag should be is none either.
        assertThat(store.prune().obstacle()).isPresent();
        Files.delete(root.resolve("manifests/a/b/c/d"));
        assertThat(isThere(unknown)).isTrue();
        Files.writeString(root.resolve("manifests/.DS_Store"), "x");
        assertThat(store.prune().fileCount()).isOne();
    }

    @Test
    void linksStayAndSoDoesAnEmptyStore() throws IOException {
        Path target = Files.writeString(root.resolve("elsewhere"), "x");
        Path link = Files.createSymbolicLink(store.layout().blob(Digest.of("x")), target);
        age(target, OLD);
        store.prune();
        assertThat(link).exists();
        assertThat(ModelStore.open(root.resolve("none")).prune().fileCount()).isZero();
        assertThat(root.resolve("none")).doesNotExist();
    }

    @Test
    void manyGoTooAndTheLockIsFreeBetween() throws IOException {
        for (int i = 0; i < 50; i++) {
            blob("orphan " + i, OLD);
        }
        assertThat(store.prune().fileCount()).isEqualTo(50);
        try (Stream<Path> blobs = Files.list(store.layout().blobs())) {
            assertThat(blobs).hasSize(2);
        }
    }

    @Test
    void packedCopiesGoWithTheirBlobAndTheUnfinishedOnesWhenTheyAreOld() throws IOException {
        Files.createDirectories(store.layout().packed());
        Path used = packed(weights.digest().hex(), OLD);
        Path orphan = packed("a".repeat(64), OLD);
        Path youngOrphan = packed("b".repeat(64), Duration.ofHours(1));
        Path half = aged(store.layout().packed().resolve(".x.1-2.partial"), OLD);
        Path youngHalf = aged(store.layout().packed().resolve(".x.3-4.partial"), Duration.ofHours(1));
        Path foreign = aged(store.layout().packed().resolve("notes.txt"), OLD);
        assertThat(store.prune()).isEqualTo(new Pruned(2, 8, java.util.Optional.empty()));
        assertThat(List.of(used, youngOrphan, youngHalf, foreign)).allMatch(Files::exists);
        assertThat(List.of(orphan, half)).noneMatch(Files::exists);
        assertThat(store.packedCopies(weights.digest())).containsExactly(used);
        assertThat(store.removePackedCopies(weights.digest())).isEqualTo(4);
        assertThat(store.removePackedCopies(weights.digest())).isZero();
    }

    private Path packed(String hex, Duration age) throws IOException {
        return aged(store.layout().packed().resolve("sha256-" + hex + "-cpu1x8"), age);
    }

    private static Path aged(Path file, Duration age) throws IOException {
        Files.writeString(file, "half");
        age(file, age);
        return file;
    }

    @Test
    void onlyAFileOfTheStoreIsABlob() throws IOException {
        Path blob = store.layout().blob(weights.digest());
        assertThat(store.blobAt(blob)).contains(weights.digest());
        assertThat(store.blobAt(root.resolve("blobs").resolve("..").resolve("blobs").resolve(blob.getFileName()))).contains(weights.digest());
        assertThat(store.blobAt(root.resolve(blob.getFileName()))).isEmpty();
        assertThat(store.blobAt(blob.resolveSibling("notes.txt"))).isEmpty();
        assertThat(store.blobAt(Path.of("model.gguf"))).isEmpty();
    }
}
