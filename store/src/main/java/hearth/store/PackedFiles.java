package hearth.store;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The copies of weights that devices packed, in a folder beside the blobs. They can be made again at any time. */
final class PackedFiles {
    private final StoreLayout layout;

    PackedFiles(StoreLayout layout) {
        this.layout = layout;
    }

    /** The copies of the weights in this blob. */
    List<Path> of(Digest blob) throws IOException {
        String prefix = layout.packed(blob).getFileName() + "-";
        return list(name -> name.startsWith(prefix));
    }

    /** Removes the copies of this blob; returns their bytes. A process that computes with one keeps it until it ends. */
    long remove(Digest blob) throws IOException {
        return remove(of(blob));
    }

    /** Removes the copies of blobs that are gone, and what was left half written before {@code limit}; returns what went. */
    Pruned removeOrphans(Instant limit) throws IOException {
        List<Path> orphans = new ArrayList<>();
        for (Path file : list(name -> true)) {
            String name = file.getFileName().toString();
            int dash = name.lastIndexOf('-');
            Optional<Digest> blob = dash < 0 ? Optional.empty() : StoreLayout.digest(name.substring(0, dash));
            boolean old = Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant().isBefore(limit);
            if (old && (blob.isPresent() ? !Files.exists(layout.blob(blob.get())) : name.startsWith(".") && name.endsWith(".partial"))) {
                orphans.add(file);
            }
        }
        return new Pruned(orphans.size(), remove(orphans), Optional.empty());
    }

    private static long remove(List<Path> files) throws IOException {
        long bytes = 0;
        for (Path file : files) {
            bytes += Files.size(file);
            Files.deleteIfExists(file);
        }
        return bytes;
    }

    /** Regular files only. */
    private List<Path> list(Predicate<String> wanted) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(layout.packed())) {
            for (Path entry : entries) {
                if (wanted.test(entry.getFileName().toString()) && isRegular(entry)) {
                    found.add(entry);
                }
            }
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        found.sort(null);
        return found;
    }

    private static boolean isRegular(Path file) throws IOException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).isRegularFile();
        } catch (NoSuchFileException e) {
            return false; // removed meanwhile
        }
    }
}
