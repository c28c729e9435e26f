package hearth.server.ollama;

import hearth.server.call.ApiException;
import hearth.server.http.Exchange;
import hearth.server.http.FrameWriter;
import hearth.server.library.ModelLibrary;
import hearth.server.library.PullJob;
import hearth.server.wire.Fields;
import hearth.server.wire.Frame;
import hearth.store.pull.PullEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** {@code POST /api/pull} and {@code /api/push}. */
public final class OllamaPull {
    private static final Duration PATIENCE = Duration.ofMillis(50);
    private static final long PROGRESS_NANOS = 60_000_000;

    private final ModelLibrary library;

    public OllamaPull(ModelLibrary library) {
        this.library = library;
    }

    public void pull(Exchange exchange) throws IOException {
        Fields request = Fields.of(exchange.json());
        String name = OllamaModels.name(request);
        boolean insecure = request.flag("insecure").orElse(false);
        boolean streams = request.flag("stream").orElse(true);
        // Old clients send these; there are no accounts.
        request.value("username");
        request.value("password");
        request.unread().forEach(field -> exchange.warn(field + " is not known and has no effect"));
        library.requirePullable(name);
        try (PullJob job = library.startPull(name, insecure)) {
            answer(exchange, job, streams, "pulling ", "pulling manifest");
        }
    }

    private static void answer(Exchange exchange, PullJob job, boolean streams, String verb, String first) throws IOException {
        if (streams) {
            stream(exchange, job, verb, first);
        } else {
            await(exchange, job);
            exchange.respondJson(200, Map.of("status", "success"));
        }
    }

    /** @param first the status that is told before anything happens */
    private static void stream(Exchange exchange, PullJob job, String verb, String first) throws IOException {
        try (FrameWriter writer = exchange.stream(FrameWriter.Form.NDJSON)) {
            writer.write(Frame.json(Map.of("status", first)));
            Map<String, Long> lastShown = new LinkedHashMap<>();
            try {
                while (!job.isOver()) {
                    Optional<PullEvent> event = next(exchange, job);
                    if (event.isPresent() && isNews(event.get(), lastShown, first)) {
                        writer.write(Frame.json(line(event.get(), verb)));
                    }
                }
            } catch (ApiException e) {
                writer.write(Frame.json(Map.of("error", e.getMessage())));
            }
        }
    }

    private static void await(Exchange exchange, PullJob job) {
        while (!job.isOver()) {
            next(exchange, job);
        }
    }

    private static Optional<PullEvent> next(Exchange exchange, PullJob job) {
        Optional<PullEvent> event = job.next(PATIENCE);
        if (exchange.hasLeft()) {
            throw new ApiException(ApiException.Kind.CLIENT_GONE, "request canceled");
        }
        return event;
    }

    /** Bytes are told now and then, and when they are complete; the first line was told already. */
    private static boolean isNews(PullEvent event, Map<String, Long> lastShown, String first) {
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
            case PullEvent.Status status -> !status.text().equals(first);
            case PullEvent.SourceFailed _ -> true;
            case PullEvent.Trying _, PullEvent.Finished _ -> false;
        };
    }

    private static Map<String, Object> line(PullEvent event, String verb) {
        Map<String, Object> line = new LinkedHashMap<>();
        switch (event) {
            case PullEvent.Progress progress -> {
                line.put("status", verb + progress.label());
                if (progress.label().matches("[0-9a-f]{12}")) {
                    line.put("digest", "sha256:" + progress.label());
                } else {
                    line.put("digest", progress.label());
                }
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

    public void push(Exchange exchange) throws IOException {
        Fields request = Fields.of(exchange.json());
        String name = OllamaModels.name(request);
        boolean insecure = request.flag("insecure").orElse(false);
        boolean streams = request.flag("stream").orElse(true);
        request.value("username");
        request.value("password");
        request.unread().forEach(field -> exchange.warn(field + " is not known and has no effect"));
        try (PullJob job = library.startPush(name, insecure)) {
            answer(exchange, job, streams, "pushing ", "retrieving manifest");
        }
    }
}
