package hearth.server.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hearth.server.scripted.ScriptedLoader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A client library from npm, installed into the build's folder, with its test script of {@code src/test/clients}. */
final class NodeClient {
    private static final int INSTALL_SECONDS = 180;
    private static final int RUN_SECONDS = 120;

    private final Path folder;

    private NodeClient(Path folder) {
        this.folder = folder;
    }

    /** Installs a client once for each build; without node, npm or the registry the test is skipped, and says what is missing. */
    static NodeClient install(String name) throws Exception {
        assumeTrue(runs("node", "--version"), "node is missing: the npm client '" + name + "' is not tested");
        assumeTrue(runs("npm", "--version"), "npm is missing: the npm client '" + name + "' is not tested");
        Path source = Path.of("src/test/clients", name);
        Path folder = Path.of("target/clients", name).toAbsolutePath();
        Files.createDirectories(folder);
        for (String file : List.of("package.json", "test.mjs")) {
            Files.copy(source.resolve(file), folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        if (!Files.isDirectory(folder.resolve("node_modules"))) {
            Outcome outcome = run(folder, INSTALL_SECONDS, List.of("npm", "install", "--ignore-scripts", "--no-audit", "--no-fund"));
            assumeTrue(outcome.code() == 0, "npm can't install '" + name + "', so it is not tested: " + outcome.output());
        }
        return new NodeClient(folder);
    }

    /** Runs the script; each of its lines must say ok. */
    void pass(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("node", "test.mjs"));
        command.addAll(List.of(arguments));
        Outcome outcome = run(folder, RUN_SECONDS, command);
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

    private record Outcome(int code, String output) {}

    private static boolean runs(String... command) throws Exception {
        try {
            return run(Path.of("."), 20, List.of(command)).code() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static Outcome run(Path folder, int seconds, List<String> command) throws Exception {
        Path output = Files.createTempFile("client", ".log");
        try {
            ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
            // A proxy must not stand between the client and this machine.
            builder.environment().put("NO_PROXY", "127.0.0.1,localhost");
            Process process = builder.redirectOutput(output.toFile()).start();
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            return new Outcome(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
        } finally {
            Files.delete(output);
        }
    }
}
