package hearth.store.fetch;

import hearth.store.Digest;
import hearth.store.StoreLayout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.zip.CRC32;

/**
 * The unfinished downloads in a store. Each has one owner, named in its journal's file name; taking one over is a rename of
 * that journal, which only one taker can win. So no download ever has two writers, with or without working file locks.
 */
final class Partials {
    private static final String FREE = "free";
    private static final Duration FOREIGN_IDLE = Duration.ofHours(1);
    private static final Duration STALE = Duration.ofDays(14);
    private final StoreLayout layout;
    private final String host;

    Partials(StoreLayout layout) {
        this.layout = layout;
        this.host = hostMark();
    }

    /** A journal found on disk. */
    private record Found(Path journal, long id, String owner) {}

    /** Takes over what an ended download of {@code key} left behind, or starts an empty one. */
    Partial open(Digest key) throws IOException {
        for (Found found : journals(key)) {
            if (isLive(found)) {
                continue;
            }
            if (!take(found, key)) {
                continue;
            }
            Partial partial = partial(key, found.id());
            if (partial.load()) {
                return partial;
            }
            partial.discard();
        }
        Partial fresh = partial(key, ThreadLocalRandom.current().nextLong() >>> 1);
        Partial.createEmpty(layout.partialJournal(key, fresh.id(), ownMark()));
        return fresh;
    }

    /** Removes what ended downloads of {@code key} left behind. */
    void discardEnded(Digest key) throws IOException {
        for (Found found : journals(key)) {
            if (!isLive(found) && take(found, key)) {
                partial(key, found.id()).discard();
            }
        }
    }

    /** True while another download of {@code key} goes on, here or in another process, and brought bytes within {@code idle}. */
    boolean isBusy(Digest key, Duration idle) throws IOException {
        for (Found found : journals(key)) {
            if (isLive(found) && isRecent(found, key, idle)) {
                return true;
            }
        }
        return false;
    }

    /** True when another download of {@code key} that goes on has a smaller id: of two that start at once, one gives way. */
    boolean mustYield(Digest key, long ownId) throws IOException {
        for (Found found : journals(key)) {
            if (found.id() < ownId && isLive(found)) {
                return true;
            }
        }
        return false;
    }

    /** Removes unfinished downloads, and other private files, that nobody touched for two weeks. */
    void sweep() throws IOException {
        Instant limit = Instant.now().minus(STALE);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(layout.blobs(), "{sha256-*-partial-*,.tmp-*}")) {
            for (Path file : files) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(limit)) {
                    Files.deleteIfExists(file);
                }
            }
            ScratchFolder.sweep(layout);
        } catch (NoSuchFileException e) {
            return; // no blobs yet, or another process was faster
        }
    }

    private boolean take(Found found, Digest key) throws IOException {
        try {
            Files.move(found.journal(), layout.partialJournal(key, found.id(), ownMark()), StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (NoSuchFileException e) {
            return false; // somebody else took it
        }
    }

    private Partial partial(Digest key, long id) {
        return new Partial(id, layout.partialData(key, id), layout.partialJournal(key, id, ownMark()),
                layout.partialJournal(key, id, FREE));
    }

    private List<Found> journals(Digest key) throws IOException {
        List<Found> found = new ArrayList<>();
        String prefix = StoreLayout.partialPrefix(key);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(layout.blobs(), prefix + "*.*")) {
            for (Path file : files) {
                String[] parts = file.getFileName().toString().substring(prefix.length()).split("\\.", 2);
                parseId(parts[0]).ifPresent(id -> found.add(new Found(file, id, parts[1])));
            }
        }
        return found;
    }

    private static Optional<Long> parseId(String hex) {
        return hex.matches("[0-7]?[0-9a-f]{1,15}") ? Optional.of(Long.parseLong(hex, 16)) : Optional.empty();
    }

    private boolean isLive(Found found) throws IOException {
        if (found.owner().equals(FREE)) {
            return false;
        }
        String[] owner = found.owner().split("-");
        if (owner.length != 3 || !owner[1].matches("[0-9]{1,18}")) {
            return false;
        }
        if (!owner[0].equals(host)) {
            return idleSince(found.journal()).isAfter(Instant.now().minus(FOREIGN_IDLE));
        }
        Optional<ProcessHandle> process = ProcessHandle.of(Long.parseLong(owner[1]));
        return process.isPresent() && startMark(process.get()).equals(owner[2]);
    }

    private boolean isRecent(Found found, Digest key, Duration idle) throws IOException {
        Instant limit = Instant.now().minus(idle);
        return idleSince(found.journal()).isAfter(limit) || idleSince(layout.partialData(key, found.id())).isAfter(limit);
    }

    private static Instant idleSince(Path file) throws IOException {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (NoSuchFileException e) {
            return Instant.EPOCH;
        }
    }

    private String ownMark() {
        return host + "-" + ProcessHandle.current().pid() + "-" + startMark(ProcessHandle.current());
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
