package hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VectorClassesTest {
    @TempDir
    private Path folder;

    @Test
    void areThoseOfTheJdkWithoutTheirModule() throws Exception {
        Path jar = folder.resolve("vectors.jar");
        VectorClasses.copyTo(jar);
        try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
            assertThat(loader.findResource("jdk/incubator/vector/FloatVector.class")).isNotNull();
            assertThat(loader.findResource("module-info.class")).isNull();
        }
    }

    @Test
    void areTheSameBytesEachTime() throws Exception {
        Path first = folder.resolve("first.jar");
        Path second = folder.resolve("second.jar");
        VectorClasses.copyTo(first);
        VectorClasses.copyTo(second);
        assertThat(Files.mismatch(first, second)).isEqualTo(-1);
    }
}
