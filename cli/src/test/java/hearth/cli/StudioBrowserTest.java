package hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.cli.StoryRunner.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The stories of {@code studio/browser-test} in a real Chromium, on a server with the real pages and a real model. Pictures and the
 * browser's console stay in {@code target/browser}.
 */
class StudioBrowserTest {
    private static final Path SCRIPTS = Path.of("..", "studio", "browser-test");
    private static final Path OUTPUT = Path.of("target", "browser");

    @TempDir
    private static Path folder;

    private static StoryServer server;
    private static StoryRunner runner;

    @BeforeAll
    static void open() throws Exception {
        BrowserTools tools = BrowserTools.find(SCRIPTS.resolve("package.json"));
        RealModel.pull();
        empty(OUTPUT);
        server = new StoryServer(folder, RealModel.weights());
        runner = new StoryRunner(tools, SCRIPTS.resolve("run.mjs"), OUTPUT, server);
    }

    @AfterAll
    static void close() throws Exception {
        if (runner != null) {
            runner.close();
        }
        if (server != null) {
            server.close();
        }
    }

    /** Pictures of an earlier run would be taken for this one's. */
    private static void empty(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        Files.createDirectories(folder);
    }

    @TestFactory
    List<DynamicTest> stories() {
        String only = System.getProperty("hearth.story", "");
        List<String> names = runner.names().stream().filter(name -> only.isEmpty() || List.of(only.split(",")).contains(name)).toList();
        assertThat(names).isNotEmpty();
        // What fails once in many times is found by playing it many times.
        return Collections.nCopies(Integer.getInteger("hearth.rounds", 1), names).stream().flatMap(List::stream).map(name -> DynamicTest.dynamicTest(name, () -> {
            Outcome outcome = runner.play(name);
            if (outcome.again()) {
                System.err.println("FLAKY " + outcome.text());
            }
            assertThat(outcome.passed()).as(outcome.text()).isTrue();
        })).toList();
    }
}
