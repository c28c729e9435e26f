package hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.cli.CommandRunner.Outcome;
import hearth.format.TensorType;
import hearth.testkit.TinyFolder;
import hearth.testkit.TinyLlama;
import hearth.testkit.TinyVocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models made of Modelfiles. */
class CreateCommandTest {
    @TempDir
    private Path folder;

    private CommandRunner hearth;

    @BeforeEach
    void prepare() throws IOException {
        hearth = new CommandRunner(folder).variable("HEARTH_HOST", "127.0.0.1:1");
        TinyLlama.create().contextLength(256).type(TensorType.F16).chatTemplate(TinyVocabulary.CHAT_TEMPLATE).write(folder.resolve("tiny.gguf"));
    }

    private Outcome create(String name, String modelfile, String... more) throws IOException {
        Path file = Files.writeString(folder.resolve("Modelfile"), modelfile);
        return hearth.run(java.util.stream.Stream.concat(
                java.util.stream.Stream.of("create", name, "-f", file.toString()), java.util.Arrays.stream(more)).toArray(String[]::new));
    }

    @Test
    void aModelIsMadeOfAFileAndOthersOfIt() throws IOException {
        Outcome made = create("mine", "FROM ./tiny.gguf\nSYSTEM \"Be brief.\"\nPARAMETER temperature 0.2\nPARAMETER stop \"x y\"\nLICENSE free\n");
        assertThat(made.code()).as(made.err()).isZero();
        assertThat(made.err()).contains("success");
        assertThat(hearth.run("show", "mine", "--system").out()).contains("Be brief.");
        assertThat(hearth.run("show", "mine", "--parameters").out()).contains("temperature", "0.2", "x y");
        Outcome second = create("second", "FROM mine\nPARAMETER top_k 3\nMESSAGE user Hi\nMESSAGE assistant Hello\nREQUIRES 0.1.0\n");
        assertThat(second.code()).as(second.err()).isZero();
        assertThat(second.err()).contains("Note: REQUIRES 0.1.0 has no effect");
        assertThat(hearth.run("show", "second", "--parameters").out()).contains("temperature", "top_k");
        Outcome answer = hearth.run("run", "second", "hi", "--max-tokens", "3");
        assertThat(answer.code()).as(answer.err()).isZero();
        assertThat(create("third", "FROM mine\nTEMPLATE \"\"\"" + TinyVocabulary.CHAT_TEMPLATE + "\"\"\"\n").code()).isZero();
    }

    @Test
    void weightsCanBeQuantizedOnTheWay() throws IOException {
        Outcome made = create("small", "FROM ./tiny.gguf", "--quantize", "q8_0");
        assertThat(made.code()).as(made.err()).isZero();
        assertThat(hearth.run("show", "small").out()).contains("Q8_0");
        assertThat(create("x", "FROM ./tiny.gguf", "-q", "q99").err()).contains("--quantize q99 is no type");
        assertThat(create("x", "FROM small", "-q", "q4_0").err()).contains("can't be made");
        try (var files = Files.list(folder.resolve("models/blobs"))) {
            assertThat(files.map(file -> file.getFileName().toString())).allMatch(file -> file.startsWith("sha256-"));
        }
    }

    /** A folder of PEFT for the v of the first layer. */
    private Path peft(String path) throws IOException {
        Path made = Files.createDirectories(folder.resolve(path));
        Files.writeString(made.resolve("adapter_config.json"), "{\"peft_type\":\"LORA\",\"r\":1,\"lora_alpha\":64}");
        Files.writeString(made.resolve("README.md"), "mine");
        String layer = "base_model.model.model.layers.0.self_attn.v_proj.";
        float[] values = new float[32];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.sin(i + path.length());
        }
        Files.write(made.resolve("adapter_model.safetensors"), new TinyFolder()
                .floats(layer + "lora_A.weight", values, 1, 32)
                .floats(layer + "lora_B.weight", values, 32, 1)
                .weights());
        return made;
    }

    private String answer(String... arguments) {
        Outcome outcome = hearth.run(java.util.stream.Stream.concat(
                java.util.stream.Stream.of("complete"), java.util.Arrays.stream(arguments)).toArray(String[]::new));
        assertThat(outcome.code()).as(outcome.err()).isZero();
        return outcome.out().replaceAll("(?s).*(\"generatedIds\":\\[[^]]*]).*", "$1");
    }

    private static String[] greedy(String model, String... more) {
        return java.util.stream.Stream.concat(
                java.util.stream.Stream.of(model, "--raw", "--prompt", "abc", "--max-tokens", "12", "--temperature", "0", "--json"),
                java.util.Arrays.stream(more)).toArray(String[]::new);
    }

    private long blobs() throws IOException {
        try (var files = Files.list(folder.resolve("models/blobs"))) {
            return files.count();
        }
    }

    @Test
    void adaptersMayBeFoldersOfPeft() throws IOException {
        peft("a/style");
        peft("other/style");
        Outcome made = create("styled", "FROM ./tiny.gguf\nADAPTER ./a/style\n");
        assertThat(made.code()).as(made.err()).isZero();
        assertThat(made.err()).contains("converting adapter");
        assertThat(answer(greedy("styled"))).isEqualTo(answer(greedy(folder.resolve("tiny.gguf").toString(), "--lora", folder.resolve("a/style").toString())))
                .isNotEqualTo(answer(greedy(folder.resolve("tiny.gguf").toString())));
        // The folder's own files are no part of the model.
        assertThat(blobs()).isEqualTo(3);
        Outcome both = create("both", "FROM ./tiny.gguf\nADAPTER ./a/style\nADAPTER ./other/style/adapter_model.safetensors\n");
        assertThat(both.code()).as(both.err()).isZero();
        assertThat(answer(greedy("both"))).isEqualTo(answer(greedy("styled", "--lora", folder.resolve("other/style").toString())));
        Files.delete(folder.resolve("a/style/adapter_model.safetensors"));
        assertThat(create("x", "FROM ./tiny.gguf\nADAPTER ./a/style\n").err()).contains("ADAPTER ./a/style: no adapter_model.safetensors in this folder");
        assertThat(create("x", "FROM ./tiny.gguf\nADAPTER ./a\n").err()).contains("ADAPTER ./a: no adapter_config.json in this folder");
        TinyLlama.create().architecture("starcoder").write(folder.resolve("odd.gguf"));
        assertThat(create("x", "FROM ./odd.gguf\nADAPTER ./other/style\n").err()).contains("adapters.style: ", "'starcoder'");
        assertThat(hearth.run("show", "x").code()).isEqualTo(ExitCode.ERROR);
        assertThat(blobs()).isEqualTo(4);
    }

    @Test
    void aSplitModelIsFoundByAnyOfItsParts() throws IOException {
        String tiny = folder.resolve("tiny.gguf").toString();
        Files.createDirectory(folder.resolve("parts"));
        assertThat(hearth.run("gguf", "split", tiny, folder.resolve("parts/m").toString(), "--max-tensors", "8").code()).isZero();
        Outcome made = create("split", "FROM ./parts/m-00001-of-00003.gguf");
        assertThat(made.code()).as(made.err()).isZero();
        assertThat(answer(greedy("split"))).isEqualTo(answer(greedy(tiny)));
        String id = hearth.run("list", "split").out();
        for (String from : java.util.List.of("FROM ./parts/m-00003-of-00003.gguf", "FROM ./parts",
                "FROM ./parts/m-00002-of-00003.gguf\nFROM ./parts/m-00001-of-00003.gguf\nFROM ./parts/m-00003-of-00003.gguf")) {
            assertThat(create("split", from).code()).as(from).isZero();
            assertThat(hearth.run("list", "split").out().split("\\s+")[5]).as(from).isEqualTo(id.split("\\s+")[5]);
        }
        assertThat(create("small", "FROM ./parts", "-q", "q8_0").code()).isZero();
        Files.delete(folder.resolve("parts/m-00002-of-00003.gguf"));
        assertThat(create("x", "FROM ./parts/m-00001-of-00003.gguf").err()).contains("the split model lacks m-00002-of-00003.gguf beside it");
        assertThat(create("x", "FROM ./parts").err()).contains("lacks 'm-00002-of-00003.gguf'");
        assertThat(create("x", "FROM ./tiny.gguf\nFROM ./parts/m-00001-of-00003.gguf").err()).contains("several FROM lines are for the parts");
        assertThat(create("x", "FROM m-00001-of-00003.gguf\nFROM m-00002-of-00003.gguf").err()).contains("no such file");
    }

    @Test
    void whatCantBeDoneIsRefusedByName() throws IOException {
        assertThat(create("x", "FROM ./none.gguf").err()).contains("./none.gguf: no such file");
        assertThat(create("x", "SYSTEM y").err()).contains("no FROM line");
        assertThat(create("x", "FROM ./tiny.gguf\nTEMPLATE {{ .Prompt }}").err()).contains("template is not supported", "Go");
        assertThat(create("x", "FROM ./tiny.gguf\nADAPTER ./tiny.gguf").err()).contains("adapters.tiny.gguf is no adapter but a model");
        assertThat(create("x", "FROM ./tiny.gguf\nADAPTER ./none").err()).contains("./none: no such file");
        assertThat(create("x", "FROM ./tiny.gguf\nPARAMETER warmth 1").err()).contains("unknown parameter 'warmth'");
        assertThat(create("x", "FROM ./tiny.gguf\nPARSER y").err()).contains("PARSER is not supported");
        assertThat(create("x", "FROM ./tiny.gguf\nFROM ./tiny.gguf").err()).contains("several FROM lines");
        assertThat(hearth.run("show", "x").code()).isEqualTo(ExitCode.ERROR);
    }

    @Test
    void pushSaysWhereItCant() throws IOException {
        create("localhost:1/me/tiny:1", "FROM ./tiny.gguf");
        assertThat(hearth.run("push", "localhost:1/me/tiny:1", "--insecure").err()).contains("cannot connect to localhost");
        assertThat(hearth.run("push", "localhost:1/me/tiny:1").code()).isEqualTo(ExitCode.ERROR);
    }
}
