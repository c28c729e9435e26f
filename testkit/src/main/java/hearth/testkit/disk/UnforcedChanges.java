package hearth.testkit.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * What was changed and not forced: bytes of files, and entries of folders. The entries of one folder reach the disk in their order;
 * those of different folders, and bytes, in any.
 */
final class UnforcedChanges {
    /** Undoes one change of a folder. */
    @FunctionalInterface
    private interface Undo {
        void run() throws IOException;
    }

    private record Range(long from, long to) {}

    /** Bytes of one file that are not forced; the path follows its renames. */
    private static final class Dirty {
        private Path path;
        private long forcedSize;
        private final List<Range> ranges = new ArrayList<>();

        Dirty(Path path, long forcedSize) {
            this.path = path;
            this.forcedSize = forcedSize;
        }
    }

    private final Map<Path, Deque<Undo>> entries = new HashMap<>();
    private final Map<Path, Dirty> files = new HashMap<>();
    private final List<Path> saved = new ArrayList<>();

    /** Bytes of a file were written; it had {@code sizeBefore} bytes. */
    void written(Path file, long from, long to, long sizeBefore) {
        files.computeIfAbsent(file, path -> new Dirty(path, sizeBefore)).ranges.add(new Range(from, to));
    }

    void forced(Path file) {
        if (Files.isDirectory(file)) {
            entries.remove(file);
        } else {
            files.remove(file);
        }
    }

    void created(Path path) {
        note(path.getParent(), () -> deleteTree(path));
    }

    /** To be called before the deletion. */
    void deleting(Path path) throws IOException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            note(path.getParent(), () -> Files.createDirectories(path));
        } else if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            Path kept = keep(path);
            Dirty dirty = files.remove(path);
            note(path.getParent(), () -> restore(path, kept, dirty));
        }
    }

    /** To be called before the rename. */
    void moving(Path source, Path target) throws IOException {
        Optional<Path> kept = Files.exists(target, LinkOption.NOFOLLOW_LINKS) ? Optional.of(keep(target)) : Optional.empty();
        Dirty replaced = files.remove(target);
        Dirty moved = files.remove(source);
        if (moved != null) {
            moved.path = target;
            files.put(target, moved);
        }
        note(target.getParent(), () -> {
            if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectories(source.getParent());
                Files.deleteIfExists(source);
                Files.move(target, source);
                Dirty back = files.remove(target);
                if (back != null) {
                    back.path = source;
                    files.put(source, back);
                }
            }
            if (kept.isPresent()) {
                restore(target, kept.get(), replaced);
            }
        });
    }

    private void restore(Path path, Path kept, Dirty dirty) throws IOException {
        Files.createDirectories(path.getParent());
        Files.deleteIfExists(path);
        Files.createLink(path, kept);
        if (dirty != null) {
            dirty.path = path;
            files.put(path, dirty);
        }
    }

    /** A second link, so that the content of a removed file can come back. */
    private Path keep(Path path) throws IOException {
        Path folder = Files.createTempDirectory("kept");
        Path link = folder.resolve("file");
        Files.createLink(link, path);
        saved.add(link);
        return link;
    }

    private void note(Path folder, Undo undo) {
        entries.computeIfAbsent(folder, _ -> new ArrayDeque<>()).push(undo);
    }

    private static void deleteTree(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> tree = Files.walk(path)) {
            all = tree.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : all) {
            Files.deleteIfExists(each);
        }
    }

    /** Loses some of it. */
    void lose(SplittableRandom random) throws IOException {
        for (Deque<Undo> undos : entries.values()) {
            int lost = random.nextInt(undos.size() + 1);
            for (int i = 0; i < lost; i++) {
                undos.pop().run();
            }
        }
        for (Dirty dirty : files.values()) {
            if (Files.isRegularFile(dirty.path)) {
                damage(dirty, random);
            }
        }
        for (Path link : saved) {
            Files.deleteIfExists(link);
            Files.deleteIfExists(link.getParent());
        }
    }

    private static void damage(Dirty dirty, SplittableRandom random) throws IOException {
        if (!Files.isWritable(dirty.path)) {
            return;
        }
        try (FileChannel channel = FileChannel.open(dirty.path, StandardOpenOption.WRITE)) {
            for (Range range : dirty.ranges) {
                if (random.nextBoolean()) {
                    long end = Math.min(range.to, channel.size());
                    channel.write(ByteBuffer.allocate((int) Math.max(0, end - range.from)), range.from);
                }
            }
            switch (random.nextInt(3)) {
                case 0 -> channel.truncate(dirty.forcedSize);
                case 1 -> channel.truncate(random.nextLong(dirty.forcedSize, Math.max(dirty.forcedSize, channel.size()) + 1));
                default -> {}
            }
        }
    }
}
