package hearth.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.engine.generate.GenerationEvent.Finished;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A cancelled request ends within one step, whatever it was doing, and costs nobody a slot. */
class SchedulerCancelTest extends SchedulerFixture {
    @Test
    void aRequestThatWaitsEndsAtOnce() throws InterruptedException {
        model.holdUp();
        open(OPTIONS.withSlots(1));
        GenerationTicket running = scheduler.submit(request(1, 'a', 3));
        GenerationTicket waiting = scheduler.submit(request(1, 'b', 3));
        // No step can end meanwhile.
        waiting.cancel();
        GenerationResult result = waiting.await();

        assertThat(result.reason()).isEqualTo(FinishReason.CANCELLED);
        assertThat(result.usage().reuseLimit()).isEqualTo(ReuseLimit.NOT_STARTED);
        assertThat(running.isDone()).isFalse();
        model.letRun();
        assertThat(running.await().text()).isEqualTo("bcd");
    }

    @Test
    void aPromptStopsAfterTheStepThatRuns() throws InterruptedException {
        Semaphore steps = model.holdUp();
        open(OPTIONS);
        GenerationTicket ticket = scheduler.submit(request(200, 'a', 5));
        steps.release(2);
        awaitSteps(2);
        ticket.cancel();
        steps.release(1);
        GenerationResult result = ticket.await();

        assertThat(result.reason()).isEqualTo(FinishReason.CANCELLED);
        assertThat(result.tokenIds()).isEmpty();
        assertThat(model.steps()).hasSizeLessThanOrEqualTo(3);
        model.letRun();
        Usage again = scheduler.submit(request(200, 'a', 0)).await().usage();
        assertThat(again.reusedTokens()).as("what was done is kept").isGreaterThanOrEqualTo(2 * 32);
    }

    @Test
    void anAnswerStopsAfterTheStepThatRuns() throws InterruptedException {
        Semaphore steps = model.holdUp();
        open(OPTIONS);
        GenerationTicket ticket = scheduler.submit(request(1, 'a', -1));
        GenerationTicket other = scheduler.submit(request(1, 'k', 8));
        steps.release(3);
        awaitSteps(3);
        ticket.cancel();
        steps.release(1);
        List<GenerationEvent> events = new ArrayList<>();
        GenerationResult result = ticket.deliver(events::add);

        assertThat(result.reason()).isEqualTo(FinishReason.CANCELLED);
        assertThat(result.text()).startsWith("bc").hasSizeLessThanOrEqualTo(4);
        assertThat(events.getLast()).isEqualTo(new Finished(FinishReason.CANCELLED, Optional.empty(), result.usage()));
        model.letRun();
        assertThat(other.await().text()).isEqualTo("lmnopqrs");
    }

    @Test
    void aRequestThatWaitsForAnothersPromptEnds() throws InterruptedException {
        Semaphore steps = model.holdUp();
        open(OPTIONS);
        GenerationTicket first = scheduler.submit(request(200, 'a', 3));
        GenerationTicket second = scheduler.submit(request(200, 'a', 3));
        steps.release(2);
        awaitSteps(2);
        assertThat(model.steps()).as("the second does not run the same prompt").allMatch(rows -> rows.size() == 1);
        second.cancel();
        steps.release(1);
        assertThat(second.await().reason()).isEqualTo(FinishReason.CANCELLED);
        model.letRun();
        assertThat(first.await().text()).isEqualTo("bcd");
    }

    @Test
    void whoWaitsForThePromptOfOneThatLeavesGoesOn() throws InterruptedException {
        Semaphore steps = model.holdUp();
        open(OPTIONS);
        GenerationTicket first = scheduler.submit(request(200, 'a', 3));
        GenerationTicket second = scheduler.submit(request(200, 'a', 3));
        steps.release(2);
        awaitSteps(2);
        first.cancel();
        model.letRun();

        assertThat(second.await().text()).isEqualTo("bcd");
        assertThat(second.await().usage().reusedTokens()).isBetween(32, 198);
    }

    @Test
    void aPausedRequestCanBeCancelled() throws InterruptedException {
        open(OPTIONS.withSlots(1).withEventLimit(4));
        GenerationTicket paused = scheduler.submit(request(1, 'a', 100));
        awaitStatus(status -> status.paused() == 1);
        GenerationTicket waiting = scheduler.submit(request(1, 'c', 1));
        paused.cancel();

        assertThat(waiting.await().text()).isEqualTo("d");
        assertThat(paused.await().reason()).isEqualTo(FinishReason.CANCELLED);
    }

    @Test
    void aRequestCancelledBeforehandNeverRuns() throws InterruptedException {
        open(OPTIONS);
        GenerationRequest request = request(1, 'a', 3);
        request.cancellation().cancel();

        assertThat(scheduler.submit(request).await().tokenIds()).isEmpty();
        assertThat(scheduler.submit(request.withCancellation(new Cancellation())).await().text()).isEqualTo("bcd");
    }

    @Test
    @Timeout(120)
    void aThousandCancelledRequestsLoseNoSlot() throws InterruptedException {
        open(OPTIONS.withSlots(4));
        Random random = new Random(5);
        GenerationTicket steady = scheduler.submit(request(1, 'a', 200));
        for (int round = 0; round < 1_000; round++) {
            List<GenerationTicket> tickets = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                tickets.add(scheduler.submit(request(1 + random.nextInt(200), 'a', 50)));
            }
            GenerationTicket leaver = tickets.get(random.nextInt(6));
            for (int spin = random.nextInt(3_000); spin > 0; spin--) {
                Thread.onSpinWait();
            }
            leaver.cancel();
            assertThat(leaver.await().reason()).isIn(FinishReason.CANCELLED, FinishReason.LENGTH);
            tickets.forEach(GenerationTicket::cancel);
            for (GenerationTicket ticket : tickets) {
                ticket.await();
            }
        }
        steady.await();

        SchedulerStatus status = scheduler.status();
        assertThat(status.running()).isZero();
        assertThat(status.cancelled() + status.completed()).isEqualTo(6_001);
        assertThat(status.cancelled()).isGreaterThan(1_000);
        List<GenerationTicket> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            all.add(scheduler.submit(request(1, 'a', 1)));
        }
        for (GenerationTicket ticket : all) {
            assertThat(ticket.await().text()).isEqualTo("b");
        }
    }
}
