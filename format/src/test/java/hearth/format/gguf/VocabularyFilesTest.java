package hearth.format.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real vocabularies made by other programs, where they are at hand. */
class VocabularyFilesTest {
    @TempDir
    private Path folder;

    @Test
    void everyRealVocabularyOpensAndSurvivesACopy() throws IOException {
        List<Path> vocabularies = vocabularies();
        assumeTrue(!vocabularies.isEmpty(), "no ../shared/data/vocab/*.gguf beside the repository");
        for (Path path : vocabularies) {
            Path copy = folder.resolve(path.getFileName());
            try (GgufFile file = GgufFile.open(path)) {
                GgufMetadata metadata = file.metadata();
                assertThat(metadata.architecture()).isNotBlank();
                assertThat(metadata.ofArchitecture().requiredInt(MetadataKeys.Model.LAYER_COUNT)).isPositive();
                List<String> tokens = metadata.requiredStrings(MetadataKeys.Tokenizer.TOKENS);
                assertThat(tokens).hasSizeGreaterThan(30_000);
                assertThat(metadata.requiredInts(MetadataKeys.Tokenizer.TOKEN_TYPES)).hasSameSizeAs(tokens.toArray());
                new GgufWriter().putAll(metadata.values()).write(copy);
                try (GgufFile copied = GgufFile.open(copy)) {
                    assertThat(copied.metadata().values()).containsExactlyEntriesOf(metadata.values());
                }
            }
        }
    }

    private static List<Path> vocabularies() throws IOException {
        for (Path start = Path.of("").toAbsolutePath(); start != null; start = start.getParent()) {
            Path data = start.resolve("shared").resolve("data").resolve("vocab");
            if (Files.isDirectory(data)) {
                try (Stream<Path> files = Files.list(data)) {
                    return files.filter(file -> file.toString().endsWith(".gguf")).toList();
                }
            }
        }
        return List.of();
    }
}
