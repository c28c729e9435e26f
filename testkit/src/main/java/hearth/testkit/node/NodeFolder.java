package hearth.testkit.node;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A folder of the build with packages of npm. What is missing on a machine skips the test, and is named.
 *
 * @param path where {@code node_modules} is, or where a program runs that needs none
 */
public record NodeFolder(Path path) {
    private static final int INSTALL_SECONDS = 420;
    private static final int ASK_SECONDS = 120;
    private static final Pattern VERSION = Pattern.compile("v(\\d{1,4})\\.(\\d{1,4})\\..*", Pattern.DOTALL);

    /** How a program ended, and all it wrote. */
    public record Outcome(int code, String output) {}

    /**
     * A folder without packages.
     *
     * @param major least version of Node.js, with {@code minor}
     * @param untested what a skipped test leaves untested, for its message
     */
    public static NodeFolder plain(Path path, int major, int minor, String untested) throws IOException, InterruptedException {
        Matcher version = VERSION.matcher(answer("node", "--version"));
        boolean newEnough = version.matches()
                && (Integer.parseInt(version.group(1)) > major || Integer.parseInt(version.group(1)) == major && Integer.parseInt(version.group(2)) >= minor);
        assumeTrue(newEnough, "Node.js " + major + "." + minor + " or newer is not on the PATH: " + untested);
        return new NodeFolder(path.toAbsolutePath());
    }

    /**
     * Installs packages once for each build, and again when their list has changed.
     *
     * @param packageFile a {@code package.json} with pinned versions
     * @param untested what a skipped test leaves untested, for its message
     */
    public static NodeFolder install(Path packageFile, Path path, String untested) throws IOException, InterruptedException {
        NodeFolder folder = plain(path, 18, 0, untested);
        assumeTrue(!answer("npm", "--version").isEmpty(), "npm is not on the PATH: " + untested);
        Files.createDirectories(folder.path);
        Path installed = folder.path.resolve("package.json");
        if (Files.isDirectory(folder.path.resolve("node_modules")) && Files.isRegularFile(installed) && Files.mismatch(packageFile, installed) < 0) {
            return folder;
        }
        Files.copy(packageFile, installed, StandardCopyOption.REPLACE_EXISTING);
        List<String> command = List.of("npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-progress");
        Outcome outcome = folder.run(INSTALL_SECONDS, command);
        if (outcome.code() != 0) {
            // The network may have failed for a moment.
            outcome = folder.run(INSTALL_SECONDS, command);
        }
        if (outcome.code() != 0) {
            // An install that failed must not look like one that was done.
            Files.delete(installed);
        }
        assumeTrue(outcome.code() == 0, "npm can't install the packages of " + packageFile + ": " + untested + ": " + outcome.output());
        return folder;
    }

    /** Runs a program here; one that takes longer is ended, and its code is not 0. */
    public Outcome run(int seconds, List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("node", ".log");
        try {
            ProcessBuilder builder = new ProcessBuilder(command).directory(path.toFile()).redirectErrorStream(true).redirectOutput(output.toFile());
            // A proxy must not stand between the program and this machine.
            builder.environment().put("NO_PROXY", "127.0.0.1,localhost");
            Process process = builder.start();
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
            }
            return new Outcome(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
        } finally {
            Files.delete(output);
        }
    }

    /** What a program says; empty if it is not there or fails. */
    private static String answer(String... command) throws InterruptedException {
        try {
            Outcome outcome = new NodeFolder(Path.of("").toAbsolutePath()).run(ASK_SECONDS, List.of(command));
            return outcome.code() == 0 ? outcome.output() : "";
        } catch (IOException e) {
            return "";
        }
    }
}
