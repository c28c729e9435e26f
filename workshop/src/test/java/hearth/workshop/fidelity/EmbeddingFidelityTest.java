package hearth.workshop.fidelity;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.compute.BackendProvider;
import hearth.engine.Engine;
import hearth.engine.EngineOptions;
import hearth.engine.LoadOptions;
import hearth.engine.Model;
import hearth.engine.embed.EmbedOptions;
import hearth.engine.embed.Embedding;
import hearth.workshop.convert.WeightType;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Embeddings of every encoder, through the public face, against sentence-transformers' way to them: pooled, projected, normalized. */
class EmbeddingFidelityTest {
    private static final double EXACT = 1e-6;

    @TempDir
    Path folder;

    static List<String> encoders() {
        List<String> encoders =
                Reference.families().stream().filter(family -> Reference.of(family).encoder()).toList();
        assertThat(encoders).hasSizeGreaterThanOrEqualTo(4);
        return encoders;
    }

    @ParameterizedTest
    @MethodSource("encoders")
    void isThatOfTransformers(String family) {
        Reference reference = Reference.of(family);
        Path gguf = TinyRun.convert(reference, WeightType.F32, folder.resolve("encoder.gguf"));
        int[] tokens = reference.tokens();
        int[] others = Arrays.copyOf(tokens, tokens.length / 2);
        for (BackendProvider provider : BackendProvider.installed()) {
            if (provider.unavailableReason().isPresent()) {
                continue;
            }
            try (Engine engine = Engine.open(EngineOptions.defaults(), List.of(provider));
                    Model model = engine.load(gguf, LoadOptions.defaults())) {
                List<Embedding> together =
                        model.embedder().embedTokens(List.of(others, tokens, others), EmbedOptions.defaults());
                float[] found = together.get(1).values();

                assertThat(Reference.error(found, reference.embedding())).as(engine.description()).isLessThan(EXACT);
                assertThat(together.get(0).values()).isEqualTo(together.get(2).values());
                assertThat(model.embedder().embedTokens(List.of(tokens), EmbedOptions.defaults()).getFirst().values())
                        .isEqualTo(found);
                assertThat(together.get(1).tokenCount()).isEqualTo(tokens.length);
            }
        }
    }
}
