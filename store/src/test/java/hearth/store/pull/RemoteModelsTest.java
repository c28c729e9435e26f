package hearth.store.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import hearth.format.gguf.GgufFile;
import hearth.store.Cancellation;
import hearth.store.CancelledException;
import hearth.store.Digest;
import hearth.store.ModelReference;
import hearth.store.StoreException;
import hearth.store.pull.FaultyServer.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class RemoteModelsTest {
    @TempDir
    Path folder;

    private PullFixture fixture;
    private RemoteModels remote;

    @BeforeEach
    void start() throws IOException {
        fixture = new PullFixture(folder);
        remote = new RemoteModels(PullFixture.options(Map.of("HF_ENDPOINT", fixture.server.url("/"), "HF_TOKEN", "hf_secret")).trusting(fixture.server.host()));
    }

    @AfterEach
    void stop() throws IOException {
        remote.close();
        fixture.close();
    }

    private RemoteHeader header(ModelReference reference) {
        return remote.header(PullFixture.planOf(reference), new Cancellation());
    }

    @Test
    void aRegistrysModelShowsItsHeaderAndOnlyThatIsFetched() throws IOException {
        RemoteHeader header = header(new ModelReference.RegistryModel(fixture.name));
        assertThat(header.fileBytes()).isEqualTo(fixture.weights.length);
        assertThat(header.head().length).isLessThan(fixture.weights.length);
        Path file = folder.resolve("header.gguf");
        header.write(file);
        assertThat(Files.size(file)).isEqualTo(fixture.weights.length);
        try (GgufFile here = GgufFile.open(file); GgufFile there = header.open()) {
            assertThat(there.metadata().architecture()).isEqualTo("llama").isEqualTo(here.metadata().architecture());
            assertThat(there.tensors().keySet()).isEqualTo(here.tensors().keySet());
        }
        assertThatThrownBy(() -> header.write(file)).isInstanceOf(IOException.class);
    }

    @Test
    void faultsOfTheServerAreSaid() {
        ModelReference reference = new ModelReference.RegistryModel(fixture.name);
        fixture.server.route(fixture.weightsPath(), _ -> Reply.of(200, fixture.weights));
        assertThatThrownBy(() -> header(reference)).isInstanceOf(StoreException.class).hasMessageContaining("whole files only");
        fixture.server.route(fixture.weightsPath(), _ -> Reply.of(206, Arrays.copyOf(fixture.weights, 9)).with("Content-Range", "bytes 5-13/" + fixture.weights.length));
        assertThatThrownBy(() -> header(reference)).hasMessageContaining("another part");
        fixture.server.route(fixture.weightsPath(), _ -> Reply.of(206, new byte[100]).with("Content-Range", "bytes 0-99/100"));
        assertThatThrownBy(() -> header(reference)).hasMessageContaining("instead of " + fixture.weights.length);
        byte[] noise = new byte[fixture.weights.length];
        fixture.server.route(fixture.weightsPath(), request -> FaultyServer.file(request, noise, "\"n\""));
        assertThatThrownBy(() -> header(reference)).isInstanceOf(StoreException.class).hasMessageContaining("GGUF");
        fixture.server.route(fixture.manifestPath(), _ -> Reply.text(404, ""));
        assertThatThrownBy(() -> header(reference)).hasMessageContaining("does not exist");
        assertThatThrownBy(() -> header(ModelReference.parse("pip:x==1.0"))).hasMessageContaining("Python packages");
    }

    @Test
    void aCancelledLookEnds() {
        Cancellation cancellation = new Cancellation();
        cancellation.cancel();
        assertThatThrownBy(() -> remote.search("x", cancellation)).isInstanceOf(CancelledException.class);
    }

    @Test
    void searchSendsTheWordsAndTheToken() {
        fixture.server.route("/api/models", _ -> Reply.text(200, "[{\"id\":\"a/b\",\"downloads\":-1},{\"id\":\"a/..\"},{\"id\":\"a/b/c\"},7]"));
        assertThat(remote.search("x & y", new Cancellation())).extracting(HubRepository::id).containsExactly("a/b");
        assertThat(fixture.server.requests.getLast().target()).contains("search=x+%26+y");
        assertThat(fixture.server.requests.getLast().header("Authorization")).isEqualTo("Bearer hf_secret");
        fixture.server.route("/api/models", _ -> Reply.text(200, "<html>"));
        assertThatThrownBy(() -> remote.search("x", new Cancellation())).hasMessageContaining("not valid");
        fixture.server.route("/api/models", _ -> Reply.text(503, "later"));
        assertThatThrownBy(() -> remote.search("x", new Cancellation())).hasMessageContaining("503");
    }

    @Test
    void withoutANameServerTheAnswerComesWithinTwoSeconds() {
        long start = System.nanoTime();
        try (RemoteModels lost = new RemoteModels(PullFixture.options(Map.of("HF_ENDPOINT", "https://hub.example")), host -> {
            throw new UnknownHostException(host);
        })) {
            assertThatThrownBy(() -> lost.search("x", new Cancellation())).hasMessage("unknown host hub.example");
        }
        try (RemoteModels silent = new RemoteModels(PullFixture.options(Map.of("HF_ENDPOINT", "https://hub.example")), _ -> hang())) {
            assertThatThrownBy(() -> silent.search("x", new Cancellation())).hasMessageContaining("no answer to the name lookup");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    }

    private static InetAddress[] hang() throws UnknownHostException {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new UnknownHostException("late");
    }

    @ParameterizedTest
    @CsvSource({"x-Q4_K_M.gguf, Q4_K_M", "x.q8_0.gguf, Q8_0", "Qwen2-7B-IQ3_XXS.gguf, IQ3_XXS", "a-f16.gguf, F16", "a-BF16.gguf, BF16", "gpt-oss-mxfp4.gguf, MXFP4",
        "m-UD-Q4_K_XL.gguf, UD-Q4_K_XL", "m-TQ1_0.gguf, TQ1_0", "Q4_K_M-tuned-Q5_K_S.gguf, Q5_K_S", "model.gguf, ''", "q4u.gguf, ''", "x-Q6_K-00001-of-00003.gguf, Q6_K"})
    void quantizationsAreReadFromNames(String name, String quantization) {
        assertThat(new HubFile("sub/" + name, 1, Optional.empty()).quantization().orElse("")).isEqualTo(quantization);
    }

    @Test
    void eachFileHasAReferenceThatMeansIt() {
        String names = String.join(",", List.of("a-Q4_K_M.gguf", "b-Q4_K_M.gguf", "odd name (1).gguf", "x/deep-Q8_0.gguf", "mmproj-f16.gguf").stream()
                .map(name -> "{\"type\":\"file\",\"path\":\"" + name + "\",\"size\":" + (name.length() + 100) + ",\"lfs\":{\"oid\":\"" + Digest.of(name).hex() + "\"}}").toList());
        fixture.server.route("/api/models/Org/Repo/tree/main", _ -> Reply.text(200, "[" + names + "]"));
        assertThat(remote.files("Org/Repo", new Cancellation())).extracting(RemoteFile::path, RemoteFile::reference).containsExactlyInAnyOrder(
                tuple("a-Q4_K_M.gguf", "hf.co/Org/Repo:Q4_K_M"),
                tuple("b-Q4_K_M.gguf", "hf.co/Org/Repo:b-Q4_K_M"),
                tuple("odd name (1).gguf", fixture.server.url("/Org/Repo/resolve/main/odd%20name%20%281%29.gguf")),
                tuple("x/deep-Q8_0.gguf", "hf.co/Org/Repo:Q8_0"));
        assertThatThrownBy(() -> remote.files("Org/../Repo", new Cancellation())).isInstanceOf(StoreException.class);
    }
}
