package hearth.compute.cpu;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads that share out the items of one loop at a time. The caller takes part; the others spin briefly for the next loop and
 * then park, so an idle pool uses no CPU. Chunks are handed out from a counter, and a loop ends when its chunks are done: a
 * thread that the machine has not scheduled yet has claimed nothing, so nobody waits for it.
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

    /** How long a thread looks for work before it parks; about the serial gap between two tokens. */
    private static final long SPIN_NANOS = 200_000;

    private static final long YIELD_NANOS = 30_000;
    private static final int SPINS_PER_CLOCK_READ = 32;
    // The two counters lie in cache lines of their own: every thread writes them.
    private static final int UNCLAIMED = 32;
    private static final int UNFINISHED = 64;

    private final AtomicIntegerArray counters = new AtomicIntegerArray(96);
    private final AtomicBoolean running = new AtomicBoolean();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final AtomicInteger parkedCount = new AtomicInteger();
    private final AtomicIntegerArray parked;
    private final Thread[] workers;
    private volatile boolean closed;
    private volatile Thread waitingCaller;

    // The current loop. Written before UNCLAIMED is set, read only by who has claimed a chunk of it.
    private RangeTask task;
    private int itemCount;
    private int chunkSize;
    private int chunkCount;

    /** @param threadCount threads that work on a loop, the caller's included */
    public WorkerPool(int threadCount) {
        if (threadCount < 1) {
            throw new IllegalArgumentException("thread count must be at least 1, not " + threadCount);
        }
        workers = new Thread[threadCount - 1];
        parked = new AtomicIntegerArray(threadCount);
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
            int chunks = Math.ceilDiv(itemCount, chunkSize);
            if (chunks <= 1 || workers.length == 0) {
                runAlone(itemCount, chunkSize, task);
            } else {
                runShared(itemCount, chunkSize, chunks, task);
            }
        } finally {
            running.set(false);
        }
    }

    private static void runAlone(int itemCount, int chunkSize, RangeTask task) {
        for (int from = 0; from < itemCount; from += Math.min(chunkSize, itemCount - from)) {
            task.run(from, from + Math.min(chunkSize, itemCount - from), 0);
        }
    }

    private void runShared(int itemCount, int chunkSize, int chunks, RangeTask task) {
        this.task = task;
        this.itemCount = itemCount;
        this.chunkSize = chunkSize;
        this.chunkCount = chunks;
        counters.set(UNFINISHED, chunks);
        counters.set(UNCLAIMED, chunks);
        if (parkedCount.get() > 0) {
            wake(chunks - 1);
        }
        workOnChunks(0);
        awaitClaimed();
        this.task = null;
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

    private void workOnChunks(int worker) {
        for (int left = claim(); left > 0; left = claim()) {
            int from = (chunkCount - left) * chunkSize;
            try {
                if (failure.get() == null) {
                    task.run(from, from + Math.min(chunkSize, itemCount - from), worker);
                }
            } catch (Throwable thrown) {
                failure.compareAndSet(null, thrown);
            } finally {
                finishChunk();
            }
        }
    }

    /**
     * Takes a chunk of whatever loop is current; 0 when there is none. Success keeps that loop, and so its fields, alive until
     * the chunk is finished, even for a thread that was held up since an earlier loop.
     */
    private int claim() {
        int left = counters.get(UNCLAIMED);
        while (left > 0) {
            int seen = counters.compareAndExchange(UNCLAIMED, left, left - 1);
            if (seen == left) {
                return left;
            }
            left = seen;
        }
        return 0;
    }

    private void finishChunk() {
        if (counters.decrementAndGet(UNFINISHED) == 0) {
            Thread caller = waitingCaller;
            if (caller != null) {
                LockSupport.unpark(caller);
            }
        }
    }

    private void awaitClaimed() {
        if (spinUntilFinished()) {
            return;
        }
        // A chunk's thread was probably descheduled: leave it this core.
        waitingCaller = Thread.currentThread();
        boolean interrupted = false;
        while (counters.get(UNFINISHED) != 0) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        waitingCaller = null;
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void workLoop(int worker) {
        while (!closed) {
            if (spinUntilWork()) {
                workOnChunks(worker);
            } else {
                parkUntilWoken(worker);
            }
        }
    }

    private boolean spinUntilFinished() {
        if (counters.get(UNFINISHED) == 0) {
            return true;
        }
        long start = System.nanoTime();
        for (int spins = 1; counters.get(UNFINISHED) != 0; spins++) {
            if (!keepSpinning(spins, start)) {
                return false;
            }
        }
        return true;
    }

    private boolean spinUntilWork() {
        long start = System.nanoTime();
        for (int spins = 1; counters.get(UNCLAIMED) == 0; spins++) {
            if (!keepSpinning(spins, start)) {
                return false;
            }
        }
        return true;
    }

    /** Waits a moment; false when it has been long enough. After a while it offers the core to others, who may be our own. */
    private static boolean keepSpinning(int spins, long start) {
        Thread.onSpinWait();
        if (spins % SPINS_PER_CLOCK_READ != 0) {
            return true;
        }
        long waited = System.nanoTime() - start;
        if (waited > YIELD_NANOS) {
            Thread.yield();
        }
        return waited < SPIN_NANOS;
    }

    private void parkUntilWoken(int worker) {
        parked.set(worker, 1);
        parkedCount.incrementAndGet();
        // A loop published before the mark above was seen by its caller must be seen here, so look again after marking.
        while (counters.get(UNCLAIMED) == 0 && !closed && parked.get(worker) != 0) {
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
