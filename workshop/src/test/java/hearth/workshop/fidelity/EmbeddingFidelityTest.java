package hearth.workshop.fidelity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import hearth.engine.Engine;
import hearth.engine.EngineOptions;
import hearth.engine.LoadOptions;
import hearth.engine.Model;
import hearth.engine.embed.EmbedOptions;
import hearth.workshop.convert.WeightType;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Embeddings through the public face, with the pooling and the dense stages that a folder describes. */
class EmbeddingFidelityTest {
    private static final float TOLERANCE = 1e-5f;

    @TempDir
    Path folder;

    static List<String> encoders() {
        return Reference.families().stream().filter(EmbeddingFidelityTest::isOfOneText).toList();
    }

    /** Pairs are {@link RerankerTest}'s. */
    private static boolean isOfOneText(String family) {
        Reference reference = Reference.of(family);
        return reference.encoder() && reference.pair().isEmpty();
    }

    @ParameterizedTest
    @MethodSource("encoders")
    void isThatOfTransformers(String family) {
        Reference reference = Reference.of(family);
        Path gguf = TinyRun.convert(reference, WeightType.F32, folder.resolve(family + ".gguf"));
        try (Engine engine = Engine.open(EngineOptions.defaults());
                Model model = engine.load(gguf, LoadOptions.defaults())) {
            float[] found = model.embedder()
                    .embedTokens(List.of(reference.tokens()), EmbedOptions.defaults())
                    .getFirst()
                    .values();
            assertThat(found).hasSameSizeAs(reference.embedding());
            assertThat(found).containsExactly(reference.embedding(), within(TOLERANCE));
        }
    }
}
