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
 * then park, so an idle pool uses no CPU. A loop ends when its chunks are done: a thread that the machine has not scheduled yet
 * has taken none, so nobody waits for it. Nor does the caller wait for one that lost its core in the middle of a chunk, if the
 * task is {@link RepeatableTask repeatable}: it computes that chunk again.
 *
 * <p>One loop at a time: a second {@link #run} during one is an error, from a task too. A run allocates nothing.
 */
public final class WorkerPool implements AutoCloseable {
    /** Work on items {@code from} (inclusive) to {@code to} (exclusive). */
    @FunctionalInterface
    public interface RangeTask {
        /** @param worker index of the thread that runs it, 0 for the caller: for scratch that no other thread uses meanwhile */
        void run(int from, int to, int worker);
    }

    /**
     * Work whose chunks two threads may compute, one of which writes the results. A thread that had lost its core may compute when the
     * loop is long over and others run; what comes of it then, or is thrown, is dropped.
     */
    public interface RepeatableTask {
        /**
         * Copies what the other methods need to what belongs to this worker, once before its first chunk of a loop. It may meet the
         * preparations for another loop: what it has copied then, or thrown, is not used.
         */
        void capture(int worker);

        /** Computes items into memory of this worker's own and writes nowhere else. */
        void compute(int from, int to, int worker);

        /** Writes what this worker has just computed to its place: once for each chunk, while the loop still runs. */
        void commit(int from, int to, int worker);
    }

    /** How long a thread looks for work before it parks; about the serial gap between two tokens. */
    private static final long SPIN_NANOS = 200_000;
    /** The same while other programs want the cores: one that is given up at once brings the caller back sooner. */
    private static final long CROWDED_SPIN_NANOS = 5_000;
    /** How long a machine counts as crowded after a thread was seen to lose its core. */
    private static final long CROWDED_NANOS = 500_000_000;
    /** A thread that comes back this long after its chunk was computed again had lost its core. */
    private static final long LOST_NANOS = 300_000;

    private static final long YIELD_NANOS = 30_000;
    private static final int SPINS_PER_CLOCK_READ = 32;
    /** How long the caller waits for a chunk before it computes it again: this, and not less than it took for two of its own. */
    private static final long PATIENCE_NANOS = 20_000;

    private static final int FEWEST_CHUNKS = 1 << 10;

    private final AtomicBoolean running = new AtomicBoolean();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final AtomicInteger parkedCount = new AtomicInteger();
    private final AtomicIntegerArray parked;
    private final Thread[] workers;
    private volatile boolean closed;
    private volatile Thread waitingCaller;
    private volatile long repeatedAt;
    private volatile long crowdedAt = System.nanoTime() - CROWDED_NANOS;

    /** The number of the loop that runs, 0 between loops. What is prepared for a loop is written between loops only. */
    private final AtomicLong current = new AtomicLong();
    /** The loop that runs, or ran last: the caller's own. */
    private final PoolLoop loop = new PoolLoop();

    private long loopCount;

    /** @param threadCount threads that work on a loop, the caller's included */
    public WorkerPool(int threadCount) {
        if (threadCount < 1) {
            throw new IllegalArgumentException("thread count must be at least 1, not " + threadCount);
        }
        workers = new Thread[threadCount - 1];
        parked = new AtomicIntegerArray(threadCount);
        loop.ledger = new ChunkLedger(threadCount, FEWEST_CHUNKS);
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

    /** As the other one, without waiting for threads that have lost their core. */
    public void run(int itemCount, int chunkSize, RepeatableTask task) {
        run(itemCount, chunkSize, null, task);
    }

    private void run(int itemCount, int chunkSize, RangeTask once, RepeatableTask again) {
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
            loop.set(itemCount, chunkSize, once, again);
            loop.capture(0);
            if (loop.chunkCount <= 1 || workers.length == 0) {
                runAlone();
            } else {
                runShared();
            }
        } finally {
            loop.clear();
            running.set(false);
        }
    }

    private void runAlone() {
        for (int chunk = 0; chunk < loop.chunkCount; chunk++) {
            loop.compute(chunk, 0);
            loop.commit(chunk, 0);
        }
    }

    private void runShared() {
        if (loop.ledger.capacity() < loop.chunkCount) {
            loop.ledger = new ChunkLedger(threadCount(), 2 * loop.chunkCount);
        }
        loop.number = ++loopCount;
        long start = System.nanoTime();
        current.set(loop.number);
        if (parkedCount.get() > 0) {
            wake(loop.chunkCount - 1);
        }
        int computed = takeChunks(loop, 0);
        awaitFinished(start, computed);
        current.setRelease(0);
        // Who sees anything that is written from here on also sees that the loop is over.
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

    /** Computes chunks until all are taken, those of this worker's lane first; tells how many it was. */
    private int takeChunks(PoolLoop loop, int worker) {
        int lanes = threadCount();
        int computed = 0;
        for (int i = 0; i < lanes; i++) {
            int lane = (worker + i) % lanes;
            int first = loop.ledger.firstOf(lane, loop.chunkCount);
            int last = loop.ledger.firstOf(lane + 1, loop.chunkCount) - 1;
            for (int nth = 0; nth <= last - first; nth++) {
                int chunk = i == 0 ? first + nth : last - nth;
                if (loop.ledger.take(loop.number, lane, chunk)) {
                    runChunk(loop, lane, chunk, worker);
                    computed++;
                }
            }
        }
        return computed;
    }

    /** Computes a chunk that was taken; its results, or what it throws, count if no one was faster. */
    private void runChunk(PoolLoop loop, int lane, int chunk, int worker) {
        boolean dropped = failure.get() != null;
        Throwable thrown = null;
        try {
            if (!dropped) {
                loop.compute(chunk, worker);
            }
        } catch (Throwable any) {
            thrown = any;
        }
        if (!loop.ledger.commit(loop.number, lane, chunk)) {
            noteLost(worker);
            return;
        }
        try {
            if (thrown != null) {
                failure.compareAndSet(null, thrown);
            } else if (!dropped) {
                loop.commit(chunk, worker);
            }
        } catch (Throwable any) {
            failure.compareAndSet(null, any);
        } finally {
            loop.ledger.finish(loop.number, lane, chunk);
            Thread caller = waitingCaller;
            if (caller != null) {
                LockSupport.unpark(caller);
            }
        }
    }

    private void noteLost(int worker) {
        long now = System.nanoTime();
        if (worker != 0 && now - repeatedAt > LOST_NANOS) {
            crowdedAt = now;
        }
    }

    private void awaitFinished(long start, int computed) {
        long patience = 0;
        // The caller's own lane is done unless others have taken of it.
        for (int lane = threadCount() - 1; lane >= 0; lane--) {
            int end = loop.ledger.firstOf(lane + 1, loop.chunkCount);
            for (int chunk = loop.ledger.firstOf(lane, loop.chunkCount); chunk < end; chunk++) {
                if (!loop.ledger.isFinished(loop.number, lane, chunk)) {
                    if (patience == 0) {
                        patience = Math.max(PATIENCE_NANOS, 2 * (System.nanoTime() - start) / Math.max(1, computed));
                    }
                    awaitFinished(lane, chunk, patience);
                }
            }
        }
    }

    private void awaitFinished(int lane, int chunk, long patience) {
        if (loop.isRepeatable()) {
            // Never yields: there is something better to do.
            if (spinUntilFinished(lane, chunk, patience, Long.MAX_VALUE)) {
                return;
            }
            repeatedAt = System.nanoTime();
            runChunk(loop, lane, chunk, 0);
        }
        // Of a repeatable task, only writing the results is left.
        if (!spinUntilFinished(lane, chunk, SPIN_NANOS, YIELD_NANOS)) {
            parkUntilFinished(lane, chunk);
        }
    }

    private boolean spinUntilFinished(int lane, int chunk, long longest, long yield) {
        if (loop.ledger.isFinished(loop.number, lane, chunk)) {
            return true;
        }
        long start = System.nanoTime();
        for (int spins = 1; !loop.ledger.isFinished(loop.number, lane, chunk); spins++) {
            if (!keepSpinning(spins, start, longest, yield)) {
                return false;
            }
        }
        return true;
    }

    private void parkUntilFinished(int lane, int chunk) {
        // A chunk's thread was probably descheduled: leave it this core.
        waitingCaller = Thread.currentThread();
        boolean interrupted = false;
        while (!loop.ledger.isFinished(loop.number, lane, chunk)) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        waitingCaller = null;
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void workLoop(int worker) {
        PoolLoop mine = new PoolLoop();
        long done = 0;
        while (!closed) {
            long number = spinUntilAfter(done);
            if (number == 0) {
                parkUntilAfter(done, worker);
            } else {
                done = number;
                work(mine, number, worker);
            }
        }
    }

    private void work(PoolLoop mine, long number, int worker) {
        mine.copy(loop);
        if (captured(mine, worker) && current.get() == number) {
            // This loop still ran, so the copies are of it.
            takeChunks(mine, worker);
        }
        mine.clear();
    }

    private static boolean captured(PoolLoop mine, int worker) {
        try {
            mine.capture(worker);
        } catch (Throwable torn) {
            // The caller has captured the same: this loop is over, or goes on without this thread.
            return false;
        }
        VarHandle.loadLoadFence();
        return true;
    }

    private boolean isAfter(long number, long done) {
        return number != 0 && number != done;
    }

    /** The number of the next loop, 0 if it doesn't come soon. */
    private long spinUntilAfter(long done) {
        long number = current.get();
        if (isAfter(number, done)) {
            return number;
        }
        long start = System.nanoTime();
        long longest = start - crowdedAt < CROWDED_NANOS ? CROWDED_SPIN_NANOS : SPIN_NANOS;
        for (int spins = 1; keepSpinning(spins, start, longest, YIELD_NANOS); spins++) {
            number = current.get();
            if (isAfter(number, done)) {
                return number;
            }
        }
        return 0;
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

    private void parkUntilAfter(long done, int worker) {
        parked.set(worker, 1);
        parkedCount.incrementAndGet();
        // A loop published before the mark above was seen by its caller must be seen here, so look again after marking.
        while (!isAfter(current.get(), done) && !closed && parked.get(worker) != 0) {
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
