package hearth.workshop.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.format.gguf.GgufFile;
import hearth.format.gguf.GgufWriter;
import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.MetadataKeys.General;
import hearth.format.gguf.TensorNames;
import hearth.testkit.disk.Fault;
import hearth.testkit.disk.FaultyDisk;
import hearth.workshop.edit.GgufParts;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A kill, a failure or a power cut at each call of work that makes model files: a file has its old content or the whole new one. */
@Timeout(300)
class QuantizationCrashTest {
    private static final int POWER_CUTS = Integer.getInteger("hearth.schedules", 60);

    @TempDir
    private Path folder;

    @TempDir
    private Path sources;

    private Path source;

    @BeforeEach
    void prepare() throws IOException {
        source = new SketchModel().tensor(TensorNames.TOKEN_EMBEDDING, 256L, 40L)
                .tensor(LayerTensor.ATTENTION_NORM.weight(0), 256L)
                .tensor(LayerTensor.FEED_FORWARD_DOWN.weight(0), 512L, 30L)
                .write(sources.resolve("in.gguf"));
    }

    private void quantize(Path target) throws IOException {
        try (GgufFile file = GgufFile.open(source)) {
            Quantization.of(file, QuantizationOptions.of(FileType.Q4_0).withThreads(2)).write(target, QuantizationListener.NONE);
        }
    }

    private void merge(Path target) throws IOException {
        try (GgufFile file = GgufFile.open(source)) {
            GgufParts.merge(file, target, _ -> {});
        }
    }

    @Test
    void aQuantization() throws IOException {
        CrashRounds rounds = new CrashRounds(folder, this::quantize);
        rounds.faults();
        rounds.powerCuts(POWER_CUTS);
    }

    @Test
    void aMerge() throws IOException {
        CrashRounds rounds = new CrashRounds(folder, this::merge);
        rounds.faults();
        rounds.powerCuts(POWER_CUTS);
    }

    @Test
    void aFullDiskIsTold() {
        FaultyDisk disk = FaultyDisk.over(folder);
        disk.failAt(2, Fault.NO_SPACE);
        assertThatThrownBy(() -> quantize(disk.root().resolve("out.gguf"))).isInstanceOf(IOException.class).hasMessageContaining("No space left");
        assertThat(folder.resolve("out.gguf")).doesNotExist();
    }

    @Test
    void aFileThatIsReplaced() throws IOException {
        Path old = sources.resolve("old.gguf");
        new GgufWriter().put(General.ARCHITECTURE, "llama").put(General.NAME, "old").write(old);
        new CrashRounds(folder, this::merge).faultsOver(old);
    }
}
