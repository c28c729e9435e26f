package hearth.testkit.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A folder of the real disk, reached through a file system of its own that counts the calls that change something (write, force,
 * truncate, create, rename, delete, set attributes), fails at one of them, and can lose what was not forced. Thread-safe.
 */
public final class FaultyDisk {
    private final FaultyPath root;
    private final UnforcedChanges changes = new UnforcedChanges();
    private long calls;
    private long failingCall = Long.MAX_VALUE;
    private Fault fault = Fault.KILL;
    private boolean killed;

    private FaultyDisk(Path folder) {
        this.root = new FaultyPath(new FaultyFileSystem(this, folder.getFileSystem()), folder.toAbsolutePath().normalize());
    }

    /** A disk whose files really lie in {@code folder}, which must be there. */
    public static FaultyDisk over(Path folder) {
        return new FaultyDisk(folder);
    }

    /** The folder, as programs under test are to see it. */
    public Path root() {
        return root;
    }

    /** Where the file of a path of this disk really lies. */
    public static Path real(Path path) {
        return path instanceof FaultyPath ours ? ours.real() : path;
    }

    /** From now on, what happens at the change {@code call}, counted from 1. */
    public synchronized void failAt(long call, Fault what) {
        calls = 0;
        failingCall = call;
        fault = what;
    }

    /** Changes since {@link #failAt}, or since the start. */
    public synchronized long calls() {
        return calls;
    }

    /** Whether the fault has happened. */
    public synchronized boolean hasFailed() {
        return calls >= failingCall;
    }

    /**
     * Cuts the power: of what was not forced to the disk some is lost, some is not, and some is zeros. Afterwards only the real
     * folder may be used.
     */
    public synchronized void cutPower(SplittableRandom random) throws IOException {
        killed = true;
        changes.lose(random);
    }

    /** One change, done unless it is the one that fails. */
    @FunctionalInterface
    interface Change<T> {
        T make() throws IOException;
    }

    /** Counts a change and makes it; {@code half} is what a kill in the middle of it leaves. */
    synchronized <T> T change(Change<T> whole, Optional<Change<?>> half) throws IOException {
        if (killed) {
            throw new Killed();
        }
        calls++;
        if (calls == failingCall || calls > failingCall && fault == Fault.NO_SPACE && half.isPresent()) {
            switch (fault) {
                case KILL, KILL_MIDWAY -> {
                    killed = true;
                    if (fault == Fault.KILL_MIDWAY && half.isPresent()) {
                        half.get().make();
                    }
                    throw new Killed();
                }
                case NO_SPACE -> throw new IOException("No space left on device");
                case IO_ERROR -> throw new IOException("Input/output error");
            }
        }
        return whole.make();
    }

    UnforcedChanges changes() {
        return changes;
    }
}
