package hearth.server.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.server.call.ApiException;
import hearth.server.model.StoreDirectory;
import hearth.store.Digest;
import hearth.store.DownloadOptions;
import hearth.store.ModelName;
import hearth.store.ModelStore;
import hearth.store.pull.Catalogue;
import hearth.store.pull.ModelResolver;
import hearth.testkit.TinyFolder;
import hearth.testkit.TinyLlama;
import hearth.workshop.quantize.FileType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What can't be made a model is refused by name, and nothing of it stays. */
class ModelCreationTest {
    @TempDir
    private Path folder;

    private ModelStore store;
    private ModelLibrary library;
    private RecipeBlobs blobs;
    private Map<String, String> parts;

    @BeforeEach
    void open() throws IOException {
        store = ModelStore.open(folder.resolve("store"));
        ModelResolver resolver = new ModelResolver(store, Catalogue.parse("{\"models\": []}"), folder);
        library = new ModelLibrary(store, resolver, new StoreDirectory(store, resolver), null, DownloadOptions.of(Map.of()));
        blobs = new RecipeBlobs(store);
        parts = blobs.parts(TinyLlama.create().write(folder.resolve("tiny.gguf")), folder.resolve("parts"), "m");
    }

    private static Map<String, Digest> digests(Map<String, String> files) {
        Map<String, Digest> digests = new LinkedHashMap<>();
        files.forEach((file, digest) -> digests.put(file, Digest.parse(digest)));
        return digests;
    }

    private static ModelRecipe recipe(Map<String, String> files, Map<String, String> adapters, Optional<FileType> quantize) {
        return new ModelRecipe(Optional.empty(), digests(files), digests(adapters), quantize, Optional.empty(), Optional.of("be brief"),
                List.of("free"), Map.of("top_k", 3L), Optional.empty());
    }

    private void make(Map<String, String> files, Map<String, String> adapters) throws IOException {
        library.create("made", recipe(files, adapters, Optional.empty()), (_, _, _) -> {});
    }

    private void assertRefused(Map<String, String> files, Map<String, String> adapters, String message) throws IOException {
        List<String> before = blobs.all();
        assertThatThrownBy(() -> make(files, adapters)).isInstanceOf(ApiException.class).hasMessageContaining(message)
                .satisfies(e -> assertThat(((ApiException) e).kind()).isEqualTo(ApiException.Kind.INVALID_REQUEST));
        assertThat(store.find(ModelName.parse("made"))).isEmpty();
        assertThat(blobs.all()).isEqualTo(before);
    }

    /** The numbers say which part of the model is behind a name. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        m-00001-of-00003.gguf=1 m-00003-of-00003.gguf=3 | files lacks 'm-00002-of-00003.gguf' of the split model
        m-00002-of-00003.gguf=2 | files lacks 'm-00001-of-00003.gguf', 'm-00003-of-00003.gguf' of the split model
        m-00001-of-00009.gguf=1 | files lacks 'm-00002-of-00009.gguf', 'm-00003-of-00009.gguf', 'm-00004-of-00009.gguf' and 5 more of the split model
        m-00001-of-00003.gguf=1 m-00002-of-00003.gguf=2 m-00003-of-00004.gguf=3 | files has parts that contradict each other: 'm-00001-of-00003.gguf' and 'm-00003-of-00004.gguf'
        m-00001-of-00003.gguf=1 n-00002-of-00003.gguf=2 m-00003-of-00003.gguf=3 | files has parts of several models: 'm-00001-of-00003.gguf' and 'n-00002-of-00003.gguf'
        m-00001-of-00003.gguf=1 m-00002-of-00003.gguf=2 m-00002-of-00003.GGUF=2 m-00003-of-00003.gguf=3 | files has part 2 of 3 twice: 'm-00002-of-00003.gguf' and 'm-00002-of-00003.GGUF'
        m-00001-of-00003.gguf=1 m-00004-of-00003.gguf=2 m-00003-of-00003.gguf=3 | files has 'm-00004-of-00003.gguf', which says it is part 4 of 3
        m-00000-of-00003.gguf=1 m-00002-of-00003.gguf=2 m-00003-of-00003.gguf=3 | which says it is part 0 of 3
        m-00001-of-00003.gguf=1 m-00002-of-00003.gguf=2 m-00003-of-00003.gguf=3 x.gguf=1 | files has several files, but 'x.gguf' is no part of a split model
        a.gguf=1 b.gguf=2 | files has several files, but 'a.gguf' is no part of a split model
        m-00001-of-00003.gguf=1 m-00002-of-00003.gguf=3 m-00003-of-00003.gguf=2 | files.m-00002-of-00003.gguf: key split.no is 2, expected 1
        m-00001-of-00003.gguf=1 m-00002-of-00003.gguf=1 m-00003-of-00003.gguf=3 | files.m-00002-of-00003.gguf: key split.no is 0, expected 1
        m-00001-of-00002.gguf=1 m-00002-of-00002.gguf=2 | files.m-00001-of-00002.gguf: the model has 3 parts, but 2 were given
        m.gguf=1 | files.m.gguf: the model has 3 parts, but 1 were given
        m.gguf=2 | files.m.gguf: key split.no is 1: this is not the first part
        """)
    void partsThatMakeNoModelAreRefused(String files, String message) throws IOException {
        Map<String, String> given = new LinkedHashMap<>();
        for (String file : files.split(" ")) {
            int equals = file.indexOf('=');
            given.put(file.substring(0, equals), parts.get("m-0000" + file.substring(equals + 1) + "-of-00003.gguf"));
        }
        assertRefused(given, Map.of(), message);
    }

    @Test
    void adaptersThatCantBeAppliedAreRefused() throws IOException {
        Map<String, String> good = blobs.peft("style/", 32);
        assertRefused(parts, without(good, "style/adapter_model.safetensors"), "adapters.style has adapter_config.json but no adapter_model.safetensors");
        assertRefused(parts, without(good, "style/adapter_config.json"), "adapters.style has adapter_model.safetensors but no adapter_config.json");
        Map<String, String> pickle = new HashMap<>(good);
        pickle.put("style/optimizer.pt", blobs.add(new byte[] {1}));
        assertRefused(parts, pickle, "adapters.style has 'optimizer.pt', which is no part of an adapter");
        assertRefused(parts, blobs.peft("style/", 24), "adapters.style: tensor 'blk.0.attn_v.weight.lora_a' has shape");
        assertRefused(parts, blobs.peft("", 32, "{\"peft_type\":\"LORA\",\"r\":2,\"use_dora\":true}"), "adapters: adapter_config.json: key use_dora");
        assertRefused(parts, blobs.peft("", 32, "{"), "adapters: adapter_config.json");
        assertRefused(parts, blobs.peft("", 32, "{\"peft_type\":\"LORA\",\"r\":3}"), "adapters: adapter_config.json: key r says rank 3.0");
        Map<String, String> damaged = new HashMap<>(good);
        damaged.put("style/adapter_model.safetensors", blobs.add(new byte[] {1, 2, 3}));
        assertRefused(parts, damaged, "adapters.style: adapter_model.safetensors");
        assertRefused(parts, Map.of("style.gguf", blobs.add(new byte[] {1, 2, 3})), "adapters.style.gguf: ");
        assertRefused(parts, Map.of("whole.gguf", blobs.add(Files.readAllBytes(folder.resolve("tiny.gguf")))), "adapters.whole.gguf is no adapter but a model");
    }

    @Test
    void anAdapterOfAnotherModelIsRefusedWhenTheModelIsMade() throws IOException {
        make(parts, blobs.peft("", 32));
        String adapter = store.require(ModelName.parse("made")).manifest().layers(hearth.store.LayerKind.ADAPTER).getFirst().digest().toString();
        Path file = TinyLlama.create().architecture("qwen2").write(folder.resolve("other.gguf"));
        Map<String, String> other = Map.of("n.gguf", blobs.add(Files.readAllBytes(file)));
        store.copy(ModelName.parse("made"), ModelName.parse("kept"));
        store.remove(ModelName.parse("made"));
        assertRefused(other, Map.of("style.gguf", adapter), "adapters.style.gguf: key general.architecture is 'llama', but the model's is 'qwen2'");
    }

    private static Map<String, String> without(Map<String, String> files, String file) {
        Map<String, String> rest = new LinkedHashMap<>(files);
        rest.remove(file);
        return rest;
    }

    /** A client may leave at any step. */
    @Test
    void whatWasWrittenBeforeAnErrorGoesAway() throws IOException {
        Map<String, String> files = blobs.folder(TinyFolder.llama().write(folder.resolve("llama")));
        ModelRecipe recipe = recipe(files, blobs.peft("", 16), FileType.ofName("q8_0"));
        List<String> before = blobs.all();
        int last = 1;
        // How many steps there are depends on the time they take.
        for (boolean made = false; !made; last++) {
            AtomicInteger left = new AtomicInteger(last);
            try {
                library.create("made", recipe, (_, _, _) -> {
                    if (left.decrementAndGet() == 0) {
                        throw new IOException("the client is gone");
                    }
                });
                made = true;
                assertThat(blobs.all()).hasSizeGreaterThan(before.size());
                store.remove(ModelName.parse("made"));
            } catch (IOException e) {
                assertThat(e).hasMessage("the client is gone");
            }
            assertThat(blobs.all()).as("step %d", last).isEqualTo(before);
        }
        assertThat(last).isGreaterThan(8);
        assertThat(store.list().models()).isEmpty();
    }

    @Test
    void whatAKilledProcessLeftLongAgoGoesAway() throws IOException {
        FileTime longAgo = FileTime.from(Instant.now().minus(Duration.ofHours(25)));
        for (String name : List.of(".create-1-old", ".create-1-new", ".create-1-written")) {
            Path made = Files.createDirectories(store.layout().blobs().resolve(name));
            Path file = Files.writeString(made.resolve("model.gguf"), "half");
            if (!name.endsWith("written")) {
                Files.setLastModifiedTime(file, longAgo);
            }
            if (!name.endsWith("new")) {
                Files.setLastModifiedTime(made, longAgo);
            }
        }
        make(parts, blobs.peft("", 32));
        assertThat(blobs.all()).contains(".create-1-new", ".create-1-written").doesNotContain(".create-1-old");
    }

    /** Two makings of the same at once: the one that is stopped takes nothing from the other. */
    @Test
    void anotherMakingKeepsWhatBothWrote() throws IOException {
        Map<String, String> files = blobs.folder(TinyFolder.llama().write(folder.resolve("llama")));
        ModelRecipe recipe = recipe(files, Map.of(), Optional.empty());
        library.create("made", recipe, (status, _, _) -> {
            if (status.equals("writing manifest")) {
                assertThatThrownBy(() -> library.create("other", recipe, (inner, _, _) -> {
                    if (inner.equals("writing manifest")) {
                        throw new IOException("stopped");
                    }
                })).isInstanceOf(IOException.class);
            }
        });
        assertThat(store.weights(store.require(ModelName.parse("made")))).exists();
    }
}
