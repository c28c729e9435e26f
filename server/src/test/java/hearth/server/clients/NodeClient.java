package hearth.server.clients;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.server.scripted.ScriptedLoader;
import hearth.testkit.node.NodeFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A client library from npm, installed into the build's folder, with its test script of {@code src/test/clients}. */
record NodeClient(NodeFolder folder) {
    private static final int RUN_SECONDS = 300;

    /** Installs a client once for each build; without node, npm or the registry the test is skipped, and says what is missing. */
    static NodeClient install(String name) throws Exception {
        Path source = Path.of("src/test/clients", name);
        NodeFolder folder = NodeFolder.install(source.resolve("package.json"), Path.of("target/clients", name), "the npm client '" + name + "' is not tested");
        Files.copy(source.resolve("test.mjs"), folder.path().resolve("test.mjs"), StandardCopyOption.REPLACE_EXISTING);
        return new NodeClient(folder);
    }

    /** Runs the script; each of its lines must say ok. */
    void pass(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("node", "test.mjs"));
        command.addAll(List.of(arguments));
        NodeFolder.Outcome outcome = folder.run(RUN_SECONDS, command);
        assertThat(outcome.output().lines()).isNotEmpty().allMatch(line -> line.startsWith("ok "));
        assertThat(outcome.code()).isZero();
    }

    /** What the client left must not go on. */
    static void awaitNoRun(ScriptedLoader loader) {
        long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (loader.runners.stream().anyMatch(runner -> runner.running.get() > 0)) {
            assertThat(System.nanoTime()).as("a run goes on without its client").isLessThan(end);
            Thread.onSpinWait();
        }
    }
}
