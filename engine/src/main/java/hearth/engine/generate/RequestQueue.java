package hearth.engine.generate;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Where a scheduler's thread and those of its users meet: the requests that wait, the wish to close, counts of all that happened.
 * Its lock is never held while a step runs or anything else is called that takes long.
 */
final class RequestQueue {
    private final SchedulerOptions options;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition wake = lock.newCondition();
    private final Deque<GenerationTicket> waiting = new ArrayDeque<>();
    private final SchedulerTally tally = new SchedulerTally();
    private int occupied;
    private boolean signalled;
    private boolean closing;
    private long deadlineNanos = Long.MAX_VALUE;

    RequestQueue(SchedulerOptions options) {
        this.options = options;
    }

    /** See {@link Scheduler#submit}. */
    void add(GenerationTicket ticket) {
        lock.lock();
        try {
            if (closing) {
                throw new SchedulerClosedException("the model is being unloaded or the program is ending");
            }
            if (occupied + waiting.size() >= options.slots() + options.queueLimit()) {
                tally.refused++;
                throw new QueueFullException(options.queueLimit(), tally.retryAfter(waiting.size(), options.slots()));
            }
            waiting.add(ticket);
            signal();
        } finally {
            lock.unlock();
        }
    }

    /** The request that waits longest, which now occupies a slot. */
    Optional<GenerationTicket> take() {
        lock.lock();
        try {
            Optional<GenerationTicket> first = Optional.ofNullable(waiting.poll());
            occupied += first.isPresent() ? 1 : 0;
            return first;
        } finally {
            lock.unlock();
        }
    }

    /** Takes a cancelled request out; false if it does not wait any more: then the scheduler's thread is woken to see to it. */
    boolean remove(GenerationTicket ticket) {
        lock.lock();
        try {
            boolean removed = waiting.remove(ticket);
            tally.cancelled += removed ? 1 : 0;
            signal();
            return removed;
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more requests, and empties itself of those that wait. */
    List<GenerationTicket> failAll() {
        lock.lock();
        try {
            closing = true;
            List<GenerationTicket> all = List.copyOf(waiting);
            waiting.clear();
            tally.failed += all.size();
            return all;
        } finally {
            lock.unlock();
        }
    }

    /** A run that had a slot has ended. */
    void ended(SequenceRun run, long cacheBytes) {
        lock.lock();
        try {
            occupied--;
            tally.cacheBytes = cacheBytes;
            tally.ended(run);
        } finally {
            lock.unlock();
        }
    }

    /** A request that was taken could not be started. */
    void failed() {
        lock.lock();
        try {
            occupied--;
            tally.failed++;
        } finally {
            lock.unlock();
        }
    }

    void stepped(int paused, long cacheBytes) {
        lock.lock();
        try {
            tally.steps++;
            tally.paused = paused;
            tally.cacheBytes = cacheBytes;
        } finally {
            lock.unlock();
        }
    }

    /** Has the scheduler's thread look around. */
    void wake() {
        lock.lock();
        try {
            signal();
        } finally {
            lock.unlock();
        }
    }

    private void signal() {
        signalled = true;
        wake.signal();
    }

    /**
     * Waits until something happens, at most for so long. Only paused sequences are left by then.
     *
     * @return false once it is closed and nothing is left
     */
    boolean awaitSignal(long patienceNanos, int paused) {
        lock.lock();
        try {
            tally.paused = paused;
            if (closing && paused == 0 && waiting.isEmpty()) {
                return false;
            }
            long left = closing ? Math.min(patienceNanos, deadlineNanos - System.nanoTime()) : patienceNanos;
            while (!signalled && left > 0) {
                left = wake.awaitNanos(left);
            }
            signalled = false;
            return true;
        } catch (InterruptedException e) {
            // Nobody has a reason to interrupt the scheduler's thread; closing is asked for otherwise.
            return true;
        } finally {
            lock.unlock();
        }
    }

    void close(Duration patience) {
        lock.lock();
        try {
            long longest = Long.MAX_VALUE / 2;
            long deadline = System.nanoTime() + Math.clamp(TimeUnit.NANOSECONDS.convert(patience), 0, longest);
            deadlineNanos = closing && deadlineNanos - deadline < 0 ? deadlineNanos : deadline;
            closing = true;
            signal();
        } finally {
            lock.unlock();
        }
    }

    boolean isPastDeadline() {
        lock.lock();
        try {
            return closing && System.nanoTime() - deadlineNanos >= 0;
        } finally {
            lock.unlock();
        }
    }

    SchedulerStatus status(long cacheLimitBytes) {
        lock.lock();
        try {
            return new SchedulerStatus(
                    options.slots(),
                    occupied,
                    tally.paused,
                    waiting.size(),
                    options.queueLimit(),
                    tally.refused,
                    tally.completed,
                    tally.cancelled,
                    tally.failed,
                    tally.promptTokens,
                    tally.reusedTokens,
                    tally.generatedTokens,
                    tally.steps,
                    tally.cacheBytes,
                    cacheLimitBytes);
        } finally {
            lock.unlock();
        }
    }
}
