package hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.cli.CommandRunner.Outcome;
import hearth.format.gguf.GgufFile;
import hearth.json.Json;
import hearth.store.Layer;
import hearth.store.LayerKind;
import hearth.store.Manifest;
import hearth.store.ModelName;
import hearth.store.ModelStore;
import hearth.testkit.TinyEncoder;
import hearth.testkit.TinyLlama;
import hearth.testkit.TinyVocabulary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that compute, on a generated model. */
class TinyModelTest {
    @TempDir
    private Path folder;

    private CommandRunner hearth;
    private String model;

    @BeforeEach
    void prepare() throws IOException {
        hearth = new CommandRunner(folder);
        Path models = Files.createDirectories(folder.resolve("a folder"));
        model = TinyLlama.create()
                .contextLength(256)
                .chatTemplate(TinyVocabulary.CHAT_TEMPLATE)
                .write(models.resolve("tiny.gguf"))
                .toString();
    }

    @Test
    void completePrintsOneJsonObject() {
        Outcome outcome = hearth.run("complete", model, "--prompt", "abc", "--raw", "--temperature", "0", "--max-tokens", "5", "--json");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out()).hasLineCount(1);
        Map<String, Object> report = Json.parseObject(outcome.out());
        assertThat(report.keySet()).containsExactly("promptIds", "generatedIds", "text", "finishReason", "timings");
        assertThat(report.get("promptIds")).isEqualTo(Json.parseArray(hearth.run("tokenize", model, "abc").out()));
        assertThat((List<?>) report.get("generatedIds")).hasSizeBetween(1, 5);
        assertThat(report.get("finishReason")).isIn("stop", "length");
        assertThat(((Map<?, ?>) report.get("timings")).keySet().stream().map(String::valueOf)).containsExactly(
                "promptTokens", "promptSeconds", "promptTokensPerSecond", "generatedTokens", "generationSeconds",
                "generatedTokensPerSecond", "timeToFirstTokenSeconds", "loadSeconds");
    }

    @Test
    void embedPrintsVectorsAndCounts() throws IOException {
        String encoder = TinyEncoder.bert().write(folder.resolve("encoder.gguf")).toString();
        assertThat(hearth.run("show", encoder).out()).contains("  Capabilities\n    embedding");
        Path file = Files.writeString(folder.resolve("texts.txt"), "abc\n\nabcd\n");
        Outcome words = hearth.run("embed", encoder, "abc", "abcd");
        assertThat(words.code()).as(words.err()).isZero();
        assertThat(words.out()).hasLineCount(1);
        Map<String, Object> report = Json.parseObject(words.out());
        assertThat(report.keySet()).containsExactly("model", "embeddings", "token_counts");
        List<?> vectors = (List<?>) report.get("embeddings");
        assertThat(vectors).hasSize(2);
        assertThat((List<?>) vectors.getFirst()).hasSize(48);
        assertThat(hearth.run("embed", encoder, "--file", file.toString()).out()).isEqualTo(words.out());
        assertThat(hearth.runWithInput("abc\nabcd\n", "embed", encoder).out()).isEqualTo(words.out());

        Map<String, Object> part = Json.parseObject(hearth.run("embed", encoder, "--dimensions", "4", "--no-normalize", "abc").out());
        assertThat((List<?>) ((List<?>) part.get("embeddings")).getFirst()).hasSize(4);
        Outcome cut = hearth.run("embed", encoder, "--ctx", "4", "abcdefgh");
        assertThat(cut.err()).contains("text 1 was cut to 4 tokens");
        Outcome refused = hearth.run("embed", encoder, "--ctx", "4", "--no-truncate", "abcdefgh");
        assertThat(refused.code()).isEqualTo(ExitCode.ERROR);
        Outcome chat = hearth.run("run", encoder, "Hello");
        assertThat(chat.code()).isEqualTo(ExitCode.ERROR);
        assertThat(chat.err()).contains("makes vectors of texts").doesNotContain("internal error");
    }

    @Test
    void completePrintsExactlyTheText() {
        String[] common = {"complete", model, "--raw", "--temperature", "0", "--max-tokens", "8"};
        Outcome text = hearth.runWithInput("abc", common);
        Outcome json = hearth.runWithInput("abc", concat(common, "--json"));
        assertThat(text.out()).isEqualTo(Json.parseObject(json.out()).get("text"));
    }

    @Test
    void completeRendersTheTemplateUnlessRaw() {
        Outcome raw = hearth.run("complete", model, "--prompt", "hi", "--raw", "--max-tokens", "1", "--json");
        Outcome chat = hearth.run("complete", model, "--prompt", "hi", "--system", "s", "--max-tokens", "1", "--json");
        assertThat((List<?>) Json.parseObject(chat.out()).get("promptIds"))
                .hasSizeGreaterThan(((List<?>) Json.parseObject(raw.out()).get("promptIds")).size())
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.list(Object.class))
                .contains((long) TinyVocabulary.TURN_START_ID);
    }

    @Test
    void runAnswersFromArgumentsAndStandardInput() {
        Outcome one = hearth.runWithInput("first\n", "run", model, "second", "third", "--seed", "3", "--max-tokens", "6", "--verbose");
        Outcome two = hearth.run("run", model, "first\n second third", "--seed", "3", "--max-tokens", "6");
        assertThat(one.code()).as(one.err()).isZero();
        assertThat(one.out()).isNotBlank().endsWith("\n").isEqualTo(two.out());
        assertThat(one.err()).contains("total duration:", "prompt eval rate:", "eval count:           ", " token(s)", " tokens/s");
        assertThat(two.err()).isEmpty();
    }

    @Test
    void runWithoutAPromptOnlyLoads() {
        Outcome outcome = hearth.run("run", model, "");
        assertThat(outcome).isEqualTo(new Outcome(0, "", ""));
    }

    @Test
    void aTooLongPromptIsAnError() {
        Outcome outcome = hearth.runWithInput("x".repeat(2_000), "complete", model, "--raw");
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).startsWith("Error: ").contains("2002 tokens").contains("256");
    }

    @Test
    void tokenizeAndDetokenizeAreInverse() throws IOException {
        Path file = Files.writeString(folder.resolve("text.txt"), "Grüße, 世界!\n");
        Outcome ids = hearth.run("tokenize", model, "--file", file.toString(), "--no-bos");
        assertThat(ids.code()).as(ids.err()).isZero();
        assertThat(hearth.runWithInput(ids.out(), "detokenize", model).out()).isEqualTo("Grüße, 世界!\n");
        assertThat(hearth.run("detokenize", model, "99999").err()).contains("token id 99999 is not in the vocabulary (0 to 299)");
        assertThat(hearth.runWithInput("[1.5]", "detokenize", model).err()).contains("JSON array of whole numbers, not 1.5");
    }

    @Test
    void tokenizeParsesSpecialTokensOnlyWhenAsked() {
        String special = "<|im_start|>";
        assertThat(hearth.run("tokenize", model, special, "--no-bos", "--parse-special").out())
                .isEqualTo("[" + TinyVocabulary.TURN_START_ID + "]\n");
        assertThat(hearth.run("tokenize", model, special, "--no-bos").out()).doesNotContain("" + TinyVocabulary.TURN_START_ID);
    }

    @Test
    void showDescribesAFileAndFindsItInAFolder() {
        Outcome shown = hearth.run("show", model);
        assertThat(shown.out()).contains("  Model\n    architecture        llama", "    quantization        ", "  Capabilities\n    completion");
        Outcome verbose = hearth.run("show", model, "--verbose");
        assertThat(verbose.out()).contains("  Metadata\n", "general.architecture", "more]", "  Tensors\n", "token_embd.weight");
        assertThat(hearth.run("show", Path.of(model).getParent().toString(), "--file").out()).isEqualTo(model + "\n");
        assertThat(hearth.run("show", model, "--template").out()).isEqualTo(TinyVocabulary.CHAT_TEMPLATE);
    }

    @Test
    void aSplitModelOfTheStoreRunsAndIsVerified() throws IOException {
        Path parts = Files.createDirectory(folder.resolve("parts"));
        assertThat(hearth.run("gguf", "split", model, parts.resolve("tiny").toString(), "--max-tensors", "8").code()).isZero();
        ModelStore store = ModelStore.open(folder.resolve("models"));
        List<Layer> layers = new ArrayList<>();
        for (Path part : GgufFile.partPaths(parts.resolve("tiny-00001-of-00003.gguf"))) {
            layers.add(store.addBlob(LayerKind.MODEL.mediaType(), Files.readAllBytes(part)));
        }
        Layer config = store.addBlob(Manifest.CONFIG_MEDIA_TYPE, "{}".getBytes(StandardCharsets.UTF_8));
        store.publish(ModelName.parse("split"), new Manifest(config, layers).toBytes());
        String[] options = {"--raw", "--prompt", "abc", "--temperature", "0", "--max-tokens", "8"};
        assertThat(hearth.run(concat(new String[] {"complete", "split"}, options)).out())
                .isEqualTo(hearth.run(concat(new String[] {"complete", model}, options)).out()).isNotEmpty();
        assertThat(hearth.run("verify", "split").out()).contains("digests    ok", "weights    ok");
        assertThat(hearth.run("show", "split", "--file").out()).endsWith("weights-00001-of-00003.gguf\n");
        assertThat(hearth.run("show", "split", "--modelfile").out()).contains("FROM ", "weights-00001-of-00003.gguf\n");
    }

    @Test
    void aFolderMustHoldOneModel() throws IOException {
        Path other = Files.createDirectories(folder.resolve("empty"));
        assertThat(hearth.run("show", other.toString()).err()).contains("no GGUF file in this folder");
        Files.copy(Path.of(model), Path.of(model).resolveSibling("second.gguf"));
        assertThat(hearth.run("show", Path.of(model).getParent().toString()).err()).contains("several GGUF files", "second.gguf", "tiny.gguf");
    }

    @Test
    void verifyFindsNumbersThatAreNotFinite() {
        Outcome sound = hearth.run("verify", model);
        assertThat(sound.code()).isZero();
        assertThat(sound.out()).isEqualTo("structure  ok\nweights    ok, every number is finite\n");
        float[] norm = new float[32];
        norm[7] = Float.NaN;
        Path bad = TinyLlama.create().values("output_norm.weight", norm).write(folder.resolve("bad.gguf"));
        Outcome found = hearth.run("verify", bad.toString());
        assertThat(found.code()).isEqualTo(1);
        assertThat(found.err()).contains("Error: output_norm.weight, block 7: value is not finite");
    }

    @Test
    void templateRendersExactly() throws IOException {
        Path file = Files.writeString(folder.resolve("case.json"),
                "{\"messages\": [{\"role\": \"user\", \"content\": \"é\"}], \"add_generation_prompt\": true}");
        Path bare = Files.writeString(folder.resolve("t.jinja"),
                "{{ bos_token }}{% for m in messages %}{{ m.content }}{% endfor %}{{ eos_token }}|{{ strftime_now('%d %b %Y') }}");
        Outcome outcome = hearth.run("template", bare.toString(), "--case", file.toString(), "--now", "2026-11-22", "--bos", "<s>", "--eos", "</s>");
        assertThat(outcome.out()).as(outcome.err()).isEqualTo("<s>é</s>|22 Nov 2026");
        assertThat(hearth.run("template", model, "--case", file.toString()).out()).contains("user\né");
    }

    @Test
    void benchHasTheFieldsOfLlamaBench() {
        Outcome outcome = hearth.run("bench", model, "-p", "16", "-n", "4", "-d", "8", "-t", "1", "-r", "2", "-o", "json");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        List<Object> rows = Json.parseArray(outcome.out());
        assertThat(rows).hasSize(2);
        Map<?, ?> row = (Map<?, ?>) rows.getFirst();
        assertThat(row.keySet().stream().map(String::valueOf)).contains(
                "build_commit", "cpu_info", "model_filename", "model_type", "model_size", "model_n_params", "n_batch", "n_threads",
                "n_prompt", "n_gen", "n_depth", "test_time", "avg_ns", "stddev_ns", "avg_ts", "stddev_ts", "samples_ns", "samples_ts");
        assertThat(row.get("n_prompt")).isEqualTo(16L);
        assertThat((List<?>) row.get("samples_ns")).hasSize(2);
        assertThat((Double) row.get("avg_ts")).isPositive();
        assertThat(outcome.err()).contains("pp16 @ d8, 1 thread: warming up", "tg4 @ d8, 1 thread: run 2 of 2");
    }

    @Test
    void benchRefusesWhatDoesNotFitTheContext() {
        assertThat(hearth.run("bench", model, "-p", "300", "-n", "0").err()).contains("pp300 needs a context of 300 tokens, but the model has 256");
    }

    private static String[] concat(String[] first, String... more) {
        return java.util.stream.Stream.concat(java.util.Arrays.stream(first), java.util.Arrays.stream(more)).toArray(String[]::new);
    }
}
