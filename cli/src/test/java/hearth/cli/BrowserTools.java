package hearth.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hearth.testkit.node.NodeFolder;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the tests in a browser need of this machine. What is missing skips them, and is named.
 *
 * @param chromium the browser's program
 * @param packages folder with {@code node_modules}
 */
record BrowserTools(Path chromium, Path packages) {
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
    private static final List<String> FOLDERS =
            List.of("/usr/bin", "/usr/local/bin", "/usr/lib/chromium", "/snap/bin", "/opt/google/chrome", "/Applications/Google Chrome.app/Contents/MacOS");

    /** Installs the packages of a {@code package.json} once for each build. */
    static BrowserTools find(Path packageFile) throws IOException, InterruptedException {
        String untested = "the pages are not tested in a browser";
        Optional<Path> chromium = browser();
        assumeTrue(chromium.isPresent(), "Chromium is missing (looked at the variable CHROMIUM, the PATH and the usual folders): " + untested);
        NodeFolder packages = NodeFolder.install(packageFile, Path.of("target", "browser-packages"), untested);
        return new BrowserTools(chromium.orElseThrow(), packages.path());
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
}
