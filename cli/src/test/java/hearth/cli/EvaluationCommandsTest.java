package hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.cli.CommandRunner.Outcome;
import hearth.format.TensorType;
import hearth.format.gguf.GgufFile;
import hearth.json.Json;
import hearth.testkit.TinyLlama;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code hearth perplexity}, {@code compare} and {@code imatrix} on generated models. */
class EvaluationCommandsTest {
    @TempDir
    private Path folder;

    private CommandRunner hearth;
    private String model;
    private String coarse;
    private String text;

    @BeforeEach
    void prepare() throws IOException {
        hearth = new CommandRunner(folder);
        model = TinyLlama.create().write(folder.resolve("tiny.gguf")).toString();
        coarse = TinyLlama.create().type(TensorType.Q8_0).write(folder.resolve("coarse.gguf")).toString();
        text = Files.writeString(folder.resolve("text.txt"), "the hen sat on the then an inner tin is to the other ".repeat(6)).toString();
    }

    private Map<String, Object> json(String... arguments) {
        Outcome outcome = hearth.run(arguments);
        assertThat(outcome.code()).as(outcome.err()).isZero();
        return Json.parseObject(outcome.out());
    }

    @Test
    void perplexityHasTwoDefinitions() {
        Map<String, Object> chunks = json("perplexity", model, "-f", text, "-c", "32", "--chunks", "3", "-o", "json");
        assertThat(chunks).containsEntry("definition", "chunks").containsEntry("chunks", 3L).containsEntry("predictions", 45L);
        assertThat((Double) chunks.get("perplexity")).isGreaterThan(1);
        Map<String, Object> windows = json("perplexity", model, "-f", text, "--window", "40", "--stride", "10", "-o", "json");
        assertThat(windows).containsEntry("definition", "windows").containsEntry("stride", 10L);
        Outcome plain = hearth.run("perplexity", model, "-f", text, "-c", "32");
        assertThat(plain.out()).startsWith("perplexity ").contains("llama-perplexity: the second half of each chunk counts");
    }

    @Test
    void mistakesAreSaid() throws IOException {
        assertThat(hearth.run("perplexity", model, "-f", text, "-c", "32", "--window", "32").err()).contains("either --ctx or --window");
        assertThat(hearth.run("perplexity", model, "-f", text, "--stride", "32").err()).contains("--stride goes with --window");
        assertThat(hearth.run("perplexity", model, "-f", text).err()).contains("trained for sequences of 64 tokens; 512 are too many");
        String empty = Files.writeString(folder.resolve("empty.txt"), " \n").toString();
        assertThat(hearth.run("perplexity", model, "-f", empty, "-c", "32").err()).contains("there is no text");
        String brief = Files.writeString(folder.resolve("brief.txt"), "the hen").toString();
        Outcome tooShort = hearth.run("perplexity", model, "-f", brief, "-c", "32");
        assertThat(tooShort.code()).isEqualTo(ExitCode.ERROR);
        assertThat(tooShort.err()).contains("two chunks of 32 need 64").doesNotContain("internal error");
    }

    @Test
    void compareReportsAndKeepsTheBase() throws IOException {
        Path page = folder.resolve("report.html");
        Path kept = folder.resolve("base.logits");
        String[] arguments = {"compare", model, coarse, "-f", text, "-c", "32", "--base-logits", kept.toString(), "--no-bench", "-o", "json"};
        Map<String, Object> first = json(arguments);
        assertThat(kept).exists();
        assertThat((Double) ((Map<?, ?>) first.get("kl_divergence")).get("mean")).isPositive();
        assertThat((Double) first.get("same_top_token")).isBetween(0.5, 1.0);
        assertThat((List<?>) first.get("kl_divergence_by_chunk")).hasSize(((Long) first.get("chunks")).intValue());
        Map<String, Object> second = json(arguments);
        assertThat(second.get("candidate_perplexity")).isEqualTo(first.get("candidate_perplexity"));
        Outcome shown = hearth.run("compare", model, coarse, "-f", text, "-c", "32", "--no-bench", "--html", page.toString());
        assertThat(shown.out()).contains("KL divergence, mean", "same top token", "Δp, RMS", "bits a weight");
        assertThat(page).content().startsWith("<!DOCTYPE html>").contains("<svg", "coarse.gguf").doesNotContain("http", "<script");
        assertThat(hearth.run("compare", coarse, model, "-f", text, "-c", "32", "--base-logits", kept.toString()).err())
                .contains("base.logits: was made of another base model");
    }

    @Test
    void imatrixWritesResumesAndMerges() {
        Path out = folder.resolve("out.gguf");
        Outcome first = hearth.run("imatrix", model, "-f", text, "-c", "32", "--chunks", "2", "-o", out.toString());
        assertThat(first.code()).as(first.err()).isZero();
        assertThat(first.err()).contains("14 tensors, 2 chunks of 32 tokens");
        assertThat(hearth.run("imatrix", model, "-f", text, "-c", "32", "-o", out.toString()).err()).contains("already there");
        Outcome resumed = hearth.run("imatrix", model, "-f", text, "-c", "32", "--chunks", "4", "-o", out.toString(), "--resume");
        assertThat(resumed.err()).contains("4 chunks of 32 tokens");
        Path both = folder.resolve("both.gguf");
        Outcome merged = hearth.run(
                "imatrix", model, "-f", text, "-c", "32", "--chunks", "1", "--in-file", out.toString(), "-o", both.toString());
        assertThat(merged.err()).contains("5 chunks of 32 tokens");
        try (GgufFile file = GgufFile.open(both)) {
            assertThat(file.metadata().requiredInt("imatrix.chunk_count")).isEqualTo(5);
        }
        Outcome shipped = hearth.run("imatrix", model, "-c", "32", "--chunks", "1", "-o", folder.resolve("own.gguf").toString());
        assertThat(shipped.code()).as(shipped.err()).isZero();
    }
}
