package hearth.engine.generate;

import hearth.engine.generate.GenerationEvent.Finished;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * A request that a {@link Scheduler} accepted. One thread reads its events, with {@link #next}, {@link #deliver} or {@link #await};
 * any may cancel it. Events that nobody reads wait here, up to a limit; then the sequence pauses, so that memory stays bounded
 * while the others go on, and is ended if nobody reads for long.
 */
public final class GenerationTicket {
    private final GenerationRequest request;
    private final RunClock clock = new RunClock();
    private final int eventLimit;
    private final Runnable wakeScheduler;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<GenerationEvent> events = new ArrayDeque<>();
    private boolean discarding;
    private Optional<GenerationResult> result = Optional.empty();
    private Optional<Throwable> failure = Optional.empty();
    private long fullSinceNanos;
    private Runnable cancelListener = () -> {};

    GenerationTicket(GenerationRequest request, int eventLimit, Runnable wakeScheduler) {
        this.request = request;
        this.eventLimit = eventLimit;
        this.wakeScheduler = wakeScheduler;
    }

    /** The request this is for. */
    public GenerationRequest request() {
        return request;
    }

    /** Asks the generation to end: while it waits at once, else before the next step. Whatever shares its cancellation ends too. */
    public void cancel() {
        request.cancellation().cancel();
    }

    /** Whether it ended; there may still be events to read. */
    public boolean isDone() {
        lock.lock();
        try {
            return done();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for the next event; empty after the last one.
     *
     * @throws RuntimeException what ended the generation if it failed, once all events before are read
     */
    public Optional<GenerationEvent> next() throws InterruptedException {
        lock.lock();
        try {
            while (events.isEmpty() && !done()) {
                changed.await();
            }
            return take();
        } finally {
            lock.unlock();
        }
    }

    /** As {@link #next}, but empty as well if there is no event for so long; {@link #isDone} tells which. */
    public Optional<GenerationEvent> next(Duration timeout) throws InterruptedException {
        lock.lock();
        try {
            long left = timeout.toNanos();
            while (events.isEmpty() && !done() && left > 0) {
                left = changed.awaitNanos(left);
            }
            return take();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the end and passes over all events, so it never pauses. Throws as {@link #next} does. */
    public GenerationResult await() throws InterruptedException {
        lock.lock();
        try {
            discarding = true;
            boolean paused = events.size() >= eventLimit;
            events.clear();
            if (paused) {
                wakeScheduler.run();
            }
            while (!done()) {
                changed.await();
            }
            rethrowFailure();
            return result.orElseThrow();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Reads all events on this thread. Cancels the generation if the listener throws or this thread is interrupted; throws what the
     * listener threw, else as {@link #next} does.
     */
    public GenerationResult deliver(Consumer<GenerationEvent> listener) throws InterruptedException {
        boolean complete = false;
        try {
            for (Optional<GenerationEvent> event = next(); event.isPresent(); event = next()) {
                listener.accept(event.get());
            }
            complete = true;
            return await();
        } finally {
            if (!complete && !isDone()) {
                cancel();
            }
        }
    }

    private Optional<GenerationEvent> take() {
        boolean paused = events.size() >= eventLimit;
        Optional<GenerationEvent> event = Optional.ofNullable(events.poll());
        if (paused) {
            wakeScheduler.run();
        }
        if (event.isEmpty()) {
            rethrowFailure();
        }
        return event;
    }

    private void rethrowFailure() {
        if (failure.isPresent()) {
            switch (failure.get()) {
                case RuntimeException exception -> throw exception;
                case Error error -> throw error;
                default -> throw new IllegalStateException(failure.get());
            }
        }
    }

    private boolean done() {
        return result.isPresent() || failure.isPresent();
    }

    RunClock clock() {
        return clock;
    }

    /** Takes an event from the scheduler's thread; never waits. The scheduler looks at {@link #fullForNanos} before it runs another. */
    void add(GenerationEvent event) {
        lock.lock();
        try {
            // The end comes with the result, so that whoever sees it finds that too.
            if (!discarding && !(event instanceof Finished)) {
                events.add(event);
                if (events.size() == eventLimit) {
                    fullSinceNanos = System.nanoTime();
                }
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** How long as many events as may have been waiting; empty if there is room. */
    OptionalLong fullForNanos() {
        lock.lock();
        try {
            return events.size() < eventLimit
                    ? OptionalLong.empty()
                    : OptionalLong.of(System.nanoTime() - fullSinceNanos);
        } finally {
            lock.unlock();
        }
    }

    /** Has the listener run once if the request is cancelled before it ends. */
    void whenCancelled(Runnable listener) {
        lock.lock();
        try {
            if (done()) {
                return;
            }
            cancelListener = listener;
            request.cancellation().tell(listener);
        } finally {
            lock.unlock();
        }
    }

    /** It was cancelled while it waited. */
    void cancelUnstarted() {
        clock.start();
        clock.end();
        Usage usage = clock.usage(request.promptIds().length, 0, ReuseLimit.NOT_STARTED, 0);
        clock.report(FinishReason.CANCELLED.name(), usage);
        complete(new GenerationResult("", new int[0], FinishReason.CANCELLED, Optional.empty(), usage));
    }

    /** Takes over how the run ended. */
    void end(SequenceRun run) {
        if (run.failure().isPresent()) {
            fail(run.failure().get());
        } else {
            complete(run.result().orElseThrow());
        }
    }

    private void complete(GenerationResult value) {
        lock.lock();
        try {
            request.cancellation().forget(cancelListener);
            result = Optional.of(value);
            if (!discarding) {
                events.add(new Finished(value.reason(), value.stopSequence(), value.usage()));
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void fail(Throwable cause) {
        lock.lock();
        try {
            request.cancellation().forget(cancelListener);
            failure = Optional.of(cause);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
