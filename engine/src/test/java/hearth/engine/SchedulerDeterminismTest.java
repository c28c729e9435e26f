package hearth.engine;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.compute.BackendProvider;
import hearth.engine.generate.Cancellation;
import hearth.engine.generate.GenerationRequest;
import hearth.engine.generate.GenerationTicket;
import hearth.engine.generate.Scheduler;
import hearth.engine.generate.SchedulerOptions;
import hearth.engine.generate.Session;
import hearth.engine.sampling.SamplingOptions;
import hearth.format.TensorType;
import hearth.testkit.TinyLlama;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A request gives the same tokens alone and among others; a flat distribution makes the least difference show. */
class SchedulerDeterminismTest {
    private static final int NEIGHBOURS = 7;

    @TempDir
    Path folder;

    private static GenerationRequest request(int which) {
        int[] prompt = IntStream.range(0, 20 + 9 * which).map(i -> (i * 37 + 11 * which) % 300).toArray();
        return GenerationRequest.of(prompt)
                .withSampling(sampling(which))
                .withMaxTokens(30);
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "F16", "Q8_0"})
    void tokensAreTheSameAloneAndAmongOthers(TensorType type) throws InterruptedException {
        Path file = TinyLlama.create().kvHeads(2).contextLength(128).type(type).write(folder.resolve("tiny.gguf"));
        for (BackendProvider provider : Backends.usable()) {
            List<int[]> expected = null;
            for (int threads : new int[] {1, 2, 4}) {
                try (Engine engine = Engine.open(EngineOptions.defaults().withThreads(threads), List.of(provider));
                        Model model = engine.load(file, LoadOptions.defaults().withBatchSize(64))) {
                    if (expected == null) {
                        expected = alone(model);
                    }
                    for (int slots : new int[] {1, 3, 8}) {
                        compare(together(model, slots), expected, provider.name() + ", " + threads + " threads, " + slots + " slots");
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "F16"})
    void answersToOnePromptAreThoseOfFreshSequences(TensorType type) throws InterruptedException {
        Path file = TinyLlama.create().kvHeads(2).contextLength(512).type(type).write(folder.resolve("tiny.gguf"));
        GenerationRequest one = GenerationRequest.of(IntStream.range(0, 300).map(i -> (i * 37) % 300).toArray())
                .withMaxTokens(20);
        for (BackendProvider provider : Backends.usable()) {
            try (Engine engine = Engine.open(EngineOptions.defaults().withThreads(2), List.of(provider));
                    Model model = engine.load(file, LoadOptions.defaults().withBatchSize(64));
                    Scheduler scheduler = model.scheduler(SchedulerOptions.defaults().withSlots(4))) {
                List<GenerationTicket> tickets = IntStream.range(0, 4)
                        .mapToObj(i -> scheduler.submit(one.withSampling(sampling(i)).withCancellation(new Cancellation())))
                        .toList();
                int reused = 0;
                for (int i = 0; i < 4; i++) {
                    reused += tickets.get(i).await().usage().reusedTokens();
                    try (Session session = model.session()) {
                        assertThat(tickets.get(i).await().tokenIds())
                                .containsExactly(session.generate(one.withSampling(sampling(i)), event -> {}).tokenIds());
                    }
                }
                assertThat(reused).as("the prompt ran once").isEqualTo(3 * 299);
            }
        }
    }

    private static SamplingOptions sampling(int seed) {
        return SamplingOptions.defaults().withTemperature(3).withTopK(0).withTopP(1).withSeed(seed);
    }

    private static void compare(List<int[]> found, List<int[]> expected, String where) {
        for (int i = 0; i < expected.size(); i++) {
            assertThat(found.get(i)).as("request %d on %s", i, where).containsExactly(expected.get(i));
        }
    }

    private static List<int[]> alone(Model model) {
        List<int[]> ids = new ArrayList<>();
        for (int i = 0; i <= NEIGHBOURS; i++) {
            try (Session session = model.session()) {
                ids.add(session.generate(request(i), event -> {}).tokenIds());
            }
        }
        return ids;
    }

    private static List<int[]> together(Model model, int slots) throws InterruptedException {
        try (Scheduler scheduler = model.scheduler(SchedulerOptions.defaults().withSlots(slots))) {
            List<GenerationTicket> tickets =
                    IntStream.rangeClosed(0, NEIGHBOURS).mapToObj(i -> scheduler.submit(request(i))).toList();
            List<int[]> ids = new ArrayList<>();
            for (GenerationTicket ticket : tickets) {
                ids.add(ticket.await().tokenIds());
            }
            return ids;
        }
    }
}
