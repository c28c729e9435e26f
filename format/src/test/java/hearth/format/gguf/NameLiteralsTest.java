package hearth.format.gguf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tensor names and metadata keys are spelled in this package only, so that a misspelt one cannot hide. */
class NameLiteralsTest {
    private static final List<String> LITERALS = List.of("\"blk.", "\"attention.");
    private static final Path THIS_PACKAGE = Path.of("format", "src", "main", "java", "hearth", "format", "gguf");

    @Test
    void noOtherMainSourceSpellsThem() throws IOException {
        Path root = repositoryRoot();
        List<String> offenders = new ArrayList<>();
        int files = 0;
        for (Path source : mainSources(root)) {
            files++;
            String text = Files.readString(source);
            if (!root.relativize(source).startsWith(THIS_PACKAGE) && LITERALS.stream().anyMatch(text::contains)) {
                offenders.add(root.relativize(source).toString());
            }
        }
        assertThat(files).isGreaterThan(20);
        assertThat(offenders).as("use LayerTensor, TensorNames and MetadataKeys").isEmpty();
    }

    private static Path repositoryRoot() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(folder.resolve(THIS_PACKAGE))) {
            folder = folder.getParent();
            assertThat(folder).as("the repository around this test").isNotNull();
        }
        return folder;
    }

    private static List<Path> mainSources(Path root) throws IOException {
        List<Path> sources = new ArrayList<>();
        try (Stream<Path> modules = Files.list(root)) {
            for (Path folder : modules.map(module -> module.resolve("src/main/java")).filter(Files::isDirectory).toList()) {
                try (Stream<Path> files = Files.walk(folder)) {
                    files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
                }
            }
        }
        return sources;
    }

    @Test
    void namesAreThoseOfTheFormat() {
        assertThat(LayerTensor.ATTENTION_QUERY.weight(3)).isEqualTo("blk.3.attn_q.weight");
        assertThat(LayerTensor.ATTENTION_QUERY.bias(0)).isEqualTo("blk.0.attn_q.bias");
        assertThat(LayerTensor.FEED_FORWARD_GATE.expertWeight(1, 7)).isEqualTo("blk.1.ffn_gate.7.weight");
    }
}
