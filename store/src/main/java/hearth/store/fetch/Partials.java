package hearth.store.fetch;

import hearth.store.Digest;
import hearth.store.Owners;
import hearth.store.StoreLayout;
import java.io.IOException;
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

/**
 * The unfinished downloads in a store. Each has one owner, named in its journal's file name; taking one over is a rename of
 * that journal, which only one taker can win. So no download ever has two writers, with or without working file locks.
 */
final class Partials {
    private static final String FREE = "free";
    private static final Duration STALE = Duration.ofDays(14);
    private final StoreLayout layout;
    private final Owners owners = new Owners();

    Partials(StoreLayout layout) {
        this.layout = layout;
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
        Partial.createEmpty(layout.partialJournal(key, fresh.id(), owners.own()));
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
            Files.move(found.journal(), layout.partialJournal(key, found.id(), owners.own()), StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (NoSuchFileException e) {
            return false; // somebody else took it
        }
    }

    private Partial partial(Digest key, long id) {
        return new Partial(id, layout.partialData(key, id), layout.partialJournal(key, id, owners.own()),
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
        return !found.owner().equals(FREE) && owners.isLive(found.owner(), idleSince(found.journal()));
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
}
