package hearth.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.engine.Engine;
import hearth.engine.EngineOptions;
import hearth.json.Json;
import hearth.server.call.KeepAlive;
import hearth.server.library.RecipeBlobs;
import hearth.server.model.PoolOptions;
import hearth.server.scripted.TestServer;
import hearth.store.Layer;
import hearth.store.LayerKind;
import hearth.store.ModelName;
import hearth.testkit.TinyFolder;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models made over HTTP of adapters and of parts, and what the engine then answers with them. */
class EngineCreateTest {
    private static final long BYTES = 1L << 30;

    private final EngineModelLoader loader = new EngineModelLoader(
            () -> Engine.open(EngineOptions.defaults().withThreads(1)), new EngineRunnerOptions(0, 1, 3, BYTES));
    private TestServer server;
    private RecipeBlobs blobs;

    @TempDir
    private Path folder;

    @BeforeEach
    void open() {
        server = new TestServer(folder, loader, options -> options,
                new PoolOptions(BYTES, new KeepAlive(Duration.ofMinutes(5)), Duration.ofMinutes(2), 100)).add("tiny");
        blobs = new RecipeBlobs(server.store());
    }

    @AfterEach
    void close() {
        server.close();
        loader.close();
    }

    private List<Map<String, Object>> create(String name, Map<String, Object> recipe) {
        Map<String, Object> body = new HashMap<>(recipe);
        body.put("model", name);
        HttpResponse<String> response = server.post("/api/create", body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        List<Map<String, Object>> lines = TestServer.lines(response);
        assertThat(lines.getLast()).isEqualTo(Map.of("status", "success"));
        return lines;
    }

    private String answer(String model) {
        HttpResponse<String> response = server.post("/api/generate", Map.of("model", model, "prompt", "abc", "raw", true, "stream", false,
                "options", Map.of("temperature", 0, "num_predict", 12)));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Json.write(Json.parseObject(response.body()).get("response"));
    }

    private List<Layer> layers(String model, LayerKind kind) {
        return server.store().require(ModelName.parse(model)).manifest().layers(kind);
    }

    @Test
    void anAdapterOfPeftIsConvertedForItsModelAndApplied() throws Exception {
        String plain = answer("tiny");
        Map<String, String> peft = blobs.peft("style/", 32);
        List<Map<String, Object>> lines = create("styled", Map.of("from", "tiny", "adapters", peft));
        assertThat(lines).extracting(line -> (String) line.get("status"))
                .startsWith("converting adapter")
                .anyMatch(status -> status.startsWith("creating new layer sha256:"))
                .endsWith("writing manifest", "success");
        // Both stay loaded: they share weights, but not what answers.
        String styled = answer("styled");
        assertThat(styled).isNotEqualTo(plain);
        assertThat(answer("tiny")).isEqualTo(plain);
        assertThat(((List<?>) Json.parseObject(server.get("/api/ps").body()).get("models"))).hasSize(2);
        String converted = layers("styled", LayerKind.ADAPTER).getFirst().digest().toString();
        create("again", Map.of("from", "tiny", "adapters", Map.of("style.gguf", converted)));
        assertThat(answer("again")).isEqualTo(styled);
        // Without a folder's name, and with files beside it that say nothing.
        Map<String, String> bare = new HashMap<>(blobs.peft("", 32));
        bare.put("README.md", blobs.add(new byte[] {'x'}));
        bare.put("tokenizer.json", blobs.add(new byte[] {'{', '}'}));
        create("bare", Map.of("from", "tiny", "adapters", bare));
        assertThat(answer("bare")).isEqualTo(styled);
        assertThat(blobs.all()).allMatch(name -> name.startsWith("sha256-"));
    }

    @Test
    void aModelAndItsAdapterAreConvertedTogether() throws Exception {
        Map<String, String> files = blobs.folder(TinyFolder.llama().write(folder.resolve("llama")));
        List<String> before = blobs.all();
        create("plain", Map.of("files", files));
        create("styled", Map.of("files", files, "adapters", blobs.peft("", 16), "quantize", "q8_0"));
        assertThat(layers("styled", LayerKind.ADAPTER)).hasSize(1);
        assertThat(answer("styled")).isNotEqualTo(answer("plain"));
        // What was written on the way to the quantized model is gone when the model that shares it is.
        server.send("DELETE", "/api/delete", "{\"model\": \"plain\"}");
        server.send("DELETE", "/api/delete", "{\"model\": \"styled\"}");
        List<String> after = new java.util.ArrayList<>(blobs.all());
        after.removeAll(before);
        assertThat(after).hasSize(2); // the two files of PEFT, which the client brought
    }

    @Test
    void partsOfASplitModelAreAModel() throws Exception {
        Path whole = server.store().weights(server.store().require(ModelName.parse("tiny")));
        Map<String, String> parts = blobs.parts(whole, folder.resolve("parts"), "tiny-f32");
        assertThat(parts).hasSize(3);
        List<Map<String, Object>> lines = create("split", Map.of("files", parts));
        assertThat(lines).extracting(line -> (String) line.get("status"))
                .startsWith("parsing GGUF", "using existing layer " + parts.get("tiny-f32-00001-of-00003.gguf"))
                .endsWith("writing manifest", "success");
        assertThat(layers("split", LayerKind.MODEL)).extracting(layer -> layer.digest().toString())
                .containsExactlyElementsOf(new java.util.TreeMap<>(parts).values());
        assertThat(answer("split")).isEqualTo(answer("tiny"));
        create("small", Map.of("files", parts, "quantize", "q8_0"));
        create("smaller", Map.of("from", "split", "quantize", "q8_0"));
        assertThat(layers("small", LayerKind.MODEL)).hasSize(1).isEqualTo(layers("smaller", LayerKind.MODEL));
        assertThat(answer("small")).isNotEmpty();
        create("styled", Map.of("from", "split", "adapters", blobs.peft("", 32)));
        assertThat(answer("styled")).isNotEqualTo(answer("split"));
    }
}
