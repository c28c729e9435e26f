package hearth.engine;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.compute.BackendProvider;
import hearth.engine.generate.GenerationRequest;
import hearth.engine.generate.Session;
import hearth.engine.sampling.SamplingOptions;
import hearth.format.TensorType;
import hearth.testkit.TinyLlama;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tokens of one backend depend on model, prompt and seed only; a flat distribution makes the least difference show. */
class DeterminismTest {
    private static final int[] PROMPT = IntStream.range(0, 40).map(i -> (i * 37 + 11) % 300).toArray();
    private static final GenerationRequest REQUEST = GenerationRequest.of(PROMPT)
            .withSampling(SamplingOptions.defaults().withTemperature(3).withTopK(0).withTopP(1).withSeed(7))
            .withMaxTokens(40);

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(names = {"F32", "F16", "Q8_0"})
    void tokensDoNotDependOnThreadsBatchSizeOrReuse(TensorType type) {
        Path file = TinyLlama.create().kvHeads(2).contextLength(128).type(type).write(folder.resolve("tiny.gguf"));
        for (BackendProvider provider : Backends.usable()) {
            int[] expected = null;
            for (int threads : new int[] {1, 2, 4}) {
                try (Engine engine = Engine.open(EngineOptions.defaults().withThreads(threads), List.of(provider))) {
                    for (int batchSize : new int[] {1, 7, 32, 512}) {
                        Model model = engine.load(file, LoadOptions.defaults().withBatchSize(batchSize));
                        for (int[] ids : freshAndReused(model)) {
                            expected = expected == null ? ids : expected;
                            assertThat(ids)
                                    .as("%s, %d threads, batches of %d", provider.name(), threads, batchSize)
                                    .containsExactly(expected);
                        }
                    }
                }
            }
        }
    }

    private static List<int[]> freshAndReused(Model model) {
        try (Session session = model.session()) {
            int[] fresh = session.generate(REQUEST, event -> {}).tokenIds();
            int[] same = session.generate(REQUEST, event -> {}).tokenIds();
            int[] detour = IntStream.concat(IntStream.of(PROMPT).limit(13), IntStream.of(5, 6)).toArray();
            session.generate(GenerationRequest.of(detour).withMaxTokens(4), event -> {});
            return List.of(fresh, same, session.generate(REQUEST, event -> {}).tokenIds());
        }
    }
}
