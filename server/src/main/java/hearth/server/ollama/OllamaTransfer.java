package hearth.server.ollama;

import hearth.server.call.ApiException;
import hearth.server.http.Exchange;
import hearth.server.http.FrameWriter;
import hearth.server.library.PullJob;
import hearth.server.wire.Frame;
import hearth.store.pull.PullEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads what a pull or a push does, and tells a client; ends when the client leaves. For one thread. */
final class OllamaTransfer {
    private static final Duration PATIENCE = Duration.ofMillis(50);
    private static final long PROGRESS_NANOS = 60_000_000;

    private final Exchange exchange;
    private final PullJob job;
    private final String verb;
    private final Set<String> untold;
    private final Map<String, Long> lastShown = new HashMap<>();

    /**
     * @param verb what lines with figures begin with
     * @param untold statuses that are left out
     */
    OllamaTransfer(Exchange exchange, PullJob job, String verb, Set<String> untold) {
        this.exchange = exchange;
        this.job = job;
        this.verb = verb;
        this.untold = untold;
    }

    /**
     * Writes a line for each news until the transfer is over.
     *
     * @throws ApiException if it fails
     */
    void tell(FrameWriter writer) throws IOException {
        while (!job.isOver()) {
            Optional<PullEvent> event = next();
            if (event.isPresent() && isNews(event.get())) {
                writer.write(Frame.json(line(event.get())));
            }
        }
    }

    /** @throws ApiException if the transfer fails */
    void await() {
        while (!job.isOver()) {
            next();
        }
    }

    private Optional<PullEvent> next() {
        Optional<PullEvent> event = job.next(PATIENCE);
        if (exchange.hasLeft()) {
            throw new ApiException(ApiException.Kind.CLIENT_GONE, "request canceled");
        }
        return event;
    }

    /** Bytes are told now and then, and when they are complete. */
    private boolean isNews(PullEvent event) {
        return switch (event) {
            case PullEvent.Progress progress -> {
                long now = System.nanoTime();
                Long last = lastShown.get(progress.label());
                boolean due = last == null || now - last >= PROGRESS_NANOS || progress.completedBytes() == progress.totalBytes();
                if (due) {
                    lastShown.put(progress.label(), now);
                }
                yield due;
            }
            case PullEvent.Status status -> !untold.contains(status.text());
            case PullEvent.SourceFailed _ -> true;
            case PullEvent.Trying _, PullEvent.Finished _ -> false;
        };
    }

    private Map<String, Object> line(PullEvent event) {
        Map<String, Object> line = new LinkedHashMap<>();
        switch (event) {
            case PullEvent.Progress progress -> {
                line.put("status", verb + progress.label());
                boolean isDigest = progress.label().matches("[0-9a-f]{12}");
                line.put("digest", isDigest ? "sha256:" + progress.label() : progress.label());
                if (progress.totalBytes() >= 0) {
                    line.put("total", progress.totalBytes());
                }
                line.put("completed", progress.completedBytes());
            }
            case PullEvent.Status status -> line.put("status", status.text());
            case PullEvent.SourceFailed failed -> line.put("status", failed.line());
            case PullEvent.Trying trying -> line.put("status", "trying " + trying.source());
            case PullEvent.Finished finished -> line.put("status", finished.name().display());
        }
        return line;
    }
}
