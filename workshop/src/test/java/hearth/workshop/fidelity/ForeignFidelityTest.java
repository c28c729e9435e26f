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
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Models in other tools' layouts against transformers with the dequantized weights: converted, and as they run from
 * their folder. What was measured is left in {@code target/foreign-fidelity.md}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ForeignFidelityTest {
    private static final double EXACT = 1e-6;

    /** Products with codes of few bits round the activations; with experts a router may then choose another. */
    private static final double ROUNDED_ACTIVATIONS = 1.5e-2;

    private static final double ROUNDED_WITH_EXPERTS = 5e-2;

    private final Map<String, String> rows = new TreeMap<>();

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
                double exactError = error(reference, exact, backend);
                double storedError = error(reference, stored, backend);
                rows.put(name + " " + provider.name(), String.format(
                        Locale.ROOT, "| %s | %s | %.1e | %.1e |", name, provider.name(), exactError, storedError));
                assertThat(exactError).as("%s, %s, F32", name, provider.name()).isLessThan(EXACT);
                assertThat(storedError).as("%s, %s, as stored", name, provider.name()).isLessThan(bound);
            }
        }
        assertThat(Files.size(stored)).isLessThanOrEqualTo(Files.size(exact));
    }

    @AfterAll
    void leaveTheTable() throws IOException {
        String head = "| checkpoint | backend | F32 | as stored |\n|---|---|---|---|\n";
        Files.writeString(Path.of("target", "foreign-fidelity.md"), head + String.join("\n", rows.values()) + "\n");
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
