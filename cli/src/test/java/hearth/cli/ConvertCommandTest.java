package hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.cli.CommandRunner.Outcome;
import hearth.format.gguf.GgufFile;
import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.MetadataKeys;
import hearth.testkit.TinyFolder;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code hearth convert}, and commands on a folder of safetensors. */
class ConvertCommandTest {
    @TempDir
    private Path folder;

    private CommandRunner hearth;
    private String source;
    private Path target;

    @BeforeEach
    void prepare() throws IOException {
        hearth = new CommandRunner(folder);
        source = TinyFolder.llama().write(folder.resolve("tiny")).toString();
        target = Files.createDirectory(folder.resolve("out")).resolve("tiny.gguf");
    }

    private String answer(String model) {
        Outcome outcome = hearth.run("complete", model, "--prompt", "the", "--raw", "--temperature", "0", "--max-tokens", "8");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        return outcome.out();
    }

    @Test
    void aFolderAndItsFileAnswerAlike() {
        Outcome converted = hearth.run("convert", source, "-o", target.toString(), "--type", "F32");
        assertThat(converted.code()).as(converted.err()).isZero();
        assertThat(converted.out()).isEmpty();
        assertThat(converted.err()).contains("converting 100% of", "wrote " + target + ": llama, 21 tensors");
        assertThat(answer(source)).isEqualTo(answer(target.toString()));
    }

    @Test
    void otherCommandsTakeTheFolderToo() {
        assertThat(hearth.run("show", source).out()).contains("architecture        llama", "quantization        F32");
        assertThat(hearth.run("tokenize", source, "the").out()).isEqualTo("[257]\n");
        Outcome verified = hearth.run("verify", source);
        assertThat(verified.out()).contains("every number is finite");
        assertThat(verified.code()).isZero();
    }

    @Test
    void aDryRunListsAndWritesNothing() throws IOException {
        Outcome listed = hearth.run("convert", source, "--dry-run", "--type", "q8_0");
        assertThat(listed.out()).contains(LayerTensor.ATTENTION_QUERY.weight(0), "Q8_0", "[32, 32]", "llama, 21 tensors, ");
        try (Stream<Path> files = Files.list(target.getParent())) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void whatIsThereIsReplacedOnlyWhenTold() throws IOException {
        Files.writeString(target, "precious");
        Outcome refused = hearth.run("convert", source, "-o", target.toString());
        assertThat(refused.code()).isEqualTo(ExitCode.ERROR);
        assertThat(refused.err()).contains("already there; --force replaces it");
        assertThat(target).hasContent("precious");
        assertThat(hearth.run("convert", source, "-o", target.toString(), "--force").code()).isZero();
        assertThat(hearth.run("show", target.toString()).out()).contains("quantization        BF16");
    }

    @Test
    void mistakesAreSaid() throws IOException {
        assertThat(hearth.run("convert", source).err()).contains("-o FILE says where the result goes");
        assertThat(hearth.run("convert", folder.resolve("none").toString(), "--dry-run").err()).contains("is no folder");
        assertThat(hearth.run("convert", source, "--dry-run", "--type", "q9").code()).isEqualTo(ExitCode.USAGE);
        Files.writeString(Path.of(source, "config.json"), "{\"architectures\":[\"NoSuchModel\"]}");
        Outcome unknown = hearth.run("convert", source, "--dry-run");
        assertThat(unknown.code()).isEqualTo(ExitCode.ERROR);
        assertThat(unknown.err()).contains("is 'NoSuchModel', which cannot be converted; known are", "LlamaForCausalLM");
    }

    @Test
    void adaptersNeedTheirModelsConfig() throws IOException {
        Path adapter = Files.createDirectory(folder.resolve("adapter"));
        Files.writeString(adapter.resolve("adapter_config.json"),
                "{\"peft_type\":\"LORA\",\"r\":2,\"lora_alpha\":4,\"base_model_name_or_path\":\"some/where\"}");
        String layer = "base_model.model.model.layers.0.self_attn.q_proj.";
        byte[] weights = new TinyFolder()
                .counting(layer + "lora_A.weight", 2, 32)
                .floats(layer + "lora_B.weight", rows(), 32, 2)
                .weights();
        Files.write(adapter.resolve("adapter_model.safetensors"), weights);
        assertThat(hearth.run("convert", adapter.toString(), "-o", target.toString()).err()).contains("--base FOLDER is needed");
        Outcome converted = hearth.run("convert", adapter.toString(), "--base", source, "-o", target.toString());
        assertThat(converted.code()).as(converted.err()).isZero();
        try (GgufFile file = GgufFile.open(target)) {
            assertThat(file.metadata().requiredString(MetadataKeys.General.TYPE)).isEqualTo("adapter");
            assertThat(file.metadata().requiredFloat(MetadataKeys.Adapter.LORA_ALPHA)).isEqualTo(4);
            byte[] up = new byte[32 * 2 * 4];
            file.read(file.tensor(LayerTensor.ATTENTION_QUERY.weight(0) + ".lora_b"), 0, MemorySegment.ofArray(up));
            // Rows change as those of the query do: pairs of the first head of 8 are (0, 4), (1, 5).
            FloatBuffer floats = ByteBuffer.wrap(up).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
            assertThat(new float[] {floats.get(0), floats.get(2), floats.get(4), floats.get(6)}).containsExactly(0, 4, 1, 5);
        }
    }

    private static float[] rows() {
        float[] values = new float[64];
        for (int i = 0; i < values.length; i++) {
            values[i] = i / 2;
        }
        return values;
    }
}
