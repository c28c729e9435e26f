package hearth.compute.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.testkit.ThreadMeter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Loops whose chunks may be computed twice: who is held up in one is not waited for, and does no harm when it comes back. */
@Timeout(60)
class RepeatableLoopTest {
    /** Adds {@code factor} times (i + 1) to out[i], in two steps; counts who has written. */
    private static final class Sums implements WorkerPool.RepeatableTask {
        final int[] out;
        final AtomicIntegerArray commits;
        final AtomicIntegerArray commitsOf;
        /** What a worker does on its way, with its index. */
        volatile IntConsumer onCompute = worker -> {};
        /** The task's only input, overwritten from loop to loop. */
        int factor;

        private final int[] captured;
        private final int[][] results;

        Sums(int threads, int items) {
            out = new int[items];
            commits = new AtomicIntegerArray(items);
            commitsOf = new AtomicIntegerArray(threads);
            captured = new int[threads];
            results = new int[threads][items];
        }

        @Override
        public void capture(int worker) {
            captured[worker] = factor;
        }

        @Override
        public void compute(int from, int to, int worker) {
            for (int i = from; i < to; i++) {
                results[worker][i] = captured[worker] * (i + 1);
            }
            onCompute.accept(worker);
        }

        @Override
        public void commit(int from, int to, int worker) {
            commitsOf.incrementAndGet(worker);
            for (int i = from; i < to; i++) {
                commits.incrementAndGet(i);
                out[i] += results[worker][i];
            }
        }
    }

    /** Holds worker 1 in its first chunk until it is let go; the others wait in their own first ones until it is there. */
    private static final class Hold {
        final CountDownLatch held = new CountDownLatch(1);
        final CountDownLatch free = new CountDownLatch(1);
        final CountDownLatch over = new CountDownLatch(1);

        void pass(int worker) {
            if (worker == 1) {
                held.countDown();
                await(free);
                over.countDown();
            } else {
                await(held);
            }
        }

        /** Lets it go and sees it done with its chunk. */
        void end() {
            free.countDown();
            await(over);
        }
    }

    @Test
    void aHeldThreadIsNotWaitedForAndWritesNothingWhenItComesBack() {
        for (int round = 0; round < 20; round++) {
            try (WorkerPool pool = new WorkerPool(2)) {
                Hold hold = new Hold();
                Sums first = new Sums(2, 40);
                first.factor = 3;
                first.onCompute = hold::pass;
                pool.run(40, 4, first);
                assertThat(first.out).isEqualTo(multiples(40, 3));

                Sums second = new Sums(2, 40);
                second.factor = 5;
                CountDownLatch joined = new CountDownLatch(1);
                second.onCompute = worker -> {
                    if (worker == 1) {
                        joined.countDown();
                    } else {
                        // In the middle of this loop the other one comes back from the first, and then takes part in it.
                        hold.end();
                        await(joined);
                    }
                };
                pool.run(40, 4, second);
                assertThat(second.out).isEqualTo(multiples(40, 5));
                assertThat(first.out).isEqualTo(multiples(40, 3));
                assertThat(first.commitsOf.get(1)).isZero();
                assertOnce(first);
                assertOnce(second);
            }
        }
    }

    @Test
    void manyLoopsPassWhileAThreadIsHeld() {
        try (WorkerPool pool = new WorkerPool(3)) {
            Hold hold = new Hold();
            Sums sums = new Sums(3, 30);
            sums.factor = 1;
            sums.onCompute = hold::pass;
            pool.run(30, 1, sums);
            sums.onCompute = worker -> {};
            for (int factor = 2; factor <= 100; factor++) {
                sums.factor = factor;
                pool.run(30, 1, sums);
            }
            hold.end();
            pool.run(30, 1, sums);
            assertThat(sums.out).isEqualTo(multiples(30, 5050 + 100));
        }
    }

    @Test
    void whatAThreadThrowsThatComesBackLateIsDropped() {
        try (WorkerPool pool = new WorkerPool(2)) {
            Hold hold = new Hold();
            Sums sums = new Sums(2, 8);
            sums.factor = 1;
            sums.onCompute = worker -> {
                hold.pass(worker);
                if (worker == 1) {
                    throw new IllegalStateException("too late");
                }
            };
            pool.run(8, 1, sums);
            sums.onCompute = worker -> {
                if (worker == 0) {
                    hold.end();
                }
            };
            pool.run(8, 1, sums);
            pool.run(8, 1, sums);
            assertThat(sums.out).isEqualTo(multiples(8, 3));
        }
    }

    @Test
    void memoryMayBeClosedUnderAThreadThatIsHeld() {
        try (WorkerPool pool = new WorkerPool(2)) {
            Hold hold = new Hold();
            Sums sums = new Sums(2, 8);
            sums.factor = 1;
            try (Arena arena = Arena.ofShared()) {
                MemorySegment weights = arena.allocate(8);
                sums.onCompute = worker -> {
                    hold.pass(worker);
                    assertThat(weights.get(ValueLayout.JAVA_LONG, 0)).isZero();
                };
                pool.run(8, 1, sums);
            }
            hold.end();
            sums.onCompute = worker -> {};
            pool.run(8, 1, sums);
            assertThat(sums.out).isEqualTo(multiples(8, 2));
        }
    }

    @Test
    void closingThePoolWaitsForAThreadThatIsHeld() throws InterruptedException {
        WorkerPool pool = new WorkerPool(2);
        Hold hold = new Hold();
        Sums sums = new Sums(2, 8);
        sums.onCompute = hold::pass;
        pool.run(8, 1, sums);
        Thread closing = Thread.ofPlatform().start(pool::close);
        while (closing.getState() != Thread.State.WAITING && closing.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        assertThat(hold.over.getCount()).isEqualTo(1);
        hold.free.countDown();
        closing.join();
        assertThat(hold.over.getCount()).isZero();
    }

    @Test
    void whatATaskThrowsComesOut() {
        try (WorkerPool pool = new WorkerPool(3)) {
            Sums sums = new Sums(3, 50);
            sums.onCompute = worker -> {
                throw new IllegalArgumentException("of worker " + worker);
            };
            for (int round = 0; round < 200; round++) {
                assertThatThrownBy(() -> pool.run(50, 1, sums))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageStartingWith("of worker ");
            }
            assertThat(sums.out).containsOnly(0);
            assertThatThrownBy(() -> pool.run(50, 1, new Broken(0))).hasMessage("capture 0");
            assertThatThrownBy(() -> pool.run(50, 1, new Broken(-1))).hasMessage("commit");
            sums.onCompute = worker -> {};
            sums.factor = 1;
            pool.run(50, 1, sums);
            assertThat(sums.out).isEqualTo(multiples(50, 1));
        }
    }

    @Test
    void aLoopEndsWithoutAWorkerThatCannotCapture() {
        try (WorkerPool pool = new WorkerPool(2)) {
            Broken broken = new Broken(1);
            for (int round = 0; round < 100; round++) {
                broken.items = 0;
                pool.run(50, 1, broken);
                assertThat(broken.items).isEqualTo(50);
            }
        }
    }

    /** Can't capture on one worker; -1: can't commit. */
    private static final class Broken implements WorkerPool.RepeatableTask {
        final int worker;
        int items;

        Broken(int worker) {
            this.worker = worker;
        }

        @Override
        public void capture(int worker) {
            if (worker == this.worker) {
                throw new IllegalStateException("capture " + worker);
            }
        }

        @Override
        public void compute(int from, int to, int worker) {}

        @Override
        public void commit(int from, int to, int worker) {
            if (this.worker < 0) {
                throw new IllegalStateException("commit");
            }
            items += to - from;
        }
    }

    @Test
    void anyDelaysChangeNoResult() {
        long seed = System.nanoTime();
        for (int threads = 2; threads <= 8; threads += 2) {
            SplittableRandom random = new SplittableRandom(seed + threads);
            try (WorkerPool pool = new WorkerPool(threads)) {
                Sums sums = new Sums(threads, 200);
                int[] plain = new int[200];
                int[] expected = new int[200];
                int[] plainExpected = new int[200];
                long end = System.nanoTime() + 500_000_000;
                while (System.nanoTime() < end) {
                    int items = random.nextInt(201);
                    int chunk = 1 + random.nextInt(20);
                    sums.factor = random.nextInt(1000);
                    long chance = random.nextLong();
                    sums.onCompute = worker -> delay(chance, worker);
                    pool.run(items, chunk, sums);
                    add(expected, items, sums.factor);
                    if (random.nextInt(4) == 0) {
                        pool.run(items, chunk, (from, to, worker) -> {
                            for (int i = from; i < to; i++) {
                                plain[i] += i + 1;
                            }
                        });
                        add(plainExpected, items, 1);
                    }
                }
                assertThat(sums.out).as("seed " + seed + ", " + threads + " threads").isEqualTo(expected);
                assertThat(plain).isEqualTo(plainExpected);
            }
        }
    }

    /** Now and then a worker is away for longer than anyone waits. */
    private static void delay(long chance, int worker) {
        if (worker != 0 && (chance >>> 8 * worker & 15) == 0) {
            LockSupport.parkNanos(100_000 + (chance & 0xFFFFF));
        }
    }

    @Test
    void aRunAllocatesNothing() {
        try (WorkerPool pool = new WorkerPool(2)) {
            Sums sums = new Sums(2, 64);
            for (int i = 0; i < 20_000; i++) {
                pool.run(64, 8, sums);
            }
            long before = ThreadMeter.allocatedBytes();
            for (int i = 0; i < 1000; i++) {
                pool.run(64, 8, sums);
            }
            assertThat(ThreadMeter.allocatedBytes() - before).isLessThan(1000);
        }
    }

    private static void assertOnce(Sums sums) {
        for (int i = 0; i < sums.out.length; i++) {
            assertThat(sums.commits.get(i)).isEqualTo(1);
        }
    }

    private static int[] multiples(int count, int factor) {
        int[] values = new int[count];
        add(values, count, factor);
        return values;
    }

    private static void add(int[] target, int count, int factor) {
        Arrays.setAll(target, i -> i < count ? target[i] + factor * (i + 1) : target[i]);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interruption) {
            throw new IllegalStateException(interruption);
        }
    }
}
