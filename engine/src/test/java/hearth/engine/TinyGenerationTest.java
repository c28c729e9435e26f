package hearth.engine;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.engine.generate.GenerationRequest;
import hearth.engine.generate.GenerationResult;
import hearth.engine.generate.Session;
import hearth.engine.sampling.SamplingOptions;
import hearth.format.TensorType;
import hearth.testkit.TinyLlama;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whole generations of a tiny random model: what they must not depend on. */
class TinyGenerationTest {
    private static final int[] PROMPT = {1, 70, 71, 110, 260, 35, 270, 299, 5, 200, 13, 44};
    private static final GenerationRequest SAMPLED =
            GenerationRequest.of(PROMPT).withSampling(SamplingOptions.defaults().withTemperature(1.5f).withSeed(7)).withMaxTokens(30);

    @TempDir
    Path folder;

    private Path file(TensorType type) {
        return TinyLlama.create().kvHeads(2).type(type).write(folder.resolve(type + ".gguf"));
    }

    private static int[] generate(Model model, GenerationRequest request) {
        try (Session session = model.session()) {
            return session.generate(request, event -> {}).tokenIds();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "F16", "Q8_0"})
    void tokensDoNotDependOnTheBatchSize(TensorType type) {
        try (Engine engine = ScalarEngine.open()) {
            Path file = file(type);
            int[] expected = generate(engine.load(file, LoadOptions.defaults()), SAMPLED);
            for (int batchSize : new int[] {1, 7}) {
                Model model = engine.load(file, LoadOptions.defaults().withBatchSize(batchSize));
                assertThat(generate(model, SAMPLED)).containsExactly(expected);
            }
            assertThat(expected).hasSizeGreaterThan(5);
        }
    }

    @Test
    void tokensDoNotDependOnWhatTheSessionDidBefore() {
        try (Engine engine = ScalarEngine.open();
                Model model = engine.load(file(TensorType.F16), LoadOptions.defaults());
                Session session = model.session()) {
            int[] expected = generate(model, SAMPLED);
            GenerationResult first = session.generate(SAMPLED, event -> {});
            GenerationResult second = session.generate(SAMPLED, event -> {});
            int[] detour = {1, 70, 71, 99, 98};
            session.generate(GenerationRequest.of(detour).withMaxTokens(3), event -> {});
            GenerationResult third = session.generate(SAMPLED, event -> {});

            assertThat(first.tokenIds()).containsExactly(expected);
            assertThat(second.tokenIds()).containsExactly(expected);
            assertThat(second.usage().reusedTokens()).isEqualTo(PROMPT.length - 1);
            assertThat(third.tokenIds()).containsExactly(expected);
            assertThat(third.usage().reusedTokens()).isEqualTo(3);
        }
    }

    @Test
    void theSeedDecides() {
        try (Engine engine = ScalarEngine.open();
                Model model = engine.load(file(TensorType.F32), LoadOptions.defaults())) {
            SamplingOptions sampling = SAMPLED.sampling();

            assertThat(generate(model, SAMPLED)).containsExactly(generate(model, SAMPLED));
            assertThat(generate(model, SAMPLED)).isNotEqualTo(generate(model, SAMPLED.withSampling(sampling.withSeed(8))));
            GenerationRequest unseeded = SAMPLED.withSampling(sampling.withSeed(-1));
            assertThat(generate(model, unseeded)).isNotEqualTo(generate(model, unseeded));
        }
    }

    @Test
    void twoModelsOfOneEngineAndAnotherEngineRunSideBySide() throws InterruptedException, ExecutionException {
        Path small = file(TensorType.F32);
        Path other = TinyLlama.create().tied().biases().write(folder.resolve("other.gguf"));
        try (Engine engine = ScalarEngine.open();
                Engine secondEngine = ScalarEngine.open();
                ExecutorService threads = Executors.newFixedThreadPool(3)) {
            Model first = engine.load(small, LoadOptions.defaults());
            Model second = engine.load(other, LoadOptions.defaults());
            Model third = secondEngine.load(other, LoadOptions.defaults());
            int[] expectedFirst = generate(first, SAMPLED);
            int[] expectedSecond = generate(second, SAMPLED);
            Future<int[]> a = threads.submit(() -> generate(first, SAMPLED));
            Future<int[]> b = threads.submit(() -> generate(second, SAMPLED));
            Future<int[]> c = threads.submit(() -> generate(third, SAMPLED));

            assertThat(a.get()).containsExactly(expectedFirst);
            assertThat(b.get()).containsExactly(expectedSecond);
            assertThat(c.get()).containsExactly(expectedSecond);
            assertThat(expectedFirst).isNotEqualTo(expectedSecond);
        }
    }
}
