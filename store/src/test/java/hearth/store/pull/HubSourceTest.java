package hearth.store.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.store.Cancellation;
import hearth.store.Digest;
import hearth.store.ModelName;
import hearth.store.ModelReference;
import hearth.store.StoreException;
import hearth.store.StoredModel;
import hearth.store.pull.FaultyServer.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class HubSourceTest {
    private static final List<String> NAMES = List.of("README.md", "SmolLM2-135M-Instruct-IQ3_M.gguf", "SmolLM2-135M-Instruct-Q4_0.gguf",
            "SmolLM2-135M-Instruct-Q4_K_M.gguf", "SmolLM2-135M-Instruct-Q4_K_L.gguf", "SmolLM2-135M-Instruct-f16.gguf",
            "mmproj-SmolLM2-Q4_K_M.gguf", "SmolLM2.imatrix.gguf", "sub/BF16/SmolLM2-BF16-00001-of-00002.gguf");

    @TempDir
    Path folder;

    private PullFixture fixture;
    private FaultyServer server;

    @BeforeEach
    void start() throws IOException {
        fixture = new PullFixture(folder);
        server = fixture.server;
        fixture.options = PullFixture.options(Map.of("HF_ENDPOINT", server.url("/"), "HF_TOKEN", "hf_secret")).trusting(server.host());
    }

    @AfterEach
    void stop() throws IOException {
        fixture.close();
    }

    @ParameterizedTest
    @CsvSource({"'', Q4_K_M", "q4_k_m, Q4_K_M", "Q4_0, Q4_0", "F16, f16", "iq3_m, IQ3_M", "SmolLM2-135M-Instruct-Q4_K_L.gguf, Q4_K_L",
        "smollm2-135m-instruct-q4_0, Q4_0"})
    void theSelectorChoosesAFile(String selector, String chosen) {
        HubFile file = HubFile.choose(files(NAMES), Optional.of(selector).filter(s -> !s.isEmpty()));
        assertThat(file.path()).isEqualTo("SmolLM2-135M-Instruct-" + chosen + ".gguf");
    }

    @Test
    void withoutTheUsualQuantizationTheFirstFileIsTaken() {
        assertThat(HubFile.choose(files(List.of("b-Q8_0.gguf", "a-Q6_K.gguf")), Optional.empty()).path()).isEqualTo("a-Q6_K.gguf");
        assertThat(HubFile.choose(files(List.of("model.gguf")), Optional.empty()).path()).isEqualTo("model.gguf");
    }

    @Test
    void whatCannotBeChosenIsExplained() {
        assertThatThrownBy(() -> HubFile.choose(files(NAMES), Optional.of("Q9"))).isInstanceOf(StoreException.class).hasMessageContaining("no file for \"Q9\"");
        assertThatThrownBy(() -> HubFile.choose(files(NAMES), Optional.of("4_K_M"))).hasMessageContaining("no file for");
        assertThatThrownBy(() -> HubFile.choose(files(NAMES), Optional.of("BF16"))).hasMessageContaining("split into several");
        assertThatThrownBy(() -> HubFile.choose(files(List.of("a.safetensors")), Optional.empty())).hasMessageContaining("no GGUF weights");
    }

    @Test
    void pullsTheChosenFileAndWritesAManifestForIt() throws IOException {
        serveList("{\"type\":\"directory\",\"path\":\"sub\",\"size\":0},{\"type\":\"file\",\"path\":\"my model-Q4_K_M.gguf\",\"size\":"
                + fixture.weights.length + ",\"lfs\":{\"oid\":\"" + Digest.of(fixture.weights).hex() + "\",\"size\":" + fixture.weights.length + "}}");
        server.route("/Org/Repo/resolve/main/my%20model-Q4_K_M.gguf", request -> FaultyServer.file(request, fixture.weights, "\"w\""));
        StoredModel model = pull("hf.co/Org/Repo");
        assertThat(model.name()).isEqualTo(ModelName.parse("hf.co/Org/Repo:latest"));
        assertThat(Files.readAllBytes(fixture.store.weights(model))).isEqualTo(fixture.weights);
        assertThat(fixture.store.details(model).config()).containsEntry("model_format", "gguf").containsEntry("model_family", "llama")
                .containsEntry("model_type", "300K").containsEntry("file_type", "F32").containsEntry("hearth_source", "hf.co/Org/Repo");
        assertThat(server.requests).allSatisfy(request -> assertThat(request.header("Authorization")).isEqualTo("Bearer hf_secret"));
        assertThat(pull("hf.co/Org/Repo").id()).as("the same model gets the same id").isEqualTo(model.id());
    }

    @Test
    void filesOutsideLargeFileStorageHaveNoKnownDigest() {
        serveList("{\"type\":\"file\",\"path\":\"x.gguf\",\"size\":" + fixture.weights.length + "}");
        server.route("/Org/Repo/resolve/main/x.gguf", request -> FaultyServer.file(request, fixture.weights, "\"w\""));
        assertThat(fixture.store.weights(pull("hf.co/Org/Repo:x"))).hasBinaryContent(fixture.weights);
    }

    @Test
    void failuresOfTheHubAreExplained() {
        PullPlan plan = PullFixture.planOf(ModelReference.parse("hf.co/Org/Repo"));
        String list = "/api/models/Org/Repo/tree/main";
        server.route(list, _ -> Reply.text(401, "{\"error\":\"x\"}"));
        assertThat(fixture.failure(plan)).contains("HF_TOKEN");
        server.route(list, _ -> Reply.text(404, ""));
        assertThat(fixture.failure(plan)).isEqualTo("the repository does not exist");
        for (String broken : List.of("", "{}", "[", "<html>")) {
            server.route(list, _ -> Reply.text(200, broken));
            assertThat(fixture.failure(plan)).as(broken).contains("not valid");
        }
        for (String odd : List.of("1", "null", "{}", "{\"type\":\"file\"}", "{\"type\":\"file\",\"path\":7,\"size\":1}",
                "{\"type\":\"file\",\"path\":\"x.gguf\",\"size\":-1}", "{\"type\":\"file\",\"path\":\"x.gguf\",\"size\":1,\"lfs\":{\"oid\":\"../x\"}}")) {
            serveList(odd);
            assertThat(fixture.failure(plan)).as(odd).contains("no GGUF weights");
        }
    }

    private StoredModel pull(String text) {
        return fixture.puller().pull(PullFixture.planOf(ModelReference.parse(text)), fixture.events::add, new Cancellation());
    }

    private void serveList(String items) {
        server.route("/api/models/Org/Repo/tree/main", _ -> Reply.text(200, "[" + items + "]"));
    }

    private static List<HubFile> files(List<String> names) {
        return names.stream().map(name -> new HubFile(name, 5, Optional.empty())).toList();
    }
}
