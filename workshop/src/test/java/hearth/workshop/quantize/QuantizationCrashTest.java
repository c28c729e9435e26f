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
import hearth.testkit.disk.Killed;
import hearth.workshop.edit.GgufParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
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

    private Path source;
    private byte[] wanted;
    private int rounds;

    /** Makes {@code target}. */
    @FunctionalInterface
    private interface Work {
        void make(Path target) throws IOException;
    }

    @BeforeEach
    void prepare() throws IOException {
        source = new SketchModel().tensor(TensorNames.TOKEN_EMBEDDING, 256L, 40L)
                .tensor(LayerTensor.ATTENTION_NORM.weight(0), 256L)
                .tensor(LayerTensor.FEED_FORWARD_DOWN.weight(0), 512L, 30L)
                .write(folder.resolve("in.gguf"));
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
        atEachCall(this::quantize);
    }

    @Test
    void aMerge() throws IOException {
        atEachCall(this::merge);
    }

    private void atEachCall(Work work) throws IOException {
        Path sound = folder.resolve("sound.gguf");
        work.make(sound);
        wanted = Files.readAllBytes(sound);
        for (Fault fault : Fault.values()) {
            int call = 1;
            while (faultAt(call, fault, work)) {
                call++;
            }
            assertThat(call).as("calls that change the disk").isGreaterThan(4);
        }
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < POWER_CUTS; i++) {
            powerCut(work, random.split());
        }
    }

    private boolean faultAt(int call, Fault fault, Work work) throws IOException {
        Path home = Files.createDirectory(folder.resolve("round-" + rounds++));
        FaultyDisk disk = FaultyDisk.over(home);
        disk.failAt(call, fault);
        boolean done = attempt(work, disk);
        check(home, work, done, fault + " at call " + call);
        return disk.hasFailed();
    }

    private void powerCut(Work work, SplittableRandom random) throws IOException {
        Path home = Files.createDirectory(folder.resolve("round-" + rounds++));
        FaultyDisk disk = FaultyDisk.over(home);
        int call = random.nextInt(1, 30);
        disk.failAt(call, Fault.KILL);
        boolean done = attempt(work, disk);
        disk.cutPower(random);
        check(home, work, done, "power cut at call " + call);
    }

    private static boolean attempt(Work work, FaultyDisk disk) {
        try {
            work.make(disk.root().resolve("out.gguf"));
            return true;
        } catch (Killed | IOException e) {
            return false;
        }
    }

    private void check(Path home, Work work, boolean done, String what) throws IOException {
        Path target = home.resolve("out.gguf");
        if (done || Files.exists(target)) {
            assertThat(target).as(what).hasBinaryContent(wanted);
        }
        if (!done) {
            work.make(target);
            assertThat(target).as(what + ", then once more").hasBinaryContent(wanted);
        }
    }

    @Test
    void aFullDiskIsTold() {
        FaultyDisk disk = FaultyDisk.over(folder);
        disk.failAt(2, Fault.NO_SPACE);
        assertThatThrownBy(() -> quantize(disk.root().resolve("out.gguf"))).isInstanceOf(IOException.class).hasMessageContaining("No space left");
        assertThat(folder.resolve("out.gguf")).doesNotExist();
    }

    /** What is replaced stays until the new content is whole. */
    @Test
    void aFileThatIsReplaced() throws IOException {
        Path old = folder.resolve("old.gguf");
        new GgufWriter().put(General.ARCHITECTURE, "llama").put(General.NAME, "old").write(old);
        Path next = folder.resolve("next.gguf");
        merge(next);
        for (Fault fault : Fault.values()) {
            boolean failed = true;
            for (int call = 1; failed; call++) {
                Path home = Files.createDirectory(folder.resolve("round-" + rounds++));
                Files.copy(old, home.resolve("out.gguf"));
                FaultyDisk disk = FaultyDisk.over(home);
                disk.failAt(call, fault);
                boolean done = attempt(this::merge, disk);
                failed = disk.hasFailed();
                Path expected = done || Files.mismatch(home.resolve("out.gguf"), old) >= 0 ? next : old;
                assertThat(home.resolve("out.gguf")).as(fault + " at call " + call).hasSameBinaryContentAs(expected);
            }
        }
    }
}
