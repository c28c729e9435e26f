package hearth.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.compute.ScalarBackendProvider;
import hearth.engine.generate.Scheduler;
import hearth.engine.generate.SchedulerOptions;
import hearth.format.TensorType;
import hearth.testkit.TinyLlama;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Memory is worked out before it is taken, and what does not fit is refused with both numbers. */
class MemoryTest {
    private static final LoadOptions OPTIONS = LoadOptions.defaults().withContextLength(2048).withBatchSize(1);

    @TempDir
    Path folder;

    private Path file;
    private MemoryEstimate estimate;

    @BeforeEach
    void estimate() {
        file = TinyLlama.create().contextLength(2048).type(TensorType.F16).write(folder.resolve("tiny.gguf"));
        try (Engine engine = open(0)) {
            estimate = engine.estimate(file, OPTIONS);
        }
    }

    private static Engine open(long memoryBytes) {
        return Engine.open(EngineOptions.defaults().withMemoryBytes(memoryBytes), List.of(new ScalarBackendProvider()));
    }

    @Test
    void theEstimateIsThatOfTheLoadedModel() {
        try (Engine engine = open(0);
                Model model = engine.load(file, OPTIONS)) {
            assertThat(estimate.slotBytes()).isGreaterThan(model.sessionBytes());
            assertThat(estimate.weightBytes()).isBetween(model.residentBytes() / 3, model.residentBytes() * 3);
            assertThat(estimate.neededBytes(3) - estimate.neededBytes(1)).isEqualTo(2 * estimate.slotBytes());
            assertThat(estimate.slotsWithin(estimate.neededBytes(3))).isEqualTo(3);
            assertThat(estimate.slotsWithin(estimate.neededBytes(3) - 1)).isEqualTo(2);
            assertThat(estimate.slotsWithin(5)).isZero();
        }
    }

    @Test
    void oneByteTooFewIsRefusedWithBothNumbers() {
        long needed = estimate.neededBytes(1);
        try (Engine engine = open(needed)) {
            engine.load(file, OPTIONS).close();
        }
        try (Engine engine = open(needed - 1)) {
            assertThatThrownBy(() -> engine.load(file, OPTIONS))
                    .isInstanceOfSatisfying(InsufficientMemoryException.class, e -> {
                        assertThat(e.neededBytes()).isEqualTo(needed);
                        assertThat(e.availableBytes()).isEqualTo(needed - 1);
                    })
                    .hasMessageContaining("tiny.gguf with one sequence needs")
                    .hasMessageContaining(String.valueOf(needed));
        }
    }

    @Test
    void slotsFollowFromMemory() {
        long least = estimate.neededBytes(1);
        try (Engine engine = open(100 * least);
                Model model = engine.load(file, OPTIONS);
                Scheduler scheduler = model.scheduler(SchedulerOptions.defaults())) {
            assertThat(scheduler.status().slots()).isEqualTo(SchedulerOptions.AUTOMATIC_SLOTS);
        }
        // Room for the weights, three and a half sequences.
        try (Engine engine = open(least + estimate.slotBytes() * 5 / 2);
                Model model = engine.load(file, OPTIONS);
                Scheduler scheduler = model.scheduler(SchedulerOptions.defaults())) {
            assertThat(scheduler.status().slots()).isBetween(1, 3);
            assertThatThrownBy(() -> model.scheduler(SchedulerOptions.defaults().withSlots(1000)))
                    .isInstanceOf(InsufficientMemoryException.class)
                    .hasMessageContaining("1000 sequences");
        }
    }

    @Test
    void whatIsPromisedIsNotAvailableTwice() {
        try (Engine engine = open(100 * estimate.neededBytes(4))) {
            long empty = engine.availableBytes();
            Model model = engine.load(file, OPTIONS);
            long loaded = engine.availableBytes();
            assertThat(empty - loaded).isEqualTo(model.residentBytes());
            Scheduler scheduler = model.scheduler(SchedulerOptions.defaults().withSlots(4));
            assertThat(loaded - engine.availableBytes()).isEqualTo(4 * model.sessionBytes());
            scheduler.close();
            assertThat(engine.availableBytes()).isEqualTo(loaded);
            model.close();
            model.close();
            assertThat(engine.availableBytes()).isEqualTo(empty);
        }
    }
}
