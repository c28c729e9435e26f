package hearth.store;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds what nobody needs among the blobs. What it must not take is what some process is about to use: blobs come before the manifest that
 * names them. So everything unused must be old, a live download stops it, and so does anything unused that was written lately.
 */
final class Pruner {
    /** Whoever brings blobs writes something in such a time, be it the next of many blobs. */
    private static final Duration QUIET = Duration.ofHours(1);
    static final Duration IDLE = Duration.ofDays(1);
    /** Others wait for the lock: it is not held for long. */
    private static final int AT_ONCE = 16;

    private final ModelStore store;
    private final ManifestFiles manifests;
    private final Owners owners = new Owners();
    private final Instant now;

    Pruner(ModelStore store, ManifestFiles manifests, Clock clock) {
        this.store = store;
        this.manifests = manifests;
        this.now = clock.instant();
    }

    /** A file or folder among the blobs that no model uses. */
    private record Unused(Path path, String name, boolean isFile, Instant lastChange, long byteCount) {
        boolean isRemovable(Instant limit) {
            return isFile && lastChange.isBefore(limit) && (StoreLayout.digest(name).isPresent() || StoreLayout.isUpload(name));
        }
    }

    Pruned prune() throws IOException {
        Optional<String> unclear = unclear(store.list());
        List<Unused> all = unused(store.list().usedBlobs());
        List<Unused> old = all.stream().filter(each -> each.isRemovable(now.minus(IDLE))).toList();
        if (old.isEmpty()) {
            return new Pruned(0, 0, Optional.empty());
        }
        if (unclear.isPresent()) {
            return Pruned.kept(unclear.get());
        }
        if (all.stream().anyMatch(this::isAtWork)) {
            return Pruned.kept("blobs are being brought to the store");
        }
        int count = 0;
        long bytes = 0;
        for (int first = 0; first < old.size(); first += AT_ONCE) {
            for (Unused each : remove(old.subList(first, Math.min(old.size(), first + AT_ONCE)))) {
                count++;
                bytes += each.byteCount();
            }
        }
        return new Pruned(count, bytes, Optional.empty());
    }

    /** Where it can't be told for certain what models use, nothing is unused. */
    private Optional<String> unclear(StoreListing listing) throws IOException {
        return listing.damaged().isEmpty()
                ? manifests.stranger().map(file -> "among the manifests there is a file that is none: " + file)
                : Optional.of(listing.damaged().getFirst());
    }

    private boolean isAtWork(Unused each) {
        int dot = each.name().lastIndexOf('.');
        boolean owned = dot > 0 && owners.isLive(each.name().substring(dot + 1), each.lastChange());
        return owned || each.lastChange().isAfter(now.minus(QUIET));
    }

    /** What models use, and what was touched, is looked up once more: nobody publishes a manifest while the lock is held. */
    private List<Unused> remove(List<Unused> files) throws IOException {
        List<Unused> removed = new ArrayList<>();
        try (StoreLock _ = StoreLock.take(store.layout().lockFile())) {
            StoreListing listing = store.list();
            Set<Digest> used = listing.usedBlobs();
            for (Unused file : unclear(listing).isPresent() ? List.<Unused>of() : files) {
                boolean needed = StoreLayout.digest(file.name()).filter(used::contains).isPresent();
                boolean same = read(file.path()).filter(file::equals).isPresent();
                if (!needed && same && Files.deleteIfExists(file.path())) {
                    removed.add(file);
                }
            }
        }
        return removed;
    }

    private List<Unused> unused(Set<Digest> used) throws IOException {
        List<Unused> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(store.layout().blobs())) {
            for (Path entry : entries) {
                if (StoreLayout.digest(entry.getFileName().toString()).filter(used::contains).isEmpty()) {
                    read(entry).ifPresent(found::add);
                }
            }
        } catch (NoSuchFileException e) {
            return List.of(); // a new store
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return found;
    }

    /** Empty when it is gone meanwhile. */
    private static Optional<Unused> read(Path path) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            Instant change = attributes.lastModifiedTime().toInstant();
            return Optional.of(new Unused(
                    path,
                    path.getFileName().toString(),
                    attributes.isRegularFile(),
                    attributes.isDirectory() ? newest(path, change) : change,
                    attributes.size()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static Instant newest(Path folder, Instant own) throws IOException {
        Instant newest = own;
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path file : tree.toList()) {
                Instant change = Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant();
                newest = change.isAfter(newest) ? change : newest;
            }
        } catch (java.io.UncheckedIOException e) {
            throw e.getCause();
        }
        return newest;
    }
}
