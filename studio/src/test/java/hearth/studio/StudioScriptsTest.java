package hearth.studio;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.testkit.node.NodeFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Runs the tests of the pure scripts in Node.js, where it is there. */
class StudioScriptsTest {
    private static final int SECONDS = 300;

    @Test
    void pureScriptsPassTheirTests() throws IOException, InterruptedException {
        // Older ones take a script without a package file for one without imports.
        NodeFolder node = NodeFolder.plain(Path.of(""), 20, 19, "the tests of the pure scripts did not run");
        List<String> command = new ArrayList<>(List.of("node", "--test"));
        try (Stream<Path> files = Files.list(Path.of("script-test"))) {
            files.map(Path::toString).filter(name -> name.endsWith(".test.mjs")).sorted().forEach(command::add);
        }
        assertThat(command).hasSizeGreaterThan(2);
        NodeFolder.Outcome outcome = node.run(SECONDS, command);
        assertThat(outcome.code()).as(outcome.output()).isZero();
    }
}
