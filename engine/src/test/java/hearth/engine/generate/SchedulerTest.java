package hearth.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.engine.generate.GenerationEvent.Finished;
import hearth.engine.generate.GenerationEvent.PromptProgress;
import hearth.engine.generate.GenerationEvent.Token;
import hearth.testkit.ThreadMeter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Requests that share a model: order, fairness, bounds, readers, the end. */
class SchedulerTest extends SchedulerFixture {
    @Test
    void answersAreThoseOfTheirOwnPrompts() throws InterruptedException {
        model.holdUp();
        open(OPTIONS.withSlots(4));
        List<GenerationTicket> tickets = IntStream.range(0, 12)
                .mapToObj(i -> scheduler.submit(request(1 + i * 9, (char) ('a' + i), 5)))
                .toList();
        model.letRun();
        for (int i = 0; i < 12; i++) {
            GenerationResult result = tickets.get(i).await();

            assertThat(result.text()).isEqualTo("abcdefghijklmnopqrstuvwxyz".substring(i + 1, i + 6));
            assertThat(result.reason()).isEqualTo(FinishReason.LENGTH);
            assertThat(result.usage().promptTokens()).isEqualTo(1 + i * 9);
            assertThat(result.usage().generatedTokens()).isEqualTo(5);
        }
        assertThat(model.steps()).as("steps of several sequences").anyMatch(rows -> rows.size() == 4);
        assertThat(scheduler.status().completed()).isEqualTo(12);
        assertThat(scheduler.status().generatedTokens()).isEqualTo(60);
    }

    @Test
    void eventsComeInOrderAndEndWithTheUsage() throws InterruptedException {
        open(OPTIONS);
        List<GenerationEvent> events = new ArrayList<>();
        GenerationResult result = scheduler.submit(request(40, 'a', 2)).deliver(events::add);

        assertThat(events)
                .containsExactly(
                        new PromptProgress(0, 40),
                        new PromptProgress(32, 40),
                        new PromptProgress(40, 40),
                        new Token(FakeModel.A + 1, "b"),
                        new Token(FakeModel.A + 2, "c"),
                        new Finished(FinishReason.LENGTH, Optional.empty(), result.usage()));
    }

    @Test
    void answersFlowWhileALongPromptRuns() throws InterruptedException {
        Semaphore steps = model.holdUp();
        open(OPTIONS.withSlots(3));
        GenerationTicket first = scheduler.submit(request(1, 'a', 40));
        GenerationTicket second = scheduler.submit(request(1, 'b', 40));
        steps.release(4);
        awaitSteps(4);
        GenerationTicket prompt = scheduler.submit(request(200, 'c', 1));
        steps.release(1000);
        prompt.await();
        first.await();
        second.await();

        List<List<Integer>> mixed = model.steps().stream().filter(rows -> rows.size() == 3).toList();
        assertThat(mixed).hasSizeGreaterThanOrEqualTo(200 / 30).allSatisfy(rows -> {
            assertThat(rows.subList(0, 2)).containsExactly(1, 1);
            assertThat(rows.get(2)).isBetween(1, 30);
        });
        assertThat(model.steps()).as("no step runs the prompt alone while answers wait").noneMatch(rows -> rows.size() == 1 && rows.getFirst() > 1);
    }

    @Test
    void whoComesFirstIsServedFirst() throws InterruptedException {
        Semaphore steps = model.holdUp();
        open(OPTIONS.withSlots(1));
        List<GenerationTicket> tickets = IntStream.range(0, 6)
                .mapToObj(i -> scheduler.submit(request(3, (char) ('a' + i), 2)))
                .toList();
        for (int i = 0; i < 6; i++) {
            steps.release(2);
            tickets.get(i).await();
            for (GenerationTicket later : tickets.subList(i + 1, 6)) {
                assertThat(later.isDone()).isFalse();
            }
        }
    }

    @Test
    void moreSequencesThanRowsTakeTurns() throws InterruptedException {
        FakeModel narrow = new FakeModel(2);
        scheduler = narrow.scheduler(folder, OPTIONS.withSlots(5));
        List<GenerationTicket> tickets = IntStream.range(0, 5)
                .mapToObj(i -> scheduler.submit(request(4, (char) ('a' + i), 10)))
                .toList();
        for (int i = 0; i < 5; i++) {
            assertThat(tickets.get(i).await().text()).isEqualTo("abcdefghijklmnopqrstuvwxyz".substring(i + 1, i + 11));
        }
        assertThat(narrow.steps()).allMatch(rows -> rows.stream().mapToInt(n -> n).sum() <= 2);
    }

    @Test
    void aFullQueueRefusesAndSaysWhenToTryAgain() throws InterruptedException {
        Semaphore steps = model.holdUp();
        open(OPTIONS.withSlots(2).withQueueLimit(3));
        List<GenerationTicket> tickets = IntStream.range(0, 5).mapToObj(i -> scheduler.submit(request(1, 'a', 1))).toList();

        assertThatThrownBy(() -> scheduler.submit(request(1, 'a', 1)))
                .isInstanceOfSatisfying(QueueFullException.class, e -> {
                    assertThat(e.queueLimit()).isEqualTo(3);
                    assertThat(e.retryAfter()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(60));
                });
        tickets.get(4).cancel();
        assertThat(tickets.get(4).await().reason()).isEqualTo(FinishReason.CANCELLED);
        GenerationTicket instead = scheduler.submit(request(1, 'a', 1));
        steps.release(100);
        assertThat(instead.await().text()).isEqualTo("b");
        assertThat(scheduler.status().refused()).isEqualTo(1);
    }

    @Test
    void withoutAQueueAFreeSlotIsStillGiven() throws InterruptedException {
        open(OPTIONS.withSlots(1).withQueueLimit(0));
        for (int i = 0; i < 20; i++) {
            assertThat(scheduler.submit(request(1, 'a', 1)).await().text()).isEqualTo("b");
        }
    }

    @Test
    void requestsThatCanNotRunAreRefusedAtOnce() {
        open(OPTIONS);
        GenerationRequest tooLong = request(FakeModel.CONTEXT_LENGTH + 1, 'a', 1);

        assertThatThrownBy(() -> scheduler.submit(tooLong))
                .isInstanceOf(PromptTooLongException.class)
                .hasMessage("the prompt has 257 tokens but the context holds only 256");
        assertThatThrownBy(() -> scheduler.submit(GenerationRequest.of(new int[] {-1})))
                .hasMessageContaining("token 0 of the prompt is -1");
        assertThat(scheduler.status().queued()).isZero();
    }

    @Test
    void aPromptAsLongAsTheContextGetsOneToken() throws InterruptedException {
        open(OPTIONS);
        GenerationResult result = scheduler.submit(request(FakeModel.CONTEXT_LENGTH, 'a', -1)).await();

        assertThat(result.text()).isEqualTo("b");
        assertThat(result.reason()).isEqualTo(FinishReason.LENGTH);
    }

    @Test
    void aReaderThatIsSlowPausesOnlyItsOwnSequence() throws InterruptedException {
        open(OPTIONS.withEventLimit(8));
        GenerationTicket slow = scheduler.submit(request(1, 'a', 100));
        awaitStatus(status -> status.paused() == 1);
        int stepsUntilPause = model.steps().size();
        assertThat(stepsUntilPause).as("two events of the prompt, six tokens").isEqualTo(6);
        assertThat(scheduler.submit(request(1, 'c', 30)).await().usage().generatedTokens()).isEqualTo(30);
        assertThat(model.steps()).hasSize(stepsUntilPause + 30);

        StringBuilder text = new StringBuilder();
        slow.deliver(event -> text.append(event instanceof Token token ? token.text() : ""));
        assertThat(text).hasSize(100).startsWith("bcdefgh");
    }

    @Test
    void aReaderThatStallsLosesItsPlace() throws InterruptedException {
        open(OPTIONS.withSlots(1).withEventLimit(4).withStallLimit(Duration.ofMillis(30)));
        GenerationTicket stalled = scheduler.submit(request(1, 'a', 100));
        GenerationTicket next = scheduler.submit(request(1, 'c', 1));

        assertThat(next.await().text()).isEqualTo("d");
        for (int i = 0; i < 4; i++) {
            assertThat(stalled.next()).isPresent();
        }
        assertThatThrownBy(stalled::next).isInstanceOf(ConsumerStalledException.class);
        assertThat(scheduler.status().failed()).isEqualTo(1);
    }

    @Test
    void aListenerThatThrowsEndsItsRequestOnly() throws InterruptedException {
        open(OPTIONS);
        GenerationTicket other = scheduler.submit(request(1, 'a', 100));
        GenerationTicket thrown = scheduler.submit(request(1, 'a', -1));

        assertThatThrownBy(() -> thrown.deliver(event -> {
                    throw new IllegalStateException("no more, please");
                }))
                .hasMessage("no more, please");
        assertThat(thrown.await().reason()).isEqualTo(FinishReason.CANCELLED);
        assertThat(other.await().usage().generatedTokens()).isEqualTo(100);
    }

    @Test
    void aStepThatFailsEndsThoseThatCanNotGoOn() throws InterruptedException {
        Semaphore steps = model.holdUp();
        open(OPTIONS.withSlots(3));
        model.failAt(FakeModel.A + 7);
        GenerationTicket good = scheduler.submit(request(1, 'l', 10));
        GenerationTicket bad = scheduler.submit(request(1, 'e', 10));
        steps.release(1000);

        assertThatThrownBy(bad::await).isInstanceOf(IllegalStateException.class).hasMessage("poisoned");
        assertThat(good.await().text()).isEqualTo("mnopqrstuv");
        model.failAt(-1);
        GenerationResult again = scheduler.submit(request(1, 'e', 3)).await();
        assertThat(again.text()).isEqualTo("fgh");
        assertThat(scheduler.status().running()).isZero();
    }

    @Test
    void closingLetsRequestsEndInTime() throws InterruptedException {
        open(OPTIONS.withSlots(1));
        List<GenerationTicket> tickets = IntStream.range(0, 5).mapToObj(i -> scheduler.submit(request(1, 'a', 20))).toList();
        scheduler.close(Duration.ofSeconds(30));

        for (GenerationTicket ticket : tickets) {
            assertThat(ticket.await().usage().generatedTokens()).isEqualTo(20);
        }
        assertThatThrownBy(() -> scheduler.submit(request(1, 'a', 1))).isInstanceOf(SchedulerClosedException.class);
    }

    @Test
    void closingEndsWhatIsNotDoneInTime() throws InterruptedException {
        Semaphore steps = model.holdUp();
        open(OPTIONS.withSlots(1));
        GenerationTicket running = scheduler.submit(request(1, 'a', 50));
        GenerationTicket waiting = scheduler.submit(request(1, 'a', 50));
        steps.release(3);
        awaitSteps(3);
        Thread closer = Thread.ofVirtual().start(() -> scheduler.close(Duration.ofMillis(20)));
        steps.release(1);
        // One more step must end for the thread to see that time is up.
        awaitStatus(status -> closer.isAlive() && status.queued() == 1);
        while (closer.isAlive()) {
            steps.release(1);
            closer.join(Duration.ofMillis(10));
        }

        assertThatThrownBy(running::await).isInstanceOf(SchedulerClosedException.class);
        assertThatThrownBy(waiting::await).isInstanceOf(SchedulerClosedException.class);
    }

    @Test
    void waitingForAnEventEndsInTime() throws InterruptedException {
        Semaphore steps = model.holdUp();
        open(OPTIONS);
        GenerationTicket ticket = scheduler.submit(request(1, 'a', 1));
        assertThat(ticket.next()).contains(new PromptProgress(0, 1));
        assertThat(ticket.next(Duration.ofMillis(5))).isEqualTo(Optional.empty());
        assertThat(ticket.isDone()).isFalse();
        steps.release(1);
        assertThat(ticket.next(Duration.ofSeconds(30))).contains(new PromptProgress(1, 1));
    }

    @Test
    void anotherTokenAllocatesLittle() throws InterruptedException {
        open(OPTIONS.withSlots(4));
        long few = allocated(20);
        long many = allocated(120);

        assertThat((many - few) / (4 * 100)).as("bytes for a token").isLessThan(1024);
    }

    private long allocated(int tokens) throws InterruptedException {
        long before = ThreadMeter.allocatedBytes("hearth-scheduler");
        List<GenerationTicket> tickets = IntStream.range(0, 4)
                .mapToObj(i -> scheduler.submit(request(1, (char) ('a' + i), tokens)))
                .toList();
        for (GenerationTicket ticket : tickets) {
            ticket.await();
        }
        return ThreadMeter.allocatedBytes("hearth-scheduler") - before;
    }
}
