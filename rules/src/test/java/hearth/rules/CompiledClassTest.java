package hearth.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class CompiledClassTest {
    /** Does much of what is banned; never run. */
    @SuppressWarnings("unused")
    private static final class Planted {
        private static int count;
        private static final List<String> FIXED = List.of();

        private Supplier<byte[]> bytes(String text) {
            return text::getBytes;
        }

        private String everything(double value) throws InterruptedException {
            Thread.sleep(1);
            System.out.println(String.format("%f", value));
            System.exit(++count);
            return "X".toLowerCase(java.util.Locale.ROOT);
        }
    }

    @Test
    void noModuleDoesWhatIsBanned() throws IOException {
        List<String> problems = new ArrayList<>();
        int classes = 0;
        for (Path module : Modules.all()) {
            List<Path> compiled = Modules.files(module.resolve("target/classes"), ".class");
            boolean hasSources = Modules.files(module.resolve("src/main/java"), ".java").stream()
                    .anyMatch(file -> !file.endsWith("module-info.java") && !file.endsWith("package-info.java"));
            assertThat(compiled.isEmpty()).as(module + " is compiled before its classes are looked at").isEqualTo(!hasSources);
            for (Path file : compiled) {
                problems.addAll(CompiledClass.problems(Files.readAllBytes(file)));
                classes++;
            }
        }
        assertThat(classes).isGreaterThan(1000);
        assertThat(problems).isEmpty();
    }

    @Test
    void plantedUsesAreFound() throws IOException {
        try (InputStream in = CompiledClassTest.class.getResourceAsStream("CompiledClassTest$Planted.class")) {
            String name = Planted.class.getName();
            assertThat(CompiledClass.problems(in.readAllBytes())).allMatch(problem -> problem.startsWith(name))
                    .extracting(problem -> problem.substring(name.length() + 1).replaceFirst("[:,].*", ""))
                    .containsExactlyInAnyOrder("uses java.lang.String.getBytes", "uses java.lang.Thread.sleep", "uses java.lang.System.out",
                            "uses java.lang.String.format", "uses java.lang.System.exit", "has static state that changes");
        }
    }

    @Test
    void whoMayIsNotTold() {
        Ban exit = Ban.ALL.getFirst();
        assertThat(exit.forbids("hearth/engine/Engine", "java/lang/System", "exit", "(I)V")).isTrue();
        assertThat(exit.forbids("hearth/cli/Main", "java/lang/System", "exit", "(I)V")).isFalse();
        assertThat(exit.forbids("hearth/engine/Engine", "java/lang/System", "exitCode", "()I")).isFalse();
    }
}
