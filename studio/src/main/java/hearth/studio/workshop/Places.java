package hearth.studio.workshop;

import hearth.server.call.ApiException;
import hearth.server.call.ApiException.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;

/** The folders from which the pages may name files. What lies elsewhere, or leads elsewhere by links, is refused unread. */
public final class Places {
    private static final int MAX_DEPTH = 4;
    private static final int MAX_FOUND = 500;
    private static final int MAX_LOOKED_AT = 50_000;
    private static final String REFUSED = "is outside the folders the workshop may read";

    private final List<Path> folders;

    /** @param folders chosen when the server is started; they need not exist */
    public Places(List<Path> folders) {
        this.folders = folders.stream().map(folder -> folder.toAbsolutePath().normalize()).toList();
    }

    /** A thing to work on. @param bytes of the file, or of all weights in the folder */
    public record Found(Path path, boolean folder, long bytes) {}

    public List<Path> folders() {
        return folders;
    }

    /**
     * The real path of what a page named.
     *
     * @param field of the request, for errors
     * @throws ApiException FORBIDDEN if it is elsewhere; NOT_FOUND if there is nothing
     */
    Path require(String field, String text) {
        Path path;
        try {
            path = Path.of(text);
        } catch (InvalidPathException e) {
            throw ApiException.invalid(field, "is no path");
        }
        // Before the disk is asked: whether something exists elsewhere is nobody's business.
        if (!path.isAbsolute() || folders.stream().noneMatch(path.normalize()::startsWith)) {
            throw new ApiException(Kind.FORBIDDEN, field + " " + REFUSED);
        }
        try {
            Path real = path.toRealPath();
            for (Path folder : folders) {
                if (Files.exists(folder) && real.startsWith(folder.toRealPath())) {
                    return real;
                }
            }
            throw new ApiException(Kind.FORBIDDEN, field + " " + REFUSED);
        } catch (IOException e) {
            throw new ApiException(Kind.NOT_FOUND, field + " names nothing that can be read", e);
        }
    }

    /** GGUF files and folders with safetensors weights, in the order of their paths; of very many, some. */
    List<Found> list() {
        List<Found> found = new ArrayList<>();
        for (Path folder : folders) {
            if (Files.isDirectory(folder)) {
                list(folder, found);
            }
        }
        found.sort((a, b) -> a.path().compareTo(b.path()));
        return found;
    }

    private static void list(Path root, List<Found> found) {
        try {
            Files.walkFileTree(root, EnumSet.noneOf(FileVisitOption.class), MAX_DEPTH, new SimpleFileVisitor<>() {
                private int looked;

                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                    if (!folder.equals(root) && folder.getFileName().toString().startsWith(".")) {
                        return FileVisitResult.SKIP_SUBTREE;
                    }
                    if (Files.isRegularFile(folder.resolve("config.json"))) {
                        long bytes = weights(folder);
                        if (bytes > 0) {
                            found.add(new Found(folder, true, bytes));
                        }
                    }
                    return goOn();
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (attributes.isRegularFile() && file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".gguf")) {
                        found.add(new Found(file, false, attributes.size()));
                    }
                    return goOn();
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return goOn();
                }

                private FileVisitResult goOn() {
                    looked++;
                    return looked > MAX_LOOKED_AT || found.size() >= MAX_FOUND ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long weights(Path folder) throws IOException {
        long bytes = 0;
        try (var files = Files.newDirectoryStream(folder, "*.safetensors")) {
            for (Path file : files) {
                bytes += Files.size(file);
            }
        }
        return bytes;
    }
}
