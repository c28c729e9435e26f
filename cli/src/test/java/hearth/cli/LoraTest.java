package hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.cli.CommandRunner.Outcome;
import hearth.format.TensorType;
import hearth.format.gguf.LayerTensor;
import hearth.testkit.TinyFolder;
import hearth.testkit.TinyLlama;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Adapters on the command line: applied, merged, refused. */
class LoraTest {
    @TempDir
    private Path folder;

    private CommandRunner hearth;
    private String model;
    private String adapter;

    @BeforeEach
    void prepare() throws IOException {
        hearth = new CommandRunner(folder);
        model = TinyLlama.create().write(folder.resolve("tiny.gguf")).toString();
        adapter = peft("style", 32).toString();
    }

    /** A folder of PEFT for the q of the first layer. */
    private Path peft(String name, int inputs) throws IOException {
        Path made = Files.createDirectory(folder.resolve(name));
        Files.writeString(made.resolve("adapter_config.json"),
                "{\"peft_type\":\"LORA\",\"r\":2,\"lora_alpha\":64,\"base_model_name_or_path\":\"some/where\"}");
        String layer = "base_model.model.model.layers.0.self_attn.v_proj.";
        Files.write(made.resolve("adapter_model.safetensors"), new TinyFolder()
                .floats(layer + "lora_A.weight", values(2 * inputs), 2, inputs)
                .floats(layer + "lora_B.weight", values(64), 32, 2)
                .weights());
        return made;
    }

    private static float[] values(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) Math.cos(i * 1.3 + count);
        }
        return values;
    }

    private String ids(String file, String... lora) {
        String[] arguments = new String[10 + lora.length];
        System.arraycopy(new String[] {"complete", file, "--raw", "--prompt", "abc", "--max-tokens", "12", "--temperature", "0", "--json"},
                0, arguments, 0, 10);
        System.arraycopy(lora, 0, arguments, 10, lora.length);
        Outcome outcome = hearth.run(arguments);
        assertThat(outcome.code()).as(outcome.err()).isZero();
        return outcome.out().replaceAll("(?s).*(\"generatedIds\":\\[[^]]*]).*", "$1");
    }

    @Test
    void adaptersAreAppliedWithTheirScales() {
        String plain = ids(model);
        String adapted = ids(model, "--lora", adapter);
        assertThat(adapted).isNotEqualTo(plain);
        assertThat(ids(model, "--lora", adapter + ":1.0")).isEqualTo(adapted);
        assertThat(ids(model, "--lora", adapter + ":0")).isEqualTo(plain);
        assertThat(ids(model, "--lora", adapter + ":0.25", "--lora", adapter + ":0.75")).isEqualTo(adapted);
    }

    @Test
    void aMergedModelAnswersAsTheAdaptedOne() {
        String merged = folder.resolve("merged.gguf").toString();
        Outcome outcome = hearth.run("lora", "merge", model, adapter + ":0.5", "-o", merged);
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.err()).contains("wrote " + merged + ": llama, 1 of 21 tensors changed");
        assertThat(ids(merged)).isEqualTo(ids(model, "--lora", adapter + ":0.5"));
        assertThat(hearth.run("lora", "merge", model, adapter, "-o", merged).err()).contains("already there; --force replaces it");
    }

    @Test
    void quantizedModelsAreNotMerged() {
        String small = TinyLlama.create().type(TensorType.Q8_0).write(folder.resolve("q8.gguf")).toString();
        Outcome outcome = hearth.run("lora", "merge", small, adapter, "-o", folder.resolve("merged.gguf").toString());
        assertThat(outcome.code()).isEqualTo(ExitCode.ERROR);
        assertThat(outcome.err()).contains("tensor '" + LayerTensor.ATTENTION_VALUE.weight(0) + "' is Q8_0: only F32, F16 and BF16");
        assertThat(ids(small, "--lora", adapter)).isNotEqualTo(ids(small));
    }

    /** As Ollama stores a model whose Modelfile names an adapter. */
    @Test
    void aStoredModelsOwnAdapterIsApplied() throws IOException {
        String style = folder.resolve("style.gguf").toString();
        Path base = TinyFolder.llama().write(folder.resolve("llama"));
        assertThat(hearth.run("convert", adapter, "--base", base.toString(), "-o", style).code()).isZero();
        Path manifest = folder.resolve("models/manifests/registry.ollama.ai/library/tiny/latest");
        Files.createDirectories(manifest.getParent());
        Files.writeString(manifest, "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.docker.distribution.manifest.v2+json\",\"config\":"
                + layer("application/vnd.docker.container.image.v1+json", "{}".getBytes(StandardCharsets.UTF_8)) + ",\"layers\":["
                + layer("application/vnd.ollama.image.model", Files.readAllBytes(Path.of(model))) + ","
                + layer("application/vnd.ollama.image.adapter", Files.readAllBytes(Path.of(style))) + "]}");
        assertThat(ids("tiny")).isEqualTo(ids(model, "--lora", style)).isNotEqualTo(ids(model));
        assertThat(ids("tiny", "--lora", style + ":-1")).isEqualTo(ids(model));
    }

    private String layer(String mediaType, byte[] bytes) throws IOException {
        try {
            String digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
            Path blobs = Files.createDirectories(folder.resolve("models/blobs"));
            Files.write(blobs.resolve("sha256-" + digest), bytes);
            return "{\"mediaType\":\"" + mediaType + "\",\"digest\":\"sha256:" + digest + "\",\"size\":" + bytes.length + "}";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void mistakesAreSaid() throws IOException {
        assertThat(hearth.run("complete", model, "--prompt", "a", "--lora", "nowhere.gguf:2").err())
                .contains("adapter nowhere.gguf: no such file or folder");
        assertThat(hearth.run("complete", model, "--prompt", "a", "--lora", adapter + ":1e99").err()).contains("must be finite");
        assertThat(hearth.run("complete", model, "--prompt", "a", "--lora", folder.toString()).err())
                .contains("no adapter_config.json in this folder");
        assertThat(hearth.run("complete", model, "--prompt", "a", "--lora", model).err()).contains("so this is no adapter");
        assertThat(hearth.run("complete", model, "--prompt", "a", "--lora", peft("other", 24).toString()).err())
                .contains("tensor '" + LayerTensor.ATTENTION_VALUE.weight(0) + ".lora_a' has shape [24, 2]");
    }
}
