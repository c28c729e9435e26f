package hearth.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The modules of the build, as the root pom names them, and their files. */
final class Modules {
    private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");

    private Modules() {}

    /** The folder of the root pom. */
    static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isRegularFile(folder.resolve("pom.xml")) || MODULE.matcher(read(folder.resolve("pom.xml"))).results().findAny().isEmpty()) {
            folder = folder.getParent();
            if (folder == null) {
                throw new IllegalStateException("no pom with modules above the working folder");
            }
        }
        return folder;
    }

    static List<Path> all() {
        Path root = root();
        return MODULE.matcher(read(root.resolve("pom.xml"))).results().map(found -> root.resolve(found.group(1))).toList();
    }

    /** Files below a folder whose name ends so; none if the folder is missing. */
    static List<Path> files(Path folder, String suffix) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> tree = Files.walk(folder)) {
            return tree.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
