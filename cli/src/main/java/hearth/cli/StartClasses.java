package hearth.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import picocli.CommandLine;

/**
 * Classes that the JDK's AOT cache would not take as they are, as a jar for the end of the boot class path: docs/decisions/0011.
 *
 * <ul>
 *   <li>The JDK's own Vector API. As an incubating module it would keep the JDK from archiving its module graph, and so from
 *       remembering how kernels ran before.
 *   <li>Picocli, whose class files have a version from before they told the types of their stacks (JVMS 4.10.1): the cache leaves such classes out.
 * </ul>
 */
final class StartClasses {
    private static final URI JDK = URI.create("jrt:/");

    private StartClasses() {}

    /** Copies them out of the running JDK and program. The same JDK and program give the same bytes. */
    static void copyTo(Path jar) throws IOException {
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                FileSystem program = FileSystems.newFileSystem(jarOf(CommandLine.class))) {
            out.setMethod(ZipEntry.DEFLATED);
            add(FileSystems.getFileSystem(JDK).getPath("modules", "jdk.incubator.vector"), "", UnaryOperator.identity(), out);
            add(program.getPath("/"), CommandLine.class.getPackageName(), StartClasses::withStackMaps, out);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static Path jarOf(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void add(Path root, String folder, UnaryOperator<byte[]> form, JarOutputStream out) throws IOException {
        try (Stream<Path> all = Files.walk(root.resolve(folder))) {
            List<Path> classes = all.filter(file -> file.toString().endsWith(".class") && !file.endsWith("module-info.class"))
                    .sorted()
                    .toList();
            for (Path file : classes) {
                ZipEntry entry = new ZipEntry(root.relativize(file).toString());
                entry.setTime(0);
                out.putNextEntry(entry);
                out.write(form.apply(Files.readAllBytes(file)));
                out.closeEntry();
            }
        }
    }

    private static byte[] withStackMaps(byte[] old) {
        ClassFile files = ClassFile.of(
                StackMapsOption.GENERATE_STACK_MAPS,
                ClassHierarchyResolverOption.of(
                        ClassHierarchyResolver.ofResourceParsing(CommandLine.class.getClassLoader())));
        // Code that is handed on as a whole would be copied as it is.
        ClassTransform written = ClassTransform.transformingMethodBodies((code, element) -> code.with(element));
        ClassTransform newer = ClassTransform.endHandler(builder -> builder.withVersion(ClassFile.JAVA_8_VERSION, 0));
        return files.transformClass(files.parse(old), newer.andThen(written));
    }
}
