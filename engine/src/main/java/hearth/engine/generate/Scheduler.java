package hearth.engine.generate;

import hearth.compute.KvCache;
import hearth.compute.KvCacheShape;
import hearth.engine.generate.BatchStep.Portion;
import hearth.engine.model.LanguageModel;
import hearth.engine.sampling.Candidates;
import hearth.engine.sampling.Sampler;
import hearth.tokenizer.Tokenizer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.IntSupplier;

/**
 * Runs the requests of one model together: a thread of its own does step after step, each with a row of every running answer and
 * some rows of prompts. Requests wait in a bounded queue for a slot, first come, first served. What a request gives does not depend
 * on its neighbours. Thread-safe.
 */
public final class Scheduler implements AutoCloseable {
    private final Surroundings surroundings;
    private final SchedulerOptions options;
    private final int vocabularySize;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition wake = lock.newCondition();
    // Guarded by the lock.
    private final Deque<GenerationTicket> queue = new ArrayDeque<>();
    private final SchedulerTally tally = new SchedulerTally();
    private int occupied;
    private boolean signalled;
    private boolean closing;
    private long deadlineNanos = Long.MAX_VALUE;

    // Of the scheduler's thread.
    private final List<Active> active = new ArrayList<>();
    private final CachePool caches;
    private final Candidates candidates;
    private final BatchStep step;
    private final StepPlan plan;
    private final StepPace pace;
    private final Thread thread;

    /**
     * The model and what it runs on.
     *
     * @param shape of the cache of one sequence; its capacity is the context length
     * @param device held during each step, so that models can share it
     * @param seeds gives a seed for requests that ask for a random one
     */
    public record Surroundings(
            LanguageModel model,
            Tokenizer tokenizer,
            KvCacheShape shape,
            Function<KvCacheShape, KvCache> caches,
            Lock device,
            IntSupplier seeds) {}

    private record Active(GenerationTicket ticket, SequenceRun run) {}

    /** Starts the thread. @param options with a number of slots */
    public Scheduler(Surroundings surroundings, SchedulerOptions options) {
        if (options.slots() < 1) {
            throw new IllegalArgumentException("a scheduler needs a number of slots");
        }
        this.surroundings = surroundings;
        this.options = options;
        LanguageModel model = surroundings.model();
        vocabularySize = model.config().vocabularySize();
        long cacheLimit = Math.addExact(
                Math.multiplyExact(surroundings.shape().byteSize(), options.slots()), options.idleCacheBytes());
        caches = new CachePool(surroundings.caches(), surroundings.shape(), cacheLimit);
        candidates = new Candidates(vocabularySize);
        step = new BatchStep(model, surroundings.device());
        plan = new StepPlan(model.batchSize());
        pace = new StepPace(options.stepTarget().toNanos(), model.batchSize());
        thread = Thread.ofPlatform().daemon().name("hearth-scheduler").start(this::work);
    }

    /** Positions of each sequence. */
    public int contextLength() {
        return surroundings.shape().capacity();
    }

    /**
     * Queues a request.
     *
     * @throws QueueFullException if as many wait as may
     * @throws PromptTooLongException if the prompt has more tokens than the context has positions
     * @throws IllegalArgumentException if the prompt or a bias names an id that the vocabulary has not
     * @throws SchedulerClosedException once it is closed
     */
    public GenerationTicket submit(GenerationRequest request) {
        request.requireFit(contextLength(), vocabularySize);
        GenerationTicket ticket = new GenerationTicket(request, options.eventLimit(), this::wake);
        lock.lock();
        try {
            if (closing) {
                throw new SchedulerClosedException("the model is being unloaded or the program is ending");
            }
            if (occupied + queue.size() >= options.slots() + options.queueLimit()) {
                tally.refused++;
                throw new QueueFullException(options.queueLimit(), tally.retryAfter(queue.size(), options.slots()));
            }
            queue.add(ticket);
            signal();
        } finally {
            lock.unlock();
        }
        ticket.whenCancelled(() -> leaveQueue(ticket));
        return ticket;
    }

    /** What it does now and has done so far. */
    public SchedulerStatus status() {
        lock.lock();
        try {
            return new SchedulerStatus(
                    options.slots(), occupied, tally.paused, queue.size(), options.queueLimit(), tally.refused, tally.completed,
                    tally.cancelled, tally.failed, tally.promptTokens, tally.reusedTokens, tally.generatedTokens, tally.steps,
                    tally.cacheBytes, caches.limitBytes());
        } finally {
            lock.unlock();
        }
    }

    /** Whether it has been closed and its memory freed. */
    public boolean isClosed() {
        return !thread.isAlive();
    }

    /** Ends all requests at once; see {@link #close(Duration)}. */
    @Override
    public void close() {
        close(Duration.ZERO);
    }

    /**
     * Takes no more requests, waits for those it has, and ends with a {@link SchedulerClosedException} those that are not done by
     * then. Afterwards its thread has ended and its caches are freed.
     */
    public void close(Duration patience) {
        lock.lock();
        try {
            long now = System.nanoTime();
            long deadline = now + Math.min(patience.toNanos(), Long.MAX_VALUE / 2);
            deadlineNanos = closing && deadlineNanos - deadline < 0 ? deadlineNanos : deadline;
            closing = true;
            signal();
        } finally {
            lock.unlock();
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                // The caches must be freed before the model is; a step takes not long.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void wake() {
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

    /** A queued request was cancelled: it ends here; a running one is found by the next step. */
    private void leaveQueue(GenerationTicket ticket) {
        boolean removed;
        lock.lock();
        try {
            removed = queue.remove(ticket);
            if (removed) {
                tally.cancelled++;
            }
            signal();
        } finally {
            lock.unlock();
        }
        if (removed) {
            ticket.cancelUnstarted();
        }
    }

    private void work() {
        try {
            while (true) {
                List<SequenceRun> ready = awaitWork();
                if (ready.isEmpty()) {
                    return;
                }
                runStep(ready);
            }
        } catch (RuntimeException | Error e) {
            // A fault of our own: no request may hang because of it.
            endAll(e);
            throw e;
        } finally {
            caches.close();
        }
    }

    /** Returns the runs that can go on, or none once it is closed. */
    private List<SequenceRun> awaitWork() {
        while (true) {
            if (isPastDeadline()) {
                endAll(new SchedulerClosedException("the scheduler was closed before the answer was complete"));
                return List.of();
            }
            settleEnded();
            admit();
            List<SequenceRun> ready = new ArrayList<>(active.size());
            long patience = sortOut(ready);
            if (!ready.isEmpty()) {
                return ready;
            }
            if (!awaitSignal(patience)) {
                return List.of();
            }
        }
    }

    private boolean isPastDeadline() {
        lock.lock();
        try {
            return closing && System.nanoTime() - deadlineNanos >= 0;
        } finally {
            lock.unlock();
        }
    }

    private void settleEnded() {
        for (int i = active.size() - 1; i >= 0; i--) {
            if (active.get(i).run().isCancelled() && !active.get(i).run().ended()) {
                active.get(i).run().cancel();
            }
            if (active.get(i).run().ended()) {
                settle(active.remove(i));
            }
        }
    }

    private void settle(Active ended) {
        SequenceRun run = ended.run();
        caches.release(run.cache());
        lock.lock();
        try {
            occupied--;
            tally.cacheBytes = caches.heldBytes();
            tally.ended(run.usage(), true);
            if (run.failure().isPresent()) {
                tally.failed++;
            } else if (run.result().orElseThrow().reason() == FinishReason.CANCELLED) {
                tally.cancelled++;
            } else {
                tally.completed++;
            }
        } finally {
            lock.unlock();
        }
        ended.ticket().end(run);
    }

    /** Gives free slots to those that wait longest. */
    private void admit() {
        while (active.size() < options.slots()) {
            GenerationTicket ticket;
            lock.lock();
            try {
                ticket = queue.poll();
                occupied += ticket == null ? 0 : 1;
            } finally {
                lock.unlock();
            }
            if (ticket == null) {
                return;
            }
            start(ticket);
        }
    }

    private void start(GenerationTicket ticket) {
        GenerationRequest request = ticket.request();
        try {
            Sampler sampler = Sampler.create(
                    request.sampling(),
                    request.rules(),
                    candidates,
                    contextLength(),
                    surroundings.seeds().getAsInt());
            CachePool.Lease lease = caches.lease(request.promptIds());
            SequenceRun run = new SequenceRun(
                    request, lease.cache(), surroundings.tokenizer(), sampler, ticket.clock(), ticket::add);
            active.add(new Active(ticket, run));
            run.start(lease.reusedTokens(), lease.limit());
        } catch (RuntimeException | Error e) {
            // No grammar could be started, or there is no memory for a cache.
            lock.lock();
            try {
                occupied--;
                tally.failed++;
            } finally {
                lock.unlock();
            }
            ticket.fail(e);
        }
    }

    /** Collects the runs that have room for events, ends those that had none for too long; returns how long to wait at most. */
    private long sortOut(List<SequenceRun> ready) {
        long patience = Long.MAX_VALUE;
        for (Active each : active) {
            OptionalLong full = each.ticket().fullForNanos();
            long left = each.run().ended() ? 0 : options.stallLimit().toNanos() - full.orElse(0);
            if (left <= 0 && !each.run().ended()) {
                each.run().abort(new ConsumerStalledException(options.eventLimit(), options.stallLimit()));
            }
            if (full.isEmpty() && !each.run().ended()) {
                ready.add(each.run());
            }
            patience = Math.min(patience, left);
        }
        return patience;
    }

    /** Returns false once it is closed and nothing is left. */
    private boolean awaitSignal(long patienceNanos) {
        lock.lock();
        try {
            tally.paused = active.size();
            if (closing && active.isEmpty() && queue.isEmpty()) {
                return false;
            }
            long left = closing ? Math.min(patienceNanos, deadlineNanos - System.nanoTime()) : patienceNanos;
            while (!signalled && left > 0) {
                left = wake.awaitNanos(left);
            }
            signalled = false;
            return true;
        } catch (InterruptedException e) {
            // Nobody has a reason to interrupt this thread; closing is asked for otherwise.
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void runStep(List<SequenceRun> ready) {
        List<Portion> portions = plan.next(ready, pace.rows());
        int promptRows = 0;
        for (Portion portion : portions) {
            promptRows += portion.run().prefilling() ? portion.rows() : 0;
            caches.reserve(portion.run().cache(), portion.rows());
        }
        long start = System.nanoTime();
        step.run(portions);
        pace.took(portions, promptRows, System.nanoTime() - start);
        lock.lock();
        try {
            tally.steps++;
            tally.paused = active.size() - ready.size();
            tally.cacheBytes = caches.heldBytes();
        } finally {
            lock.unlock();
        }
    }

    private void endAll(Throwable cause) {
        List<GenerationTicket> waiting;
        lock.lock();
        try {
            closing = true;
            waiting = List.copyOf(queue);
            queue.clear();
            tally.failed += waiting.size();
        } finally {
            lock.unlock();
        }
        waiting.forEach(ticket -> ticket.fail(cause));
        for (Active each : active) {
            if (!each.run().ended()) {
                each.run().abort(cause);
            }
            settle(each);
        }
        active.clear();
    }
}
