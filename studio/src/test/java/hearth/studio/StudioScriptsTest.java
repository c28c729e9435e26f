package hearth.studio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Runs the tests of the pure scripts in Node.js, where it is there. */
class StudioScriptsTest {
    private static final int MINUTES = 2;

    @Test
    void pureScriptsPassTheirTests() throws IOException, InterruptedException {
        assumeTrue(hasNode(), "Node.js 20.19 or newer is not on the PATH: the tests of the pure scripts did not run");
        Path tests = Path.of("script-test");
        List<String> command = new ArrayList<>(List.of("node", "--test"));
        try (Stream<Path> files = Files.list(tests)) {
            files.map(Path::toString).filter(name -> name.endsWith(".test.mjs")).sorted().forEach(command::add);
        }
        assertThat(command).hasSizeGreaterThan(2);
        Path output = Files.createTempFile("hearth-scripts", ".log");
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
            boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
            process.destroyForcibly();
            assertThat(ended && process.exitValue() == 0).as(Files.readString(output, StandardCharsets.UTF_8)).isTrue();
        } finally {
            Files.deleteIfExists(output);
        }
    }

    private static boolean hasNode() throws InterruptedException {
        try {
            Process process = new ProcessBuilder("node", "-p", "process.versions.node").redirectErrorStream(true).start();
            String version = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor() != 0 || !version.matches("\\d{1,4}\\.\\d{1,4}\\..*")) {
                return false;
            }
            // Older ones take a script without a package file for one without imports.
            String[] numbers = version.split("\\.");
            return Integer.parseInt(numbers[0]) * 10_000 + Integer.parseInt(numbers[1]) >= 20 * 10_000 + 19;
        } catch (IOException e) {
            return false;
        }
    }
}
