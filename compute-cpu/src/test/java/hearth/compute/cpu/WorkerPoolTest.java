package hearth.compute.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.testkit.ThreadMeter;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WorkerPoolTest {
    @Test
    void runsEveryItemOnceForAnyCut() {
        for (int threads = 1; threads <= 5; threads++) {
            try (WorkerPool pool = new WorkerPool(threads)) {
                for (int items : new int[] {0, 1, 2, 7, 64, 1001}) {
                    for (int chunk : new int[] {1, 3, 64, 5000}) {
                        AtomicIntegerArray counts = new AtomicIntegerArray(items);
                        pool.run(items, chunk, (from, to, worker) -> {
                            assertThat(from % chunk).isZero();
                            assertThat(to - from).isBetween(1, chunk);
                            assertThat(worker).isBetween(0, pool.threadCount() - 1);
                            for (int i = from; i < to; i++) {
                                counts.incrementAndGet(i);
                            }
                        });
                        for (int i = 0; i < items; i++) {
                            assertThat(counts.get(i)).isEqualTo(1);
                        }
                    }
                }
            }
        }
    }

    @Test
    void manyShortLoopsSeeEachOthersWrites() {
        try (WorkerPool pool = new WorkerPool(3)) {
            long[] sums = new long[9];
            WorkerPool.RangeTask task = (from, to, worker) -> {
                for (int i = Math.max(1, from); i < to; i++) {
                    sums[i] = sums[0] + i;
                }
            };
            for (int round = 1; round <= 200_000; round++) {
                int items = 1 + round % sums.length;
                sums[0] = round;
                pool.run(items, 1, task);
                for (int i = 1; i < items; i++) {
                    if (sums[i] != round + i) {
                        throw new AssertionError("round " + round + " item " + i + ": " + sums[i]);
                    }
                }
            }
        }
    }

    @Test
    void whatATaskThrowsComesOutAndThePoolGoesOn() {
        try (WorkerPool pool = new WorkerPool(3)) {
            for (int round = 0; round < 200; round++) {
                assertThatThrownBy(() -> pool.run(50, 1, (from, to, worker) -> {
                            throw new IllegalArgumentException("item " + from);
                        }))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageStartingWith("item ");
                AtomicInteger done = new AtomicInteger();
                pool.run(50, 1, (from, to, worker) -> done.addAndGet(to - from));
                assertThat(done).hasValue(50);
            }
            assertThatThrownBy(() -> pool.run(2, 1, (from, to, worker) -> {
                        throw new AssertionError("an error");
                    }))
                    .isInstanceOf(AssertionError.class);
        }
    }

    @Test
    void aLoopInsideALoopIsRefused() {
        try (WorkerPool pool = new WorkerPool(2)) {
            assertThatThrownBy(() -> pool.run(4, 1, (from, to, worker) -> pool.run(1, 1, (a, b, c) -> {})))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("still running");
        }
    }

    @Test
    void aClosedPoolHasNoThreadsAndRefusesWork() {
        WorkerPool pool = new WorkerPool(4);
        Thread[] threads = new Thread[4];
        CountDownLatch all = new CountDownLatch(4);
        pool.run(4, 1, (from, to, worker) -> {
            threads[from] = Thread.currentThread();
            all.countDown();
            awaitQuietly(all);
        });
        pool.close();
        pool.close();
        for (Thread thread : threads) {
            assertThat(thread == Thread.currentThread() || !thread.isAlive()).isTrue();
        }
        assertThatThrownBy(() -> pool.run(1, 1, (from, to, worker) -> {})).hasMessageContaining("closed");
    }

    @Test
    void moreThreadsThanCoresStillEndEveryLoop() {
        try (WorkerPool pool = new WorkerPool(8)) {
            int[] counts = new int[3];
            for (int round = 1; round <= 2000; round++) {
                pool.run(3, 1, (from, to, worker) -> counts[from]++);
                assertThat(counts).containsExactly(round, round, round);
            }
        }
    }

    @Test
    void anIdlePoolUsesNoCpuAndWakesUp() throws InterruptedException {
        try (WorkerPool pool = new WorkerPool(3)) {
            Thread[] threads = new Thread[3];
            CountDownLatch all = new CountDownLatch(3);
            pool.run(3, 1, (from, to, worker) -> {
                threads[worker] = Thread.currentThread();
                all.countDown();
                awaitQuietly(all);
            });
            for (int i = 1; i < 3; i++) {
                while (threads[i].getState() != Thread.State.WAITING) {
                    Thread.onSpinWait();
                }
            }
            long before = ThreadMeter.cpuNanos(threads[1]) + ThreadMeter.cpuNanos(threads[2]);
            Thread.sleep(Duration.ofMillis(300)); // idleness can only be seen over time
            long after = ThreadMeter.cpuNanos(threads[1]) + ThreadMeter.cpuNanos(threads[2]);
            assertThat(after - before).isLessThan(5_000_000);
            CountDownLatch again = new CountDownLatch(3);
            pool.run(3, 1, (from, to, worker) -> {
                again.countDown();
                awaitQuietly(again);
            });
        }
    }

    @Test
    void aRunAllocatesNothing() {
        try (WorkerPool pool = new WorkerPool(2)) {
            int[] sums = new int[64];
            WorkerPool.RangeTask task = (from, to, worker) -> {
                for (int i = from; i < to; i++) {
                    sums[i]++;
                }
            };
            for (int i = 0; i < 20_000; i++) {
                pool.run(64, 8, task);
            }
            long before = ThreadMeter.allocatedBytes();
            for (int i = 0; i < 1000; i++) {
                pool.run(64, 8, task);
            }
            assertThat(ThreadMeter.allocatedBytes() - before).isLessThan(1000);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interruption) {
            throw new IllegalStateException(interruption);
        }
    }
}
