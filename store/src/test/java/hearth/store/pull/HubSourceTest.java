package hearth.store.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.format.gguf.GgufFile;
import hearth.format.gguf.TensorInfo;
import hearth.store.Cancellation;
import hearth.store.Digest;
import hearth.store.ModelName;
import hearth.store.ModelReference;
import hearth.store.StoreException;
import hearth.store.StoredModel;
import hearth.store.pull.FaultyServer.Reply;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
    void allPartsOfASplitModelAreChosenInOrder() {
        List<HubFile> files = files(List.of("b/x-bf16-00002-of-00003.gguf", "b/x-bf16-00001-of-00003.gguf", "b/x-bf16-00003-of-00003.gguf",
                "x-bf16-00001-of-00002.gguf", "x-Q8_0.gguf"));
        for (String selector : List.of("x-bf16-00003-of-00003", "x-bf16-00001-of-00003.gguf")) {
            assertThat(HubFile.choose(files, Optional.of(selector)).parts(files)).extracting(HubFile::path).containsExactly(
                    "b/x-bf16-00001-of-00003.gguf", "b/x-bf16-00002-of-00003.gguf", "b/x-bf16-00003-of-00003.gguf");
        }
        assertThat(HubFile.choose(files, Optional.of("q8_0")).parts(files)).hasSize(1);
        assertThatThrownBy(() -> HubFile.choose(files, Optional.of("bf16")).parts(files)).isInstanceOf(StoreException.class)
                .hasMessage("the repository lacks x-bf16-00002-of-00002.gguf, a part of the model");
    }

    @Test
    void pullsAllPartsOfASplitModel() throws IOException {
        List<byte[]> parts = List.of(TinyGguf.part(0, 3, 70_000), TinyGguf.part(1, 3, 300_000), TinyGguf.part(2, 3, 5));
        serveParts(parts);
        StoredModel model = pull("hf.co/Org/Repo");
        Path weights = fixture.store.weights(model);
        assertThat(weights.getFileName()).hasToString("weights-00001-of-00003.gguf");
        try (GgufFile file = GgufFile.open(weights)) {
            assertThat(file.partCount()).isEqualTo(3);
            assertThat(file.tensors().values()).extracting(TensorInfo::elementCount).containsExactly(70_000L, 300_000L, 5L);
        }
        assertThat(fixture.store.details(model).config()).containsEntry("model_type", "370K");
        assertThat(fixture.store.verify(model, (_, _, _) -> {}, new Cancellation()).isSound()).isTrue();

        server.requests.clear();
        assertThat(pull("hf.co/Org/Repo").id()).as("the same model gets the same id").isEqualTo(model.id());
        assertThat(server.requests).as("what is there is not fetched again").hasSize(1);

        fixture.store.copy(model.name(), ModelName.parse("mine"));
        fixture.store.remove(model.name());
        assertThat(GgufFile.partPaths(weights)).allSatisfy(part -> assertThat(part).isRegularFile());
        fixture.store.remove(ModelName.parse("mine"));
        assertThat(weights.getParent()).doesNotExist();
        assertThat(fixture.leftovers()).isEmpty();
        try (DirectoryStream<Path> blobs = Files.newDirectoryStream(fixture.store.layout().blobs())) {
            assertThat(blobs).isEmpty();
        }
    }

    @Test
    void aSplitModelWithAWrongOrMissingPartIsNotPublished() throws IOException {
        byte[] first = TinyGguf.part(0, 2, 100);
        serveParts(List.of(first, TinyGguf.part(0, 2, 200)));
        PullPlan plan = PullFixture.planOf(ModelReference.parse("hf.co/Org/Repo"));
        assertThat(fixture.failure(plan)).contains("not a usable GGUF model", "split.no", "is 0, expected 1");
        serveParts(List.of(first, TinyGguf.part(1, 3, 200)));
        assertThat(fixture.failure(plan)).contains("split.count");
        assertThat(fixture.store.list().models()).isEmpty();
    }

    private void serveParts(List<byte[]> parts) {
        List<String> items = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            byte[] part = parts.get(i);
            String name = GgufFile.partName("sub/m-Q4_K_M", i, parts.size());
            items.addFirst("{\"type\":\"file\",\"path\":\"" + name + "\",\"size\":" + part.length + ",\"lfs\":{\"oid\":\""
                    + Digest.of(part).hex() + "\"}}");
            server.route("/Org/Repo/resolve/main/" + name, request -> FaultyServer.file(request, part, "\"w\""));
        }
        serveList(String.join(",", items));
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
