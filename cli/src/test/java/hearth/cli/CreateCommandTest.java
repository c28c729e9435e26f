package hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.cli.CommandRunner.Outcome;
import hearth.format.TensorType;
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
