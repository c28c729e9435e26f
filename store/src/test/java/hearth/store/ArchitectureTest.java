package hearth.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rules that a reader of the sources can check but the compiler does not. */
class ArchitectureTest {
    private static final Path SOURCES = Path.of("src/main/java");

    @Test
    void onlyTheLayoutMakesPathsFromNamesAndDigests() throws IOException {
        assertThat(filesWith(".resolve(\"", ".resolve(name", ".resolve(digest", "Path.of(first"))
                // Fixed folder names, and private folders whose names come from a counter.
                .containsExactlyInAnyOrder("StoreLayout.java", "StoreRoots.java", "ScratchFolder.java", "SystemPip.java");
        assertThat(filesWith("\"sha256-\"", "\"blobs\"", "\"manifests\"")).containsExactlyInAnyOrder("StoreLayout.java", "StoreRoots.java");
    }

    @Test
    void nothingIsDeserialisedOrRunThroughAShell() throws IOException {
        assertThat(filesWith("ObjectInputStream", "Runtime.getRuntime", "\"sh\"", "\"-c\"", "System.exit", "System.out")).isEmpty();
        assertThat(filesWith("ProcessBuilder")).containsExactly("SystemPip.java");
    }

    @Test
    void lowerPackagesKnowNothingOfHigherOnes() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES.resolve("hearth/store"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                String text = Files.readString(file);
                String folder = file.getParent().getFileName().toString();
                if (folder.equals("store")) {
                    assertThat(text).as(file.toString()).doesNotContain("import hearth.store.fetch", "import hearth.store.pull");
                } else if (folder.equals("fetch")) {
                    assertThat(text).as(file.toString()).doesNotContain("import hearth.store.pull");
                }
            }
        }
    }

    private static List<String> filesWith(String... texts) throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java")).filter(file -> {
                try {
                    String source = Files.readString(file).replaceAll("(?m)^\\s*(\\*|//|/\\*).*$", "");
                    return Stream.of(texts).anyMatch(source::contains);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }).map(file -> file.getFileName().toString()).toList();
        }
    }
}
