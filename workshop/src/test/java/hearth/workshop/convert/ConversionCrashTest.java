package hearth.workshop.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.format.AtomicFile;
import hearth.format.gguf.GgufWriter;
import hearth.format.gguf.MetadataKeys.General;
import hearth.testkit.TinyFolder;
import hearth.testkit.disk.Fault;
import hearth.testkit.disk.FaultyDisk;
import hearth.testkit.disk.Killed;
import hearth.workshop.huggingface.AdapterFolder;
import hearth.workshop.huggingface.HuggingFaceFolder;
import hearth.workshop.huggingface.JsonFile;
import hearth.workshop.quantize.CrashRounds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** As {@code QuantizationCrashTest}, for conversions of models and of adapters. */
@Timeout(300)
class ConversionCrashTest {
    private static final int POWER_CUTS = Integer.getInteger("hearth.schedules", 60);

    @TempDir
    private Path folder;

    @TempDir
    private Path sources;

    private Path model;
    private Path adapter;

    @BeforeEach
    void prepare() throws IOException {
        model = TinyFolder.llama().write(sources.resolve("model"));
        adapter = Files.createDirectory(sources.resolve("adapter"));
        Files.writeString(adapter.resolve("adapter_config.json"), "{\"peft_type\":\"LORA\",\"r\":64,\"lora_alpha\":4}");
        TinyFolder pairs = new TinyFolder();
        for (int layer = 0; layer < 2; layer++) { // several writes, not one
            for (String name : new String[] {"self_attn.q_proj.", "self_attn.o_proj."}) {
                String stem = "base_model.model.model.layers." + layer + "." + name;
                pairs.counting(stem + "lora_A.weight", 64, 32).counting(stem + "lora_B.weight", 32, 64);
            }
        }
        Files.write(adapter.resolve("adapter_model.safetensors"), pairs.weights());
    }

    private void convertModel(Path target) throws IOException {
        try (HuggingFaceFolder source = HuggingFaceFolder.open(model)) {
            ConversionOptions options = ConversionOptions.defaults().withType(WeightType.F32);
            Conversion.plan(source, options).write(target, ConversionListener.NONE);
        }
    }

    private void convertAdapter(Path target) throws IOException {
        try (AdapterFolder source = AdapterFolder.open(adapter)) {
            JsonFile config = JsonFile.read(model.resolve("config.json"));
            Conversion.planAdapter(source, config, ConversionOptions.defaults()).write(target, ConversionListener.NONE);
        }
    }

    @Test
    void aModel() throws IOException {
        CrashRounds rounds = new CrashRounds(folder, this::convertModel);
        rounds.faults();
        rounds.powerCuts(POWER_CUTS);
    }

    @Test
    void anAdapter() throws IOException {
        CrashRounds rounds = new CrashRounds(folder, this::convertAdapter);
        rounds.faults();
        rounds.powerCuts(POWER_CUTS);
    }

    @Test
    void aFileThatIsReplaced() throws IOException {
        Path old = sources.resolve("old.gguf");
        new GgufWriter().put(General.ARCHITECTURE, "llama").put(General.NAME, "old").write(old);
        new CrashRounds(folder, this::convertModel).faultsOver(old);
    }

    @Test
    void aFullDiskIsToldAndNothingIsLeft() throws IOException {
        FaultyDisk disk = FaultyDisk.over(folder);
        disk.failAt(2, Fault.NO_SPACE);
        assertThatThrownBy(() -> convertModel(disk.root().resolve("out.gguf")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("No space left");
        assertThat(CrashRounds.names(folder)).isEmpty();
    }

    /** A process that is gone can't tidy up: what it leaves is known by its name. */
    @Test
    void aKillLeavesATemporaryFileAtMost() throws IOException {
        FaultyDisk disk = FaultyDisk.over(folder);
        disk.failAt(3, Fault.KILL_MIDWAY);
        assertThatThrownBy(() -> convertModel(disk.root().resolve("out.gguf"))).isInstanceOf(Killed.class);
        assertThat(CrashRounds.names(folder)).singleElement().asString().startsWith(".out.gguf.").endsWith(AtomicFile.TEMPORARY_SUFFIX);
    }
}
