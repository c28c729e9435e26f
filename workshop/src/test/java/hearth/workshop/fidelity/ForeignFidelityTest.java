package hearth.workshop.fidelity;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.compute.Backend;
import hearth.compute.BackendOptions;
import hearth.compute.BackendProvider;
import hearth.compute.KvType;
import hearth.workshop.convert.Conversion;
import hearth.workshop.convert.ConversionOptions;
import hearth.workshop.convert.WeightType;
import hearth.workshop.convert.foreign.Fixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Models in other tools' layouts against transformers with the dequantized weights: converted, and as they run from their folder. */
class ForeignFidelityTest {
    private static final double EXACT = 1e-6;

    /** Products with codes of few bits round the activations; with experts a router may then choose another. */
    private static final double ROUNDED_ACTIVATIONS = 1.5e-2;

    private static final double ROUNDED_WITH_EXPERTS = 5e-2;

    @TempDir
    Path folder;

    static List<String> names() {
        return Fixture.names();
    }

    @ParameterizedTest
    @MethodSource("names")
    void isThatOfTransformers(String name) throws IOException {
        Reference reference = Reference.at(Fixture.of(name).folder());
        Path exact = TinyRun.convert(reference, WeightType.F32, folder.resolve("f32.gguf"));
        Path stored = TinyRun.convert(reference, WeightType.STORED, folder.resolve("stored.gguf"));
        double bound = name.contains("experts") || name.contains("gpt-oss") ? ROUNDED_WITH_EXPERTS : ROUNDED_ACTIVATIONS;
        for (BackendProvider provider : BackendProvider.installed()) {
            if (provider.unavailableReason().isPresent()) {
                continue;
            }
            try (Backend backend = provider.open(new BackendOptions(2))) {
                assertThat(error(reference, exact, backend)).as("%s, %s, F32", name, provider.name()).isLessThan(EXACT);
                assertThat(error(reference, stored, backend)).as("%s, %s, as stored", name, provider.name()).isLessThan(bound);
            }
        }
        assertThat(Files.size(stored)).isLessThanOrEqualTo(Files.size(exact));
    }

    private static double error(Reference reference, Path gguf, Backend backend) {
        try (TinyRun run = TinyRun.load(reference, gguf, backend)) {
            return Reference.error(run.together(KvType.F32), reference.outputs());
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void theFolderOpensAsAModel(String name) {
        Path source = Fixture.of(name).folder();
        Conversion.open(source, ConversionOptions.defaults().withType(WeightType.STORED)).close();
        Conversion.open(source, ConversionOptions.defaults()).close();
    }
}
