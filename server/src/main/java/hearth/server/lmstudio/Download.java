package hearth.server.lmstudio;

import hearth.server.call.ApiException;
import hearth.server.library.PullJob;
import hearth.store.pull.PullEvent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** One download that goes on by itself, and what is known of it. Thread-safe. */
final class Download implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMillis(100);
    private static final long SPEED_NANOS = 1_000_000_000;
    private static final double NANOS_PER_SECOND = 1e9;

    private final String id;
    private final String model;
    private final PullJob job;
    private final Clock clock;
    private final Instant started;
    /** By label: bytes that are there, and all. */
    private final Map<String, long[]> parts = new LinkedHashMap<>();
    private State state = State.DOWNLOADING;
    private Optional<ApiException> failure = Optional.empty();
    private Optional<Instant> completed = Optional.empty();
    private double bytesPerSecond;
    private long markNanos = System.nanoTime();
    private long markBytes;

    /** By LM Studio's names. */
    enum State {
        DOWNLOADING("downloading"),
        COMPLETED("completed"),
        FAILED("failed");

        private final String shown;

        State(String shown) {
            this.shown = shown;
        }
    }

    Download(String id, String model, PullJob job, Clock clock) {
        this.id = id;
        this.model = model;
        this.job = job;
        this.clock = clock;
        this.started = clock.instant();
        Thread.ofVirtual().name("hearth-download").start(this::follow);
    }

    String id() {
        return id;
    }

    String model() {
        return model;
    }

    synchronized boolean isRunning() {
        return state == State.DOWNLOADING;
    }

    private void follow() {
        try {
            while (!job.isOver()) {
                job.next(PATIENCE).ifPresent(this::on);
            }
            end(State.COMPLETED, Optional.empty());
        } catch (ApiException e) {
            end(State.FAILED, Optional.of(e));
        } catch (RuntimeException e) {
            System.getLogger(Download.class.getName()).log(System.Logger.Level.ERROR, "download " + id, e);
            String shown = "internal error; the server's log has the details under " + id;
            end(State.FAILED, Optional.of(new ApiException(ApiException.Kind.INTERNAL, shown)));
        }
    }

    private synchronized void on(PullEvent event) {
        if (event instanceof PullEvent.Progress progress) {
            parts.put(progress.label(), new long[] {progress.completedBytes(), progress.totalBytes()});
            long now = System.nanoTime();
            if (now - markNanos >= SPEED_NANOS) {
                bytesPerSecond = (done() - markBytes) * NANOS_PER_SECOND / (now - markNanos);
                markNanos = now;
                markBytes = done();
            }
            notifyAll();
        }
    }

    private synchronized void end(State reached, Optional<ApiException> why) {
        state = reached;
        failure = why;
        completed = Optional.of(clock.instant());
        notifyAll();
    }

    /**
     * Waits until its size is known, or it is over, but not for long.
     *
     * @throws ApiException why it failed at once
     */
    synchronized void awaitBegin(Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        try {
            long left = patience.toMillis();
            while (isRunning() && parts.isEmpty() && left > 0) {
                wait(left);
                left = (end - System.nanoTime()) / 1_000_000;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiException(ApiException.Kind.CLIENT_GONE, "request canceled", e);
        }
        if (failure.isPresent()) {
            throw failure.get();
        }
    }

    private long done() {
        return parts.values().stream().mapToLong(part -> part[0]).sum();
    }

    /** -1 while unknown. */
    private long total() {
        boolean known = !parts.isEmpty() && parts.values().stream().allMatch(part -> part[1] >= 0);
        return known ? parts.values().stream().mapToLong(part -> part[1]).sum() : -1;
    }

    /** As {@code /api/v1/models/download/status} tells it. */
    synchronized Map<String, Object> shown() {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("job_id", id);
        shown.put("status", state.shown);
        if (total() >= 0) {
            shown.put("total_size_bytes", total());
        }
        shown.put("downloaded_bytes", done());
        shown.put("started_at", started.toString());
        switch (state) {
            case DOWNLOADING -> {
                shown.put("bytes_per_second", bytesPerSecond);
                if (total() >= 0 && bytesPerSecond > 0) {
                    long millis = (long) ((total() - done()) / bytesPerSecond * 1000);
                    shown.put("estimated_completion", clock.instant().plusMillis(millis).toString());
                }
            }
            case COMPLETED -> completed.ifPresent(time -> shown.put("completed_at", time.toString()));
            // Beyond LM Studio: why.
            case FAILED -> failure.ifPresent(why -> shown.put("error", LmStudioErrors.error(why, "model_not_found")));
        }
        return shown;
    }

    /** Ends it; what has arrived is kept. */
    @Override
    public void close() {
        job.close();
    }
}
