package hearth.tokenizer;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the test data that lies beside the repository; a test without it is skipped and says so. */
final class SharedData {
    private SharedData() {}

    /** The file {@code ../shared/data/vocab/NAME}, looked for beside each folder from here up. */
    static Path vocab(String name) {
        Path wanted = Path.of("shared", "data", "vocab", name);
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path found = folder.resolve(wanted);
            if (Files.exists(found)) {
                return found;
            }
        }
        assumeTrue(false, "not found beside the repository: ../" + wanted);
        throw new AssertionError();
    }
}
