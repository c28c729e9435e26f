package hearth.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A thousand requests at once. */
class SchedulerLoadTest extends SchedulerFixture {
    private static final int REQUESTS = 1_000;

    @Test
    @Timeout(120)
    void eachRequestIsAnsweredOrRefusedAndNoneTwice() throws InterruptedException {
        open(OPTIONS.withSlots(4).withQueueLimit(512));
        AtomicInteger done = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        ConcurrentLinkedQueue<Throwable> problems = new ConcurrentLinkedQueue<>();
        CountDownLatch start = new CountDownLatch(1);
        model.holdUp();
        CountDownLatch submitted = new CountDownLatch(REQUESTS);
        List<Thread> clients = IntStream.range(0, REQUESTS)
                .mapToObj(i -> Thread.ofVirtual().start(() -> {
                    try {
                        start.await();
                        char last = (char) ('a' + i % 10);
                        GenerationTicket ticket;
                        try {
                            ticket = scheduler.submit(request(1 + i % 60, last, 5));
                        } finally {
                            submitted.countDown();
                        }
                        String text = i % 2 == 0 ? ticket.await().text() : ticket.deliver(event -> {}).text();
                        assertThat(text).isEqualTo("abcdefghijklmnopqrstuvwxyz".substring(i % 10 + 1, i % 10 + 6));
                        done.incrementAndGet();
                    } catch (QueueFullException e) {
                        refused.incrementAndGet();
                    } catch (InterruptedException | RuntimeException | AssertionError e) {
                        problems.add(e);
                    }
                }))
                .toList();
        start.countDown();
        submitted.await();
        model.letRun();
        for (Thread client : clients) {
            client.join();
        }

        assertThat(problems).isEmpty();
        assertThat(done.get() + refused.get()).isEqualTo(REQUESTS);
        assertThat(done.get()).isEqualTo(4 + 512);
        SchedulerStatus status = scheduler.status();
        assertThat(status.completed()).isEqualTo(done.get());
        assertThat(status.refused()).isEqualTo(refused.get());
        assertThat(status.running() + status.queued()).isZero();
    }
}
