package hearth.workshop.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.testkit.disk.Fault;
import hearth.testkit.disk.FaultyDisk;
import hearth.testkit.disk.Killed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Work that makes one file, done again and again in fresh folders while the process is killed, the disk fails or the power goes, each
 * time at another call that changes the disk. Afterwards the file has its old content or the whole new one, and the same work ends well.
 */
public final class CrashRounds {
    private static final int FIRST_CUTS = 30;

    private final Path folder;
    private final Work work;
    private final byte[] wanted;
    private int rounds;

    /** Makes {@code target}, the same bytes each time. */
    @FunctionalInterface
    public interface Work {
        void make(Path target) throws IOException;
    }

    /** @param folder an empty one for the rounds */
    public CrashRounds(Path folder, Work work) throws IOException {
        this.folder = folder;
        this.work = work;
        Path sound = folder.resolve("sound.gguf");
        work.make(sound);
        wanted = Files.readAllBytes(sound);
    }

    /** Each fault at each call. */
    public void faults() throws IOException {
        for (Fault fault : Fault.values()) {
            int call = 1;
            while (faultAt(call, fault)) {
                call++;
            }
            assertThat(call).as("calls that change the disk").isGreaterThan(4);
        }
    }

    /** As {@link #faults}, where the target is there already: it stays until the new content is whole. */
    public void faultsOver(Path old) throws IOException {
        for (Fault fault : Fault.values()) {
            boolean failed = true;
            for (int call = 1; failed; call++) {
                Path home = home();
                Path target = Files.copy(old, home.resolve("out.gguf"));
                FaultyDisk disk = FaultyDisk.over(home);
                disk.failAt(call, fault);
                boolean done = attempt(disk);
                failed = disk.hasFailed();
                if (done || Files.mismatch(target, old) >= 0) {
                    assertThat(target).as(fault + " at call " + call).hasBinaryContent(wanted);
                }
            }
        }
    }

    /** The power goes at a random call, and with it some of what was not forced to the disk. */
    public void powerCuts(int count) throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < count; i++) {
            Path home = home();
            FaultyDisk disk = FaultyDisk.over(home);
            SplittableRandom chance = random.split();
            int call = chance.nextInt(1, FIRST_CUTS);
            disk.failAt(call, Fault.KILL);
            boolean done = attempt(disk);
            disk.cutPower(chance);
            check(home, done, "power cut at call " + call);
        }
    }

    private boolean faultAt(int call, Fault fault) throws IOException {
        Path home = home();
        FaultyDisk disk = FaultyDisk.over(home);
        disk.failAt(call, fault);
        boolean done = attempt(disk);
        check(home, done, fault + " at call " + call);
        return disk.hasFailed();
    }

    private Path home() throws IOException {
        return Files.createDirectory(folder.resolve("round-" + rounds++));
    }

    private boolean attempt(FaultyDisk disk) {
        try {
            work.make(disk.root().resolve("out.gguf"));
            return true;
        } catch (Killed | IOException e) {
            return false;
        }
    }

    private void check(Path home, boolean done, String what) throws IOException {
        Path target = home.resolve("out.gguf");
        if (done || Files.exists(target)) {
            assertThat(target).as(what).hasBinaryContent(wanted);
        }
        if (!done) {
            work.make(target);
            assertThat(target).as(what + ", then once more").hasBinaryContent(wanted);
        }
    }

    /** The names of what lies in a folder. */
    public static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
