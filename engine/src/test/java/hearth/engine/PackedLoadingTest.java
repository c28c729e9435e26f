package hearth.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.compute.BackendProvider;
import hearth.compute.ScalarBackendProvider;
import hearth.engine.generate.GenerationRequest;
import hearth.engine.generate.Session;
import hearth.engine.packed.PackedCopies;
import hearth.engine.packed.PackedPlace;
import hearth.engine.sampling.SamplingOptions;
import hearth.format.TensorType;
import hearth.format.gguf.LayerTensor;
import hearth.format.gguf.TensorNames;
import hearth.testkit.TinyLlama;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Models with a packed copy answer as without it, and a copy that is not theirs is told of and left alone. */
class PackedLoadingTest {
    private static final int[] PROMPT = {1, 20, 30, 40, 50, 60, 70};
    private static final GenerationRequest REQUEST =
            GenerationRequest.of(PROMPT).withSampling(SamplingOptions.defaults().withTemperature(0)).withMaxTokens(20);
    private static final String QUERY = LayerTensor.ATTENTION_QUERY.weight(1);

    @TempDir
    private Path folder;

    private final List<String> ignored = new ArrayList<>();

    private PackedPlace place(String name) {
        return new PackedPlace(folder.resolve("packed").resolve(name), "digest of " + name);
    }

    private final class Copies implements PackedCopies {
        @Override
        public Optional<PackedPlace> place(Path weights) {
            return Optional.of(PackedLoadingTest.this.place(weights.getFileName().toString()));
        }

        @Override
        public void ignored(Path copy, String reason) {
            ignored.add(reason);
        }
    }

    private Engine open(PackedCopies copies) {
        return Engine.open(EngineOptions.defaults().withThreads(2).withBackend("cpu").withPackedCopies(copies), Backends.usable());
    }

    private static int[] answer(Engine engine, Path file) {
        Model model = engine.load(file, LoadOptions.defaults());
        try (Session session = model.session()) {
            return session.generate(REQUEST, event -> {}).tokenIds();
        } finally {
            model.close();
        }
    }

    private int[] answer(PackedCopies copies, Path file) {
        try (Engine engine = open(copies)) {
            return answer(engine, file);
        }
    }

    private Path pack(Path file) throws IOException {
        try (Engine engine = open(PackedCopies.none())) {
            long bytes = engine.pack(file, place(file.getFileName().toString()), fraction -> {}, written -> {});
            Path copy = copies().getFirst();
            assertThat(Files.size(copy)).isEqualTo(bytes);
            return copy;
        }
    }

    private List<Path> copies() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("packed"))) {
            return files.sorted().toList();
        }
    }

    private Path write(String name, TinyLlama model) {
        return model.write(folder.resolve(name));
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "F16", "Q8_0"})
    void answersAreTheSameFromACopy(TensorType type) throws IOException {
        for (boolean tied : new boolean[] {false, true}) {
            TinyLlama builder = TinyLlama.create().kvHeads(2).type(type);
            Path file = write("tiny-" + tied, tied ? builder.tied() : builder);
            int[] expected = answer(PackedCopies.none(), file);
            try (Engine engine = open(PackedCopies.none())) {
                engine.pack(file, place(file.getFileName().toString()), fraction -> {}, written -> {});
            }
            assertThat(answer(new Copies(), file)).isEqualTo(expected);
            assertThat(ignored).isEmpty();
        }
    }

    /** Weights that only the copy has, in a matrix that is not compared, change the answer: it really is what is used. */
    @Test
    void weightsComeFromTheCopy() throws IOException {
        float[] other = new float[32 * 32];
        for (int i = 0; i < other.length; i++) {
            other[i] = (i * 31 % 17 - 8) / 4f;
        }
        Path changed = write("changed", TinyLlama.create().values(QUERY, other));
        int[] expected = answer(PackedCopies.none(), changed);
        Path plain = write("plain", TinyLlama.create());
        assertThat(answer(PackedCopies.none(), plain)).isNotEqualTo(expected);
        try (Engine engine = open(PackedCopies.none())) {
            engine.pack(changed, place("plain"), fraction -> {}, written -> {});
        }
        assertThat(answer(new Copies(), plain)).isEqualTo(expected);
    }

    @Test
    void aCopyOfAnotherModelIsToldOfAndNotUsed() throws IOException {
        Path plain = write("plain", TinyLlama.create());
        Path larger = write("larger", TinyLlama.create().type(TensorType.Q8_0));
        try (Engine engine = open(PackedCopies.none())) {
            engine.pack(larger, place("plain"), fraction -> {}, written -> {});
        }
        assertThat(answer(new Copies(), plain)).isEqualTo(answer(PackedCopies.none(), plain));
        assertThat(ignored).hasSize(1).first().asString().contains("it has no matrix", "of the model's shape");
        ignored.clear();
        float[] other = new float[300 * 32];
        other[0] = 1;
        Path alike = write("alike", TinyLlama.create().values(TensorNames.TOKEN_EMBEDDING, other));
        try (Engine engine = open(PackedCopies.none())) {
            engine.pack(alike, place("plain"), fraction -> {}, written -> {});
        }
        assertThat(answer(new Copies(), plain)).isEqualTo(answer(PackedCopies.none(), plain));
        assertThat(ignored).hasSize(1).first().asString().contains("its matrix", "is not what packing gives now");
    }

    @Test
    void aDamagedCopyIsToldOfAndNotUsed() throws IOException {
        Path file = write("plain", TinyLlama.create());
        int[] expected = answer(PackedCopies.none(), file);
        Path copy = pack(file);
        byte[] sound = Files.readAllBytes(copy);
        // In the header, at the begin, in the middle and near the end of the weights.
        for (int at : new int[] {3, 50, 4096, sound.length / 2 & -4096, (sound.length - 4096) & -4096}) {
            ignored.clear();
            byte[] bytes = sound.clone();
            bytes[at] ^= 1;
            Files.delete(copy);
            Files.write(copy, bytes);
            assertThat(answer(new Copies(), file)).isEqualTo(expected);
            assertThat(ignored).as("byte %d", at).hasSize(1);
        }
        ignored.clear();
        Files.delete(copy);
        Files.createDirectory(copy);
        assertThat(answer(new Copies(), file)).isEqualTo(expected);
        assertThat(ignored).hasSize(1);
        Files.delete(copy);
        ignored.clear();
        assertThat(answer(new Copies(), file)).isEqualTo(expected);
        assertThat(ignored).isEmpty();
    }

    @Test
    void twoModelsShareACopyAndCloseOneAfterTheOther() throws IOException {
        Path file = write("plain", TinyLlama.create().type(TensorType.Q8_0));
        pack(file);
        try (Engine engine = open(new Copies())) {
            Model first = engine.load(file, LoadOptions.defaults());
            int[] expected = answer(engine, file);
            try (Session session = first.session()) {
                assertThat(session.generate(REQUEST, event -> {}).tokenIds()).isEqualTo(expected);
            }
            // Replaced while it is in use: the model goes on with what it mapped.
            engine.pack(file, place("plain"), fraction -> {}, written -> {});
            try (Session session = first.session()) {
                assertThat(session.generate(REQUEST, event -> {}).tokenIds()).isEqualTo(expected);
            }
            first.close();
        }
        assertThat(ignored).isEmpty();
    }

    @Test
    void weightsThatAreNotFiniteAreNotPacked() throws IOException {
        float[] bad = new float[32 * 32];
        bad[77] = Float.NaN;
        Path file = write("bad", TinyLlama.create().values(QUERY, bad));
        try (Engine engine = open(PackedCopies.none())) {
            assertThatThrownBy(() -> engine.pack(file, place("bad"), fraction -> {}, written -> {})).hasMessageContaining(QUERY);
        }
        assertThat(folder.resolve("packed")).doesNotExist();
    }

    @Test
    void aBackendThatComputesWithStoredWeightsKeepsNone() {
        Path file = write("plain", TinyLlama.create());
        List<BackendProvider> scalar = List.of(new ScalarBackendProvider());
        try (Engine engine = Engine.open(EngineOptions.defaults().withPackedCopies(new Copies()), scalar)) {
            assertThatThrownBy(() -> engine.pack(file, place("plain"), fraction -> {}, written -> {}))
                    .isInstanceOf(PackingUnavailableException.class).hasMessageContaining("scalar");
            assertThat(answer(engine, file)).isNotEmpty();
        }
        assertThat(ignored).isEmpty();
    }
}
