package hearth.store.fetch;

import hearth.store.StoreLayout;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/** A private folder on the store's disk for a helper process; removed with all it holds at {@link #close}. */
public final class ScratchFolder implements AutoCloseable {
    private static final Duration STALE = Duration.ofDays(1);
    private final Path path;

    private ScratchFolder(Path path) {
        this.path = path;
    }

    /** Creates one. */
    public static ScratchFolder create(StoreLayout layout) throws IOException {
        return new ScratchFolder(Files.createDirectory(layout.scratch(ThreadLocalRandom.current().nextLong())));
    }

    /** A file for the weights as they come together. */
    public Path weights() {
        return path.resolve("weights");
    }

    /** A fresh folder for piece {@code index}. */
    public Path pieceFolder(int index) throws IOException {
        return Files.createDirectory(path.resolve("piece-" + index));
    }

    /** Removes those that a killed process left. */
    static void sweep(StoreLayout layout) throws IOException {
        Instant limit = Instant.now().minus(STALE);
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(layout.blobs(), ".scratch-*")) {
            for (Path folder : folders) {
                if (Files.getLastModifiedTime(folder).toInstant().isBefore(limit)) {
                    delete(folder);
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        delete(path);
    }

    private static void delete(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> tree = Files.walk(folder)) {
            all = tree.sorted(Comparator.reverseOrder()).toList();
        } catch (NoSuchFileException e) {
            return;
        }
        for (Path file : all) {
            Files.deleteIfExists(file);
        }
    }
}
