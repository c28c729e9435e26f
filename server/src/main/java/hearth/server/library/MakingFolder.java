package hearth.server.library;

import hearth.store.DurableFile;
import hearth.store.ModelStore;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/** A private folder among the blobs, so that what is made there is moved, not copied; removed with all it holds at {@link #close}. */
final class MakingFolder implements AutoCloseable {
    private static final String PREFIX = ".create-";
    private static final Duration STALE = Duration.ofDays(1);

    private final Path path;

    private MakingFolder(Path path) {
        this.path = path;
    }

    /** Makes one, and removes what killed processes left. */
    static MakingFolder create(ModelStore store) throws IOException {
        Path blobs = store.layout().blobs();
        DurableFile.createFolders(blobs);
        sweep(blobs);
        Path path = blobs.resolve(PREFIX + ProcessHandle.current().pid() + "-" + Long.toHexString(ThreadLocalRandom.current().nextLong()));
        return new MakingFolder(Files.createDirectory(path));
    }

    Path path() {
        return path;
    }

    /** A folder in which nothing was written for a day is nobody's. */
    private static void sweep(Path blobs) throws IOException {
        Instant limit = Instant.now().minus(STALE);
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(blobs, PREFIX + "*")) {
            for (Path folder : folders) {
                try {
                    if (lastChange(folder).isBefore(limit)) {
                        remove(folder);
                    }
                } catch (NoSuchFileException e) {
                    continue; // its process has just ended
                }
            }
        }
    }

    private static Instant lastChange(Path folder) throws IOException {
        Instant last = Files.getLastModifiedTime(folder).toInstant();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Instant change = Files.getLastModifiedTime(file).toInstant();
                last = change.isAfter(last) ? change : last;
            }
        }
        return last;
    }

    @Override
    public void close() throws IOException {
        remove(path);
    }

    private static void remove(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path each, IOException failure) throws IOException {
                Files.delete(each);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
