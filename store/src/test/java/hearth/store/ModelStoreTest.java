package hearth.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelStoreTest {
    private static final ModelName TINY = ModelName.parse("tiny");
    private static final ModelName CHAT = ModelName.parse("someone/Chat:1b");

    @TempDir
    Path root;

    private ModelStore store;

    /** A store as Ollama writes it: two models that share their weights. */
    @BeforeEach
    void writeOllamaStore() throws IOException {
        String weights = layer("application/vnd.ollama.image.model", "GGUF weights");
        String license = layer("application/vnd.ollama.image.license", "MIT");
        write("registry.ollama.ai/library/tiny/latest", manifest(config("llama"), weights, license,
                layer("application/vnd.ollama.image.template", "{{ .Prompt }}"), layer("application/vnd.ollama.image.system", "Be kind."),
                layer("application/vnd.ollama.image.params", "{\"stop\":[\"<|end|>\"],\"temperature\":0.5}"),
                layer("application/vnd.ollama.image.messages", "[{\"role\":\"user\",\"content\":\"hi\"}]"),
                layer("application/x-unknown", "left alone")));
        write("registry.ollama.ai/someone/Chat/1b", manifest(config("llama"), weights, license));
        Files.setLastModifiedTime(root.resolve("manifests/registry.ollama.ai/library/tiny/latest"), FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
        store = ModelStore.open(root);
    }

    @Test
    void listsNewestFirst() {
        StoreListing all = store.list();
        assertThat(all.damaged()).isEmpty();
        assertThat(all.models()).extracting(StoredModel::name).containsExactly(CHAT, TINY);
        StoredModel tiny = all.models().get(1);
        assertThat(tiny.modified()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
        assertThat(tiny.sizeBytes()).isEqualTo(tiny.manifest().blobs().mapToLong(Layer::sizeBytes).sum());
    }

    @Test
    void findsNamesInAnyLetterCaseAndReportsTheStoredOne() {
        assertThat(store.find(ModelName.parse("SOMEONE/chat:1B")).orElseThrow().name()).isEqualTo(CHAT);
        assertThat(store.find(ModelName.parse("other"))).isEmpty();
        assertThatThrownBy(() -> store.require(ModelName.parse("other"))).isInstanceOf(ModelNotFoundException.class)
                .hasMessage("model 'other:latest' not found");
    }

    @Test
    void readsAllThatAManifestNames() throws IOException {
        StoredModel tiny = store.require(TINY);
        assertThat(store.weights(tiny)).hasContent("GGUF weights");
        ModelDetails details = store.details(tiny);
        assertThat(details.configText("model_family")).contains("llama");
        assertThat(details.configText("no_such")).isEmpty();
        assertThat(details.template()).contains("{{ .Prompt }}");
        assertThat(details.system()).contains("Be kind.");
        assertThat(details.parameters()).containsEntry("temperature", 0.5).containsEntry("stop", List.of("<|end|>"));
        assertThat(details.messages()).hasSize(1);
        assertThat(details.licenses()).containsExactly("MIT");
        assertThat(tiny.id()).isEqualTo(Digest.of(Files.readAllBytes(root.resolve("manifests/registry.ollama.ai/library/tiny/latest"))));
    }

    @Test
    void readingChangesNothingOnDisk() throws IOException {
        Map<String, String> before = snapshot();
        StoredModel tiny = store.require(TINY);
        store.list();
        store.details(tiny);
        store.weights(tiny);
        store.verify(tiny, (_, _, _) -> {}, new Cancellation());
        assertThat(store.find(ModelName.parse("nothing/here:1"))).isEmpty();
        assertThat(snapshot()).isEqualTo(before);
        Path missing = root.resolve("no-store-yet");
        assertThat(ModelStore.open(missing).list().models()).isEmpty();
        assertThat(missing).doesNotExist();
    }

    @Test
    void aCopySharesBlobsAndARemovedModelLeavesThemToTheOther() throws IOException {
        store.copy(TINY, ModelName.parse("mine:v2"));
        StoredModel copy = store.require(ModelName.parse("mine:v2"));
        assertThat(copy.id()).isEqualTo(store.require(TINY).id());
        store.remove(TINY);
        assertThat(store.find(TINY)).isEmpty();
        assertThat(root.resolve("manifests/registry.ollama.ai/library/tiny")).doesNotExist();
        assertThat(store.verify(copy, (_, _, _) -> {}, new Cancellation()).isSound()).isTrue();

        store.remove(ModelName.parse("MINE:V2"));
        StoredModel chat = store.require(CHAT);
        assertThat(store.verify(chat, (_, _, _) -> {}, new Cancellation()).isSound()).isTrue();
        assertThat(store.layout().blob(Digest.of("Be kind."))).doesNotExist();
        store.remove(CHAT);
        try (Stream<Path> blobs = Files.list(root.resolve("blobs"))) {
            assertThat(blobs).isEmpty();
        }
        assertThatThrownBy(() -> store.remove(CHAT)).isInstanceOf(ModelNotFoundException.class);
        assertThatThrownBy(() -> store.copy(CHAT, TINY)).isInstanceOf(ModelNotFoundException.class);
    }

    @Test
    void aDamagedManifestHidesNothingAndStopsPruning() throws IOException {
        write("registry.ollama.ai/library/broken/latest", "{\"schemaVersion\":2");
        StoreListing all = store.list();
        assertThat(all.models()).hasSize(2);
        assertThat(all.damaged()).singleElement().asString().startsWith("manifest of broken:latest");
        assertThatThrownBy(() -> store.require(ModelName.parse("broken"))).isInstanceOf(DamagedStoreException.class);
        store.remove(TINY);
        assertThat(store.layout().blob(Digest.of("Be kind."))).as("the broken manifest may use it").exists();
        store.remove(ModelName.parse("broken"));
        assertThat(store.list().damaged()).isEmpty();
    }

    @Test
    void strayFilesAreNoModels() throws IOException {
        write("registry.ollama.ai/library/tiny/.DS_Store", "x");
        write("registry.ollama.ai/stray", "x");
        write("registry.ollama.ai/library/a/b/c/d", "x");
        assertThat(store.list().models()).hasSize(2);
        assertThat(store.list().damaged()).isEmpty();
    }

    @Test
    void everyKindOfDamageIsFound() throws IOException {
        StoredModel tiny = store.require(TINY);
        Path blob = store.layout().blob(Digest.of("GGUF weights"));
        byte[] right = Files.readAllBytes(blob);
        Map<String, UnaryOperator<byte[]>> damages = new TreeMap<>(Map.of(
                "bit flip", bytes -> {
                    bytes[5] ^= 4;
                    return bytes;
                },
                "zeros", bytes -> new byte[bytes.length],
                "shorter", bytes -> Arrays.copyOf(bytes, bytes.length - 1),
                "longer", bytes -> Arrays.copyOf(bytes, bytes.length + 1),
                "empty", bytes -> new byte[0]));
        damages.forEach((kind, damage) -> {
            try {
                Files.write(blob, damage.apply(right.clone()));
                Verification result = store.verify(tiny, (_, _, _) -> {}, new Cancellation());
                assertThat(result.problems()).as(kind).singleElement().asString().contains(Digest.of("GGUF weights").shortHex());
                if (Files.size(blob) != right.length) {
                    assertThatThrownBy(() -> store.weights(tiny)).isInstanceOf(DamagedStoreException.class)
                            .hasMessageContaining("tiny:latest").hasMessageContaining(Digest.of("GGUF weights").shortHex());
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        Files.delete(blob);
        assertThatThrownBy(() -> store.weights(tiny)).hasMessageContaining("missing");
        assertThat(store.verify(tiny, (_, _, _) -> {}, new Cancellation()).problems()).hasSize(1);
    }

    @Test
    void verifyReportsProgressAndStopsWhenAsked() {
        StoredModel tiny = store.require(TINY);
        long[] seen = {0};
        Verification result = store.verify(tiny, (_, done, total) -> {
            assertThat(done).isLessThanOrEqualTo(total);
            seen[0] += done;
        }, new Cancellation());
        assertThat(result.bytesRead()).isEqualTo(tiny.sizeBytes());
        assertThat(seen[0]).isEqualTo(tiny.sizeBytes());
        Cancellation cancelled = new Cancellation();
        cancelled.cancel();
        assertThatThrownBy(() -> store.verify(tiny, (_, _, _) -> {}, cancelled)).isInstanceOf(CancelledException.class);
    }

    @Test
    void devicesAndPipesAreNeverOpened() throws Exception {
        Path blob = store.layout().blob(Digest.of("GGUF weights"));
        Files.delete(blob);
        Files.createSymbolicLink(blob, Path.of("/dev/zero"));
        assertThatThrownBy(() -> store.weights(store.require(TINY))).hasMessageContaining("missing");
        Files.delete(blob);
        assumeThat(new ProcessBuilder("mkfifo", blob.toString()).start().waitFor()).as("mkfifo is not here").isZero();
        assertThatThrownBy(() -> store.weights(store.require(TINY))).hasMessageContaining("missing");
        Path manifest = root.resolve("manifests/registry.ollama.ai/library/tiny/latest");
        Files.delete(manifest);
        Files.createSymbolicLink(manifest, blob);
        assertThat(store.find(TINY)).isEmpty();
    }

    @Test
    void aManifestIsPublishedOnlyWhenItsBlobsAreThere() {
        Layer missing = Layer.of(LayerKind.MODEL, Digest.of("not here"), 8);
        Layer config = store.addBlob(Manifest.CONFIG_MEDIA_TYPE, "{}".getBytes(StandardCharsets.UTF_8));
        byte[] manifest = new Manifest(config, List.of(missing)).toBytes();
        assertThatThrownBy(() -> store.publish(ModelName.parse("new"), manifest)).isInstanceOf(DamagedStoreException.class);
        assertThat(store.find(ModelName.parse("new"))).isEmpty();
    }

    @Test
    void replacingAModelDropsWhatOnlyTheOldOneUsed() {
        Layer config = store.addBlob(Manifest.CONFIG_MEDIA_TYPE, "{}".getBytes(StandardCharsets.UTF_8));
        Layer weights = store.require(CHAT).manifest().layer(LayerKind.MODEL).orElseThrow();
        store.publish(ModelName.parse("TINY"), new Manifest(config, List.of(weights)).toBytes());
        assertThat(store.require(TINY).manifest().layers()).containsExactly(weights);
        assertThat(store.list().models()).hasSize(2);
        assertThat(store.layout().blob(Digest.of("Be kind."))).doesNotExist();
        assertThat(store.weights(store.require(CHAT))).exists();
    }

    @Test
    void ourManifestsHaveTheFormOllamaReads() {
        Layer config = store.addBlob(Manifest.CONFIG_MEDIA_TYPE, "{}".getBytes(StandardCharsets.UTF_8));
        Manifest manifest = new Manifest(config, store.require(TINY).manifest().layers());
        assertThat(Manifest.parse(manifest.toBytes(), "x")).isEqualTo(manifest);
        assertThat(new String(manifest.toBytes(), StandardCharsets.UTF_8)).startsWith("{\"schemaVersion\":2,\"mediaType\":"
                + "\"application/vnd.docker.distribution.manifest.v2+json\",\"config\":{\"mediaType\":"
                + "\"application/vnd.docker.container.image.v1+json\",\"digest\":\"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a\",\"size\":2},");
    }

    @Test
    void aStoreFolderIsChosenByEnvironmentThenByWhatIsThere() throws IOException {
        Path home = root.resolve("home");
        assertThat(StoreRoots.choose(Map.of("HEARTH_MODELS", "/a", "OLLAMA_MODELS", "/b"), home)).isEqualTo(Path.of("/a"));
        assertThat(StoreRoots.choose(Map.of("OLLAMA_MODELS", " \"/b\" "), home)).isEqualTo(Path.of("/b"));
        Path own = home.resolve(".hearth/models");
        assertThat(StoreRoots.choose(Map.of("HEARTH_MODELS", ""), home)).isEqualTo(own);
        Files.createDirectories(home.resolve(".ollama/models/manifests"));
        assertThat(StoreRoots.choose(Map.of(), home)).isEqualTo(home.resolve(".ollama/models"));
        Files.createDirectories(own.resolve("manifests"));
        assertThat(StoreRoots.choose(Map.of(), home)).isEqualTo(own);
    }

    private Map<String, String> snapshot() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path file : tree.toList()) {
                files.put(file.toString(), Files.getLastModifiedTime(file) + (Files.isDirectory(file) ? "" : " " + Files.size(file)));
            }
        }
        return files;
    }

    private String config(String family) throws IOException {
        return layer("application/vnd.docker.container.image.v1+json",
                "{\"model_format\":\"gguf\",\"model_family\":\"" + family + "\",\"model_families\":null,\"extra\":1}");
    }

    /** Writes the blob and returns its entry of a manifest, as text. */
    private String layer(String mediaType, String content) throws IOException {
        Path blob = root.resolve("blobs/sha256-" + Digest.of(content).hex());
        Files.createDirectories(blob.getParent());
        Files.writeString(blob, content);
        return "{\"mediaType\":\"" + mediaType + "\",\"digest\":\"sha256:" + Digest.of(content).hex() + "\",\"size\":"
                + content.length() + ",\"from\":\"/old/path\"}";
    }

    private static String manifest(String config, String... layers) {
        return "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.docker.distribution.manifest.v2+json\",\"config\":" + config
                + ",\"layers\":[" + String.join(",", layers) + "]}";
    }

    private void write(String name, String text) throws IOException {
        Path file = root.resolve("manifests").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
