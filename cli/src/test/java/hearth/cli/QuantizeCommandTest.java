package hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.cli.CommandRunner.Outcome;
import hearth.format.TensorType;
import hearth.format.gguf.GgufFile;
import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.TensorNames;
import hearth.testkit.TinyFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code hearth quantize} and {@code hearth gguf}. */
class QuantizeCommandTest {
    @TempDir
    private Path folder;

    private CommandRunner hearth;
    private String source;
    private Path target;

    @BeforeEach
    void prepare() throws IOException {
        hearth = new CommandRunner(folder);
        source = TinyFolder.llama().write(folder.resolve("tiny")).toString();
        target = folder.resolve("tiny-q8.gguf");
    }

    private Outcome run(String... arguments) {
        Outcome outcome = hearth.run(arguments);
        assertThat(outcome.code()).as(outcome.err()).isZero();
        return outcome;
    }

    @Test
    void aFolderBecomesAQuantizedModelThatAnswers() {
        Outcome outcome = run("quantize", source, target.toString(), "--type", "q8_0");
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).contains("quantizing 100% of", "wrote " + target + ": 21 tensors, ", "bits per weight");
        try (GgufFile file = GgufFile.open(target)) {
            assertThat(file.tensor(LayerTensor.ATTENTION_QUERY.weight(0)).type()).isEqualTo(TensorType.Q8_0);
        }
        assertThat(run("complete", target.toString(), "--prompt", "the", "--raw", "--temperature", "0", "--max-tokens", "4").out()).isNotEmpty();
        assertThat(run("show", target.toString()).out()).contains("Q8_0");
    }

    @Test
    void methodsThatCalibrateGiveModelsThatAnswer() throws IOException {
        Path text = folder.resolve("text.txt");
        Files.writeString(text, "the hen sat on the then an inner tin ".repeat(20));
        for (String method : List.of("gptq", "awq")) {
            Path out = folder.resolve(method + ".gguf");
            Outcome outcome = run("quantize", source, out.toString(), "--type", "Q4_0", "--method", method, "--calibration", text.toString(),
                    "--calibration-length", "32", "--calibration-sequences", "3");
            assertThat(outcome.err()).contains(method.equals("gptq") ? "rounding with GPTQ 100%" : "AWQ moved factors into", "wrote " + out);
            assertThat(run("complete", out.toString(), "--prompt", "the", "--raw", "--temperature", "0", "--max-tokens", "4").out()).isNotEmpty();
            Path checkpoint = folder.resolve(method);
            run("quantize", source, checkpoint.toString(), "--format", method, "--group-size", "32", "--calibration", text.toString(),
                    "--calibration-length", "32", "--calibration-sequences", "3");
            assertThat(Files.readString(checkpoint.resolve("config.json"))).contains("\"quant_method\" : \"" + method + "\"");
        }
        assertThat(hearth.run("quantize", source, target.toString(), "--type", "q8_0", "--method", "magic").err()).contains("is not one of plain, gptq, awq");
        assertThat(hearth.run("quantize", source, target.toString(), "--type", "q8_0", "--format", "gptq").code()).isEqualTo(ExitCode.USAGE);
        assertThat(hearth.run("quantize", source, target.toString(), "--format", "awq", "--bits", "8").err()).contains("AWQ checkpoints have 4 bits");
    }

    @Test
    void aDryRunListsTypesAndWritesNothing() {
        Outcome outcome = run("quantize", source, "--type", "Q4_K_M", "--dry-run", "--tensor-type", "ffn_up=F16");
        assertThat(outcome.out()).contains("rows do not fill blocks of Q4_K", LayerTensor.FEED_FORWARD_UP.weight(0), "F16", "bits per weight");
        assertThat(target).doesNotExist();
    }

    @Test
    void aBudgetWritesTheFileAndTheEvidence() throws IOException {
        Path text = Files.writeString(folder.resolve("text.txt"), "the hen sat on the then an inner tin is to the other\n".repeat(40));
        Path other = Files.writeString(folder.resolve("other.txt"), "in the inn a hen is then to sit on another tin\n".repeat(20));
        Path whole = folder.resolve("whole.gguf");
        run("quantize", source, whole.toString(), "--type", "q8_0");
        long allowed = Files.size(whole) - 1000;
        Outcome outcome = run("quantize", source, target.toString(), "--budget", allowed + "b", "--calibration", text.toString(),
                "--verification", other.toString());
        assertThat(Files.size(target)).isLessThanOrEqualTo(allowed);
        assertThat(outcome.out()).contains("Files that were tried for: " + allowed + " bytes", "Types that were chosen", "What file types would give");
        assertThat(outcome.err()).contains("measuring sensitivity", "wrote " + target, "evidence in");
        assertThat(folder.resolve("tiny-q8.gguf.budget.json")).content().contains("\"kl_divergence\"", "\"sensitivity\"");
        assertThat(folder.resolve("tiny-q8.gguf.budget.html")).content().contains("<h2>What became of each group of tensors</h2>");
        assertThat(folder.resolve("tiny-q8.gguf.measures")).doesNotExist();
        assertThat(run("complete", target.toString(), "--prompt", "the", "--raw", "--temperature", "0", "--max-tokens", "4").out()).isNotEmpty();
        Outcome refused = hearth.run("quantize", source, target.toString(), "--budget", "100b", "--force", "--calibration", text.toString(),
                "--verification", other.toString());
        assertThat(refused.code()).isEqualTo(ExitCode.ERROR);
        assertThat(refused.err()).contains("more than the 100 that are allowed");
    }

    @Test
    void aBudgetAndATypeExcludeEachOther() {
        String[][] wrong = {
            {}, {"--type", "q8_0", "--budget", "4GB"}, {"--budget", "4GB", "--pure"}, {"--type", "q8_0", "--types", "Q4_0"},
            {"--budget", "4GB", "--dry-run"}, {"--budget", "4GB", "--tensor-type", "x=F16"}
        };
        for (String[] options : wrong) {
            String[] all = Stream.concat(Stream.of("quantize", source, target.toString()), Stream.of(options)).toArray(String[]::new);
            assertThat(hearth.run(all).code()).as(String.join(" ", options)).isEqualTo(ExitCode.USAGE);
        }
        assertThat(hearth.run("quantize", source, target.toString(), "--budget", "little").err()).contains("'little' is no budget");
        assertThat(hearth.run("quantize", source, target.toString(), "--budget", "4GB", "--types", "Q4_0,Q9").err())
                .contains("'Q9' is no tensor type");
        assertThat(target).doesNotExist();
    }

    @Test
    void mistakesAreSaid() throws IOException {
        assertThat(hearth.run("quantize", source, target.toString(), "--type", "q9").err()).contains("--type q9 is not one of");
        assertThat(hearth.run("quantize", source, "--type", "q8_0").code()).isEqualTo(ExitCode.USAGE);
        assertThat(hearth.run("quantize", source, "--type", "q8_0", "--dry-run", "--tensor-type", "x=Q9").err()).contains("'Q9' is no tensor type");
        assertThat(hearth.run("quantize", source, "--type", "q8_0", "--dry-run", "--tensor-type", "(=F16").code()).isEqualTo(ExitCode.USAGE);
        Files.writeString(target, "precious");
        assertThat(hearth.run("quantize", source, target.toString(), "--type", "q8_0").err()).contains("--force replaces it");
        assertThat(target).hasContent("precious");
        run("quantize", source, target.toString(), "--type", "q8_0", "--force");
        Outcome again = hearth.run("quantize", target.toString(), folder.resolve("b.gguf").toString(), "--type", "q4_0");
        assertThat(again.code()).isEqualTo(ExitCode.ERROR);
        assertThat(again.err()).contains("is Q8_0 already").contains("--allow-requantize");
    }

    @Test
    void filesAreCutJoinedEditedAndCompared() throws IOException {
        run("quantize", source, target.toString(), "--type", "q8_0");
        Path prefix = folder.resolve("part");
        run("gguf", "split", target.toString(), prefix.toString(), "--max-tensors", "10");
        Path merged = folder.resolve("merged.gguf");
        run("gguf", "merge", folder.resolve("part-00001-of-00003.gguf").toString(), merged.toString());
        assertThat(merged).hasSameBinaryContentAs(target);
        assertThat(run("gguf", "diff", merged.toString(), target.toString()).out()).isEqualTo("equal\n");
        assertThat(run("gguf", "hash", merged.toString()).out()).containsPattern("[0-9a-f]{64}  " + TensorNames.TOKEN_EMBEDDING)
                .containsPattern("[0-9a-f]{64}  all tensors");
        run("gguf", "edit", merged.toString(), "--in-place", "--set", "general.name:str=new name");
        assertThat(run("gguf", "dump", merged.toString()).out()).contains("\"new name\"", "\"llama\"");
        Outcome differ = hearth.run("gguf", "diff", target.toString(), merged.toString());
        assertThat(differ.code()).isEqualTo(ExitCode.ERROR);
        assertThat(differ.out()).contains("key general.name: ").contains("| new name");
        assertThat(hearth.run("gguf", "edit", merged.toString(), "--set", "a=b").err()).contains("either -o OUT or --in-place");
        assertThat(hearth.run("gguf", "split", target.toString(), prefix.toString(), "--max-size", "2Q").err()).contains("no size like");
        assertThat(hearth.run("gguf").code()).isEqualTo(ExitCode.USAGE);
    }
}
