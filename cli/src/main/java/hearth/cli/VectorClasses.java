package hearth.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * The JDK's own Vector API as a jar for the end of the boot class path. As an incubating module it would keep the JDK from archiving
 * its module graph, and so from remembering how kernels ran before: docs/decisions/0011.
 */
final class VectorClasses {
    private static final URI JDK = URI.create("jrt:/");

    private VectorClasses() {}

    /** Copies them out of the running JDK. The same JDK gives the same bytes. */
    static void copyTo(Path jar) throws IOException {
        Path module = FileSystems.getFileSystem(JDK).getPath("modules", "jdk.incubator.vector");
        try (Stream<Path> all = Files.walk(module);
                JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            List<Path> classes = all.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("module-info.class"))
                    .sorted()
                    .toList();
            out.setMethod(ZipEntry.DEFLATED);
            for (Path file : classes) {
                ZipEntry entry = new ZipEntry(module.relativize(file).toString());
                entry.setTime(0);
                out.putNextEntry(entry);
                Files.copy(file, out);
                out.closeEntry();
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
