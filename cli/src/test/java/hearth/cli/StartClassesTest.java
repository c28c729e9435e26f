package hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassHierarchyResolver;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class StartClassesTest {
    @TempDir
    private Path folder;

    @Test
    void haveTheVectorsOfTheJdkWithoutTheirModule() throws Exception {
        try (URLClassLoader loader = new URLClassLoader(new URL[] {copied("start.jar").toUri().toURL()}, null)) {
            assertThat(loader.findResource("jdk/incubator/vector/FloatVector.class")).isNotNull();
            assertThat(loader.findResource("module-info.class")).isNull();
        }
    }

    /** By the JDK's own verifier, which needs stack maps from this version on. */
    @Test
    void haveEveryClassOfPicocliInAFormThatTheCacheTakes() throws Exception {
        ClassFile files = ClassFile.of(ClassHierarchyResolverOption.of(
                ClassHierarchyResolver.ofResourceParsing(CommandLine.class.getClassLoader())));
        try (JarFile jar = new JarFile(copied("start.jar").toFile())) {
            List<JarEntry> classes =
                    jar.stream().filter(entry -> entry.getName().startsWith("picocli/")).toList();
            assertThat(classes).hasSizeGreaterThan(150);
            for (JarEntry entry : classes) {
                try (InputStream in = jar.getInputStream(entry)) {
                    byte[] bytes = in.readAllBytes();
                    assertThat(files.parse(bytes).majorVersion()).as(entry.getName()).isEqualTo(ClassFile.JAVA_8_VERSION);
                    assertThat(files.verify(bytes)).as(entry.getName()).isEmpty();
                }
            }
        }
    }

    /** Defined by a loader that is not the boot loader, so the JVM verifies them as well. */
    @Test
    void runACommandLine() throws Exception {
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {copied("start.jar").toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
            Class<?> spec = loader.loadClass("picocli.CommandLine$Model$CommandSpec");
            Object hearth = spec.getMethod("create").invoke(null);
            spec.getMethod("name", String.class).invoke(hearth, "hearth");
            Class<?> commandLine = loader.loadClass("picocli.CommandLine");
            Object line = commandLine.getConstructor(Object.class).newInstance(hearth);
            assertThat(commandLine.getClassLoader()).isSameAs(loader);
            assertThat(commandLine.getMethod("getUsageMessage").invoke(line)).asString().startsWith("Usage: hearth");
        }
    }

    @Test
    void areTheSameBytesEachTime() throws Exception {
        assertThat(Files.mismatch(copied("first.jar"), copied("second.jar"))).isEqualTo(-1);
    }

    private Path copied(String name) throws Exception {
        Path jar = folder.resolve(name);
        StartClasses.copyTo(jar);
        return jar;
    }
}
