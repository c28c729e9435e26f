package hearth.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.zip.CRC32;

/** Marks in file names that tell which process a file belongs to: machine, process id and start time, as {@code 1f-4711-65a0}. */
public final class Owners {
    private static final Duration FOREIGN_IDLE = Duration.ofHours(1);
    private final String host;

    public Owners() {
        this.host = hostMark();
    }

    /** The mark of this process. */
    public String own() {
        return host + "-" + ProcessHandle.current().pid() + "-" + startMark(ProcessHandle.current());
    }

    /**
     * Whether the owner still runs. One on another machine can't be asked: it does while its file changes.
     *
     * @param mark what the file's name says; anything else than a mark is nobody's
     * @param lastChange of the file
     */
    public boolean isLive(String mark, Instant lastChange) {
        String[] owner = mark.split("-");
        if (owner.length != 3 || !owner[1].matches("[0-9]{1,18}")) {
            return false;
        }
        if (!owner[0].equals(host)) {
            return lastChange.isAfter(Instant.now().minus(FOREIGN_IDLE));
        }
        Optional<ProcessHandle> process = ProcessHandle.of(Long.parseLong(owner[1]));
        return process.isPresent() && startMark(process.get()).equals(owner[2]);
    }

    /** A process id alone comes back after a restart of the machine. */
    private static String startMark(ProcessHandle process) {
        return process.info().startInstant().map(start -> Long.toHexString(start.getEpochSecond())).orElse("0");
    }

    private static String hostMark() {
        String name;
        try {
            name = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            name = System.getenv().getOrDefault("COMPUTERNAME", System.getenv().getOrDefault("HOSTNAME", "local"));
        }
        CRC32 crc = new CRC32();
        crc.update(name.getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(crc.getValue());
    }
}
