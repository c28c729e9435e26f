package hearth.workshop.fidelity;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.compute.Backend;
import hearth.compute.BackendOptions;
import hearth.compute.BackendProvider;
import hearth.compute.KvType;
import hearth.format.BlockDecoder;
import hearth.format.TensorType;
import hearth.format.gguf.GgufFile;
import hearth.format.gguf.GgufWriter;
import hearth.format.gguf.TensorInfo;
import hearth.workshop.convert.WeightType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every family, from its Hugging Face folder through the converter and the engine, against transformers: on the judge and on the
 * CPU's backend. What was measured on the CPU's is left in {@code target/fidelity.md}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FidelityTest {
    /**
     * Relative mean square errors: weights and cache of 32 bits; of 16 bits; weights of 8 bits, activations too. With the last a
     * router may choose another expert where two are almost equal.
     */
    private static final double EXACT = 1e-6;

    private static final double HALF = 1e-5;
    private static final double EIGHT_BITS = 1.5e-2;
    private static final double EIGHT_BITS_AND_EXPERTS = 5e-2;

    private final Map<String, String> rows = new TreeMap<>();

    @TempDir
    Path folder;

    static List<String> families() {
        return Reference.families();
    }

    @ParameterizedTest
    @MethodSource("families")
    void isThatOfTransformers(String family) {
        Reference reference = Reference.of(family);
        Path exact = TinyRun.convert(reference, WeightType.F32, folder.resolve(family + "-f32.gguf"));
        Path half = TinyRun.convert(reference, WeightType.F16, folder.resolve(family + "-f16.gguf"));
        Path eightBits = TinyRun.convert(reference, WeightType.Q8_0, folder.resolve(family + "-q8_0.gguf"));
        for (BackendProvider provider : usable()) {
            try (Backend backend = provider.open(new BackendOptions(2))) {
                Figures figures = exact(reference, exact, backend)
                        .with(error(reference, half, backend), error(reference, eightBits, backend));
                rows.put(provider.name() + " " + family, figures.row(family));
                assertThat(figures.half())
                        .as("%s with F16 weights and cache", family)
                        .isLessThan(figures.fourBits() ? EIGHT_BITS_AND_EXPERTS : HALF);
                assertThat(figures.eightBits())
                        .as("%s with Q8_0 weights", family)
                        .isLessThan(figures.experts() ? EIGHT_BITS_AND_EXPERTS : EIGHT_BITS);
            }
        }
    }

    private static Figures exact(Reference reference, Path gguf, Backend backend) {
        try (TinyRun run = TinyRun.load(reference, gguf, backend)) {
            float[] together = run.together(KvType.F32);
            double error = Reference.error(together, reference.outputs());
            assertThat(error)
                    .as("%s, %s: error", reference.family(), backend.description())
                    .isLessThan(run.fourBits() ? EIGHT_BITS_AND_EXPERTS : EXACT);
            if (!reference.encoder()) {
                if (!run.fourBits()) {
                    assertThat(reference.agreements(together)).as("equal best tokens").isEqualTo(reference.tokens().length);
                }
                assertThat(run.oneByOne(KvType.F32)).as("token by token").containsExactly(together);
            }
            return new Figures(run.architecture(), run.hasExperts(), run.fourBits(), error, 0, 0);
        }
    }

    /** The experts that a checkpoint has in four bits, decoded: then nothing rounds the activations, and nothing else is amiss. */
    @Test
    void fourBitExpertsAreExactAsFloats() throws IOException {
        Reference reference = Reference.of("gpt-oss-mxfp4");
        Path packed = TinyRun.convert(reference, WeightType.F32, folder.resolve("packed.gguf"));
        Path decoded = folder.resolve("decoded.gguf");
        int fourBits = 0;
        try (GgufFile file = GgufFile.open(packed)) {
            GgufWriter writer = new GgufWriter().putAll(file.metadata().values());
            for (TensorInfo tensor : file.tensors().values()) {
                byte[] bytes = new byte[Math.toIntExact(tensor.byteSize())];
                file.read(tensor, 0, MemorySegment.ofArray(bytes));
                if (tensor.type() == TensorType.MXFP4) {
                    fourBits++;
                    float[] values = new float[Math.toIntExact(tensor.elementCount())];
                    BlockDecoder.decode(tensor.type(), MemorySegment.ofArray(bytes), 0, values, 0, values.length);
                    ByteBuffer floats = ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
                    floats.asFloatBuffer().put(values);
                    bytes = floats.array();
                }
                TensorType type = tensor.type() == TensorType.MXFP4 ? TensorType.F32 : tensor.type();
                writer.tensor(tensor.name(), type, tensor.shape(), MemorySegment.ofArray(bytes));
            }
            writer.write(decoded);
        }
        assertThat(fourBits).isPositive();
        for (BackendProvider provider : usable()) {
            try (Backend backend = provider.open(new BackendOptions(2)); TinyRun run = TinyRun.load(reference, decoded, backend)) {
                double error = Reference.error(run.together(KvType.F32), reference.outputs());
                assertThat(error).as(provider.name()).isLessThan(EXACT);
                rows.put(provider.name() + " gpt-oss-mxfp4, decoded",
                        String.format(Locale.ROOT, "| gpt-oss-mxfp4, decoded | gpt-oss | %.1e | | |", error));
            }
        }
    }

    private static double error(Reference reference, Path gguf, Backend backend) {
        try (TinyRun run = TinyRun.load(reference, gguf, backend)) {
            float[] together = run.together(KvType.F16);
            if (!reference.encoder()) {
                assertThat(run.oneByOne(KvType.F16)).as("token by token").containsExactly(together);
            }
            return Reference.error(together, reference.outputs());
        }
    }

    private static List<BackendProvider> usable() {
        List<BackendProvider> usable = BackendProvider.installed().stream()
                .filter(provider -> provider.unavailableReason().isEmpty())
                .toList();
        assertThat(usable.stream().map(BackendProvider::name)).contains("scalar", "cpu");
        return usable;
    }

    @Test
    void everyFamilyHasAFixture() {
        assertThat(families()).hasSize(88);
    }

    @AfterAll
    void leaveTheTable() throws IOException {
        StringBuilder table = new StringBuilder("| family | architecture | F32 | F16 | Q8_0 |\n|---|---|---|---|---|\n");
        rows.forEach((key, row) -> {
            if (key.startsWith("cpu ")) {
                table.append(row).append('\n');
            }
        });
        Files.writeString(Path.of("target", "fidelity.md"), table);
    }

    /** Errors of one family; architecture is the name in the GGUF file. */
    private record Figures(
            String architecture, boolean experts, boolean fourBits, double exact, double half, double eightBits) {
        Figures with(double otherHalf, double otherEightBits) {
            return new Figures(architecture, experts, fourBits, exact, otherHalf, otherEightBits);
        }

        String row(String family) {
            return String.format(
                    Locale.ROOT, "| %s | %s | %.1e | %.1e | %.1e |", family, architecture, exact, half, eightBits);
        }
    }
}
