package hearth.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What the tests in a browser need of this machine. What is missing skips them, and is named.
 *
 * @param chromium the browser's program
 * @param packages folder with {@code node_modules}
 */
record BrowserTools(Path chromium, Path packages) {
    private static final int INSTALL_SECONDS = 180;
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
    private static final List<String> FOLDERS =
            List.of("/usr/bin", "/usr/local/bin", "/usr/lib/chromium", "/snap/bin", "/opt/google/chrome", "/Applications/Google Chrome.app/Contents/MacOS");

    /** Installs the packages of a {@code package.json} once for each build. */
    static BrowserTools find(Path packageFile) throws Exception {
        assumeTrue(runs("node", "--version"), "node is missing: the pages are not tested in a browser");
        assumeTrue(runs("npm", "--version"), "npm is missing: the pages are not tested in a browser");
        Optional<Path> chromium = browser();
        assumeTrue(chromium.isPresent(), "Chromium is missing (looked at the variable CHROMIUM, the PATH and the usual folders): the pages are not tested in a browser");
        Path folder = Files.createDirectories(Path.of("target", "browser-packages").toAbsolutePath());
        Path installed = folder.resolve("package.json");
        boolean fresh = Files.isDirectory(folder.resolve("node_modules")) && Files.isRegularFile(installed) && Files.mismatch(packageFile, installed) < 0;
        if (!fresh) {
            Files.copy(packageFile, installed, StandardCopyOption.REPLACE_EXISTING);
            // An install that failed must not look like one that was done.
            Path log = folder.resolve("install.log");
            int code = run(folder, log, INSTALL_SECONDS, "npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-progress");
            if (code != 0) {
                Files.delete(installed);
            }
            assumeTrue(code == 0, () -> "npm can't install the packages of " + packageFile + ", so the pages are not tested in a browser: " + text(log));
        }
        return new BrowserTools(chromium.orElseThrow(), folder);
    }

    private static Optional<Path> browser() {
        String told = System.getenv("CHROMIUM");
        if (told != null && !told.isBlank()) {
            // A wrong path must not silently become another browser.
            return Optional.of(Path.of(told)).filter(Files::isExecutable);
        }
        Stream<String> path = Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)).filter(folder -> !folder.isEmpty());
        return Stream.concat(path, FOLDERS.stream()).flatMap(folder -> Stream.concat(NAMES.stream(), Stream.of("chrome", "Google Chrome")).map(name -> Path.of(folder, name)))
                .filter(program -> Files.isRegularFile(program) && Files.isExecutable(program)).findFirst();
    }

    private static boolean runs(String... command) throws Exception {
        Path log = Files.createTempFile("browser", ".log");
        try {
            return run(Path.of(""), log, 60, command) == 0;
        } catch (IOException e) {
            return false;
        } finally {
            Files.delete(log);
        }
    }

    private static int run(Path folder, Path log, int seconds, String... command) throws Exception {
        Process process = new ProcessBuilder(command).directory(folder.toAbsolutePath().toFile()).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        return process.exitValue();
    }

    private static String text(Path log) {
        try {
            return Files.readString(log, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
