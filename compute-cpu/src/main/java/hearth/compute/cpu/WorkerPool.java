package hearth.compute.cpu;

import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads that share out the items of one loop at a time. The caller takes part; the others spin briefly for the next loop and
 * then park, so an idle pool uses no CPU. A loop ends when its chunks are done: a thread that the machine has not scheduled yet has
 * taken nothing, so nobody waits for it. Nor does anybody wait long for one that was descheduled in the middle of a chunk, if the task is
 * {@link RepeatableTask repeatable}: the caller computes that chunk again.
 *
 * <p>One loop at a time: a second {@link #run} during one is an error, from a task too. A run allocates nothing.
 */
public final class WorkerPool implements AutoCloseable {
    public static final int[] TUNE = {200_000, 30_000, 20_000, 2, 1, 5_000, 500};
    public static final long[] COUNT = new long[8];

    /** Work on items {@code from} (inclusive) to {@code to} (exclusive). */
    @FunctionalInterface
    public interface RangeTask {
        /** @param worker index of the thread that runs it, 0 for the caller: for scratch that no other thread uses meanwhile */
        void run(int from, int to, int worker);
    }

    /**
     * Work whose chunks two threads may compute, one of which then writes the results. A thread that lost its core may come back when the
     * loop is long over and others run: what it then computes or throws is dropped.
     */
    public interface RepeatableTask {
        /**
         * Copies what {@link #compute} needs to what belongs to this worker. It may meet the preparations for another loop: what it has
         * copied or thrown then is not used.
         */
        void capture(int worker);

        /** Computes items into memory of this worker's own, and changes nothing else. Its inputs may be those of a later loop. */
        void compute(int from, int to, int worker);

        /** Writes what this worker has computed last to its place: once for each chunk, while the loop still runs. */
        void commit(int from, int to, int worker);
    }

    private static final int SPINS_PER_CLOCK_READ = 32;
    private static final int FEWEST_CHUNKS = 1 << 10;

    private final AtomicBoolean running = new AtomicBoolean();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final AtomicInteger parkedCount = new AtomicInteger();
    private final AtomicIntegerArray parked;
    private final Thread[] workers;
    private volatile boolean closed;
    private volatile Thread waitingCaller;
    private volatile long crowdedUntil;

    /** The number of the loop that runs, 0 between loops. */
    private final AtomicLong current = new AtomicLong();
    private long loopCount;

    // The current loop. Written while `current` is 0; who has read them looks whether `current` is still the same.
    private RangeTask rangeTask;
    private RepeatableTask repeatableTask;
    private int itemCount;
    private int chunkSize;
    private int chunkCount;
    private ChunkLedger ledger;

    /** @param threadCount threads that work on a loop, the caller's included */
    public WorkerPool(int threadCount) {
        if (threadCount < 1) {
            throw new IllegalArgumentException("thread count must be at least 1, not " + threadCount);
        }
        workers = new Thread[threadCount - 1];
        parked = new AtomicIntegerArray(threadCount);
        ledger = new ChunkLedger(threadCount, FEWEST_CHUNKS);
        for (int i = 0; i < workers.length; i++) {
            int worker = i + 1;
            workers[i] = Thread.ofPlatform().daemon().name("hearth-cpu-" + worker).start(() -> workLoop(worker));
        }
    }

    /** Threads that work on a loop, the caller's included. */
    public int threadCount() {
        return workers.length + 1;
    }

    /**
     * Runs the task on all items, in chunks of {@code chunkSize} that start at its multiples (the last may be shorter). What a
     * task throws comes out here, the first of several; chunks not begun by then are dropped.
     */
    public void run(int itemCount, int chunkSize, RangeTask task) {
        run(itemCount, chunkSize, task, null);
    }

    /** As {@link #run(int, int, RangeTask)}, without waiting for threads that have lost their core. */
    public void run(int itemCount, int chunkSize, RepeatableTask task) {
        run(itemCount, chunkSize, null, task);
    }

    private void run(int itemCount, int chunkSize, RangeTask rangeTask, RepeatableTask repeatableTask) {
        if (itemCount < 0 || chunkSize < 1) {
            throw new IllegalArgumentException("bad loop: " + itemCount + " items in chunks of " + chunkSize);
        }
        if (!running.compareAndSet(false, true)) {
            throw new IllegalStateException("a loop of this pool is still running");
        }
        try {
            if (closed) {
                throw new IllegalStateException("the worker pool is closed");
            }
            this.rangeTask = rangeTask;
            this.repeatableTask = repeatableTask;
            this.itemCount = itemCount;
            this.chunkSize = chunkSize;
            chunkCount = Math.ceilDiv(itemCount, chunkSize);
            if (chunkCount <= 1 || workers.length == 0) {
                runAlone(rangeTask, repeatableTask);
            } else {
                runShared();
            }
        } finally {
            this.rangeTask = null;
            this.repeatableTask = null;
            running.set(false);
        }
    }

    private void runAlone(RangeTask rangeTask, RepeatableTask repeatableTask) {
        if (repeatableTask != null) {
            repeatableTask.capture(0);
        }
        for (int from = 0; from < itemCount; from += Math.min(chunkSize, itemCount - from)) {
            int to = from + Math.min(chunkSize, itemCount - from);
            if (repeatableTask == null) {
                rangeTask.run(from, to, 0);
            } else {
                repeatableTask.compute(from, to, 0);
                repeatableTask.commit(from, to, 0);
            }
        }
    }

    private void runShared() {
        if (ledger.capacity() < chunkCount) {
            ledger = new ChunkLedger(threadCount(), 2 * chunkCount);
        }
        if (repeatableTask != null) {
            repeatableTask.capture(0);
        }
        long loop = ++loopCount;
        long start = System.nanoTime();
        current.set(loop);
        if (parkedCount.get() > 0) {
            wake(chunkCount - 1);
        }
        int computed = takeChunks(loop, 0, rangeTask, repeatableTask, itemCount, chunkSize, chunkCount, ledger);
        awaitFinished(loop, start, computed);
        current.setRelease(0);
        // Whoever sees anything of what is written from here on sees that the loop is over.
        VarHandle.storeStoreFence();
        if (failure.get() != null) {
            rethrow(failure.getAndSet(null));
        }
    }

    private void wake(int wanted) {
        int left = wanted;
        for (int worker = 1; worker <= workers.length && left > 0; worker++) {
            if (parked.get(worker) != 0 && parked.compareAndSet(worker, 1, 0)) {
                parkedCount.decrementAndGet();
                LockSupport.unpark(workers[worker - 1]);
                left--;
            }
        }
    }

    private void workOn(long loop, int worker) {
        RangeTask rangeTask = this.rangeTask;
        RepeatableTask repeatableTask = this.repeatableTask;
        int itemCount = this.itemCount;
        int chunkSize = this.chunkSize;
        int chunkCount = this.chunkCount;
        ChunkLedger ledger = this.ledger;
        if (repeatableTask != null) {
            try {
                repeatableTask.capture(worker);
            } catch (RuntimeException torn) {
                // The caller's own capture has succeeded: this loop is over.
                return;
            }
        }
        VarHandle.loadLoadFence();
        if (current.get() == loop) {
            takeChunks(loop, worker, rangeTask, repeatableTask, itemCount, chunkSize, chunkCount, ledger);
        }
    }

    private int takeChunks(
            long loop, int worker, RangeTask rangeTask, RepeatableTask repeatableTask, int itemCount, int chunkSize, int chunkCount,
            ChunkLedger ledger) {
        int threads = threadCount();
        int computed = 0;
        for (int i = 0; i < threads; i++) {
            int lane = worker + i < threads ? worker + i : worker + i - threads;
            int first = ledger.firstOf(lane, chunkCount);
            int count = ledger.firstOf(lane + 1, chunkCount) - first;
            for (int nth = 0; nth < count; nth++) {
                int chunk = first + (i == 0 ? nth : count - 1 - nth);
                if (ledger.take(loop, lane, chunk)) {
                    int from = chunk * chunkSize;
                    int to = from + Math.min(chunkSize, itemCount - from);
                    runChunk(loop, worker, lane, chunk, rangeTask, repeatableTask, from, to, ledger);
                    computed++;
                }
            }
        }
        return computed;
    }

    private void runChunk(
            long loop, int worker, int lane, int chunk, RangeTask rangeTask, RepeatableTask repeatableTask, int from, int to,
            ChunkLedger ledger) {
        Throwable thrown = null;
        boolean dropped = failure.get() != null;
        try {
            if (!dropped) {
                if (repeatableTask == null) {
                    rangeTask.run(from, to, worker);
                } else {
                    repeatableTask.compute(from, to, worker);
                }
            }
        } catch (Throwable any) {
            thrown = any;
        }
        if (!ledger.commit(loop, lane, chunk)) {
            if (worker != 0) {
                COUNT[7]++;
                crowdedUntil = System.nanoTime() + TUNE[6] * 1_000_000L;
            }
            return;
        }
        try {
            if (thrown != null) {
                failure.compareAndSet(null, thrown);
            } else if (repeatableTask != null && !dropped) {
                repeatableTask.commit(from, to, worker);
            }
        } catch (Throwable any) {
            failure.compareAndSet(null, any);
        } finally {
            ledger.finish(loop, lane, chunk);
            Thread caller = waitingCaller;
            if (caller != null) {
                LockSupport.unpark(caller);
            }
        }
    }

    private void awaitFinished(long loop, long start, int computed) {
        int threads = threadCount();
        long patience = 0;
        for (int lane = 1; lane <= threads; lane++) {
            int l = lane == threads ? 0 : lane;
            int end = ledger.firstOf(l + 1, chunkCount);
            for (int chunk = ledger.firstOf(l, chunkCount); chunk < end; chunk++) {
                if (ledger.isFinished(loop, l, chunk)) {
                    continue;
                }
                long now = System.nanoTime();
                if (patience == 0) {
                    patience = Math.max(TUNE[2], TUNE[3] * (now - start) / Math.max(1, computed));
                }
                settle(loop, l, chunk, now, patience);
                long took = System.nanoTime() - now;
                COUNT[0]++;
                COUNT[1] += took;
                if (took > 200_000) {
                    COUNT[2]++;
                    COUNT[3] += took;
                }
            }
        }
    }

    private void settle(long loop, int lane, int chunk, long start, long patience) {
        boolean repeatable = repeatableTask != null && TUNE[4] != 0;
        long longest = repeatable ? patience : TUNE[0];
        long yield = repeatable ? Long.MAX_VALUE : TUNE[1];
        for (int spins = 1; !ledger.isFinished(loop, lane, chunk); spins++) {
            if (!keepSpinning(spins, start, longest, yield)) {
                if (repeatable) {
                    COUNT[4]++;
                    int from = chunk * chunkSize;
                    runChunk(loop, 0, lane, chunk, null, repeatableTask, from, from + Math.min(chunkSize, itemCount - from), ledger);
                }
                park(loop, lane, chunk);
                return;
            }
        }
    }

    private void park(long loop, int lane, int chunk) {
        // A chunk's thread was probably descheduled: leave it this core.
        waitingCaller = Thread.currentThread();
        boolean interrupted = false;
        while (!ledger.isFinished(loop, lane, chunk)) {
            COUNT[5]++;
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        waitingCaller = null;
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void workLoop(int worker) {
        long done = 0;
        while (!closed) {
            long loop = spinForLoop(done);
            if (loop == 0) {
                parkUntilWoken(worker, done);
            } else {
                workOn(loop, worker);
                done = loop;
            }
        }
    }

    private boolean isNew(long loop, long done) {
        return loop != 0 && loop != done;
    }

    private long spinForLoop(long done) {
        long loop = current.get();
        if (isNew(loop, done)) {
            return loop;
        }
        long start = System.nanoTime();
        boolean crowded = crowdedUntil != 0 && start - crowdedUntil < 0;
        long longest = crowded ? TUNE[5] : TUNE[0];
        for (int spins = 1; ; spins++) {
            loop = current.get();
            if (isNew(loop, done)) {
                return loop;
            }
            if (!keepSpinning(spins, start, longest, TUNE[1])) {
                return 0;
            }
        }
    }

    /** Waits a moment; false when it has been long enough. After a while it offers the core to others, who may be our own. */
    private static boolean keepSpinning(int spins, long start, long longest, long yield) {
        Thread.onSpinWait();
        if (spins % SPINS_PER_CLOCK_READ != 0) {
            return true;
        }
        long waited = System.nanoTime() - start;
        if (waited > yield) {
            Thread.yield();
        }
        return waited < longest;
    }

    private void parkUntilWoken(int worker, long done) {
        parked.set(worker, 1);
        parkedCount.incrementAndGet();
        // A loop published before the mark above was seen by its caller must be seen here, so look again after marking.
        while (!isNew(current.get(), done) && !closed && parked.get(worker) != 0) {
            COUNT[6]++;
            LockSupport.park(this);
            Thread.interrupted();
        }
        if (parked.compareAndSet(worker, 1, 0)) {
            parkedCount.decrementAndGet();
        }
    }

    private static void rethrow(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown instanceof RuntimeException exception) {
            throw exception;
        }
        throw new IllegalStateException(thrown);
    }

    /** Ends the threads, after the loop that is running, if any. */
    @Override
    public void close() {
        closed = true;
        for (Thread worker : workers) {
            LockSupport.unpark(worker);
        }
        boolean interrupted = false;
        for (Thread worker : workers) {
            while (worker.isAlive() && worker != Thread.currentThread()) {
                try {
                    worker.join();
                } catch (InterruptedException interruption) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
