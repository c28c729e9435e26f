package hearth.server.library;

import hearth.server.call.ApiException;
import hearth.server.call.ApiException.Kind;
import hearth.store.Cancellation;
import hearth.store.pull.PullEvent;
import hearth.store.pull.PullListener;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A pull or a push on a thread of its own. One thread reads its events; closing it ends the transfer, and what has arrived is kept. */
public final class PullJob implements AutoCloseable {
    private static final int MAX_EVENTS = 1_000;

    private final Cancellation cancellation = new Cancellation();
    private final BlockingQueue<PullEvent> events = new LinkedBlockingQueue<>(MAX_EVENTS);
    private final Thread thread;
    private volatile boolean done;
    private volatile RuntimeException failure;

    /** What runs. */
    @FunctionalInterface
    interface Work {
        void run(PullListener listener, Cancellation cancellation);
    }

    PullJob(Work work) {
        thread = Thread.ofVirtual().name("hearth-transfer").start(() -> {
            try {
                work.run(this::add, cancellation);
            } catch (RuntimeException e) {
                failure = e;
            } catch (Error e) {
                // Without this a pull that ran out of memory would look as if it had succeeded.
                failure = new ApiException(Kind.INTERNAL, "the transfer failed: " + e.getClass().getSimpleName(), e);
            } finally {
                done = true;
            }
        });
    }

    /** Never waits: the download must not depend on who watches it. Figures are told again, everything else is rare. */
    private void add(PullEvent event) {
        if (!events.offer(event) && !(event instanceof PullEvent.Progress)) {
            events.poll();
            events.offer(event);
        }
    }

    /**
     * Waits for the next event; empty if none came for so long.
     *
     * @throws ApiException why the pull failed, once all events before are read
     */
    public Optional<PullEvent> next(Duration patience) {
        try {
            PullEvent event = events.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
            if (event == null && done && events.isEmpty() && failure != null) {
                throw failure;
            }
            return Optional.ofNullable(event);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiException(Kind.CLIENT_GONE, "request canceled", e);
        }
    }

    /** Whether it succeeded and all its events are read. */
    public boolean isOver() {
        return done && events.isEmpty() && failure == null;
    }

    @Override
    public void close() {
        if (thread.isAlive()) {
            cancellation.cancel();
        }
    }
}
