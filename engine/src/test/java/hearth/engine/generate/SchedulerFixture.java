package hearth.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.engine.sampling.SamplingOptions;
import java.nio.file.Path;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A scheduler over a fake model; after each test nothing of it may be left. */
@Timeout(60)
class SchedulerFixture {
    static final SchedulerOptions OPTIONS = SchedulerOptions.defaults().withSlots(2);

    @TempDir
    Path folder;

    final FakeModel model = new FakeModel(32);
    Scheduler scheduler;

    Scheduler open(SchedulerOptions options) {
        scheduler = model.scheduler(folder, options);
        return scheduler;
    }

    @AfterEach
    void nothingIsLeftBehind() {
        model.letRun();
        scheduler.close();
        assertThat(model.openCaches()).isZero();
        SchedulerStatus status = scheduler.status();
        assertThat(status.running() + status.queued()).isZero();
    }

    /** A prompt of so many letters, the last of them given: the answer begins with the next letter. */
    static GenerationRequest request(int length, char last, int maxTokens) {
        int[] prompt = IntStream.range(0, length).map(i -> FakeModel.A + (last + i * 7) % 20).toArray();
        prompt[length - 1] = FakeModel.A + last - 'a';
        return GenerationRequest.of(prompt).withSampling(SamplingOptions.greedy()).withMaxTokens(maxTokens);
    }

    void awaitStatus(Predicate<SchedulerStatus> wanted) {
        while (!wanted.test(scheduler.status())) {
            Thread.onSpinWait();
        }
    }

    void awaitSteps(int count) {
        awaitStatus(status -> status.steps() >= count);
    }
}
