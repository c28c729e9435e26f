package hearth.server.http;

import hearth.server.access.AccessRules;
import hearth.server.call.ApiException;
import hearth.server.wire.ErrorForm;
import hearth.server.wire.Frame;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A server whose answers never end: a token every few milliseconds, for as long as the client is there. */
final class FakeGeneration implements AutoCloseable {
    private static final ErrorForm ERRORS = (failure, id) -> Map.of("error", failure.getMessage());
    private static final int TOKEN_MILLIS = 5;

    /** Slots that are taken. */
    final AtomicInteger taken = new AtomicInteger();

    /** When slots were freed, by {@code System.nanoTime()}. */
    final BlockingQueue<Long> freed = new ArrayBlockingQueue<>(10_000);

    private final HttpFront front;

    FakeGeneration(HttpLimits limits) throws IOException {
        front = HttpFront.open(
                new Binding("127.0.0.1", 0, java.util.Optional.empty()),
                limits,
                new AccessRules(Set.of(), Set.of(), List.of()),
                List.of(
                        new Route("POST", "/stream", Route.Access.OPEN, ERRORS, exchange -> generate(exchange, true)),
                        new Route("POST", "/whole", Route.Access.OPEN, ERRORS, exchange -> generate(exchange, false)),
                        new Route("POST", "/echo", Route.Access.OPEN, ERRORS, exchange -> exchange.respondJson(200, exchange.json())),
                        new Route("POST", "/flood", Route.Access.OPEN, ERRORS, this::flood),
                        new Route("GET", "/fail", Route.Access.OPEN, ERRORS, exchange -> {
                            throw new IllegalStateException("secret");
                        }),
                        new Route("GET", "/", Route.Access.OPEN, ERRORS, exchange -> exchange.respondText(200, "here"))),
                new ErrorForms(java.util.Map.of(), ERRORS),
                record -> {});
    }

    int port() {
        return front.port();
    }

    HttpFront front() {
        return front;
    }

    private void generate(Exchange exchange, boolean streams) throws IOException {
        exchange.json();
        taken.incrementAndGet();
        try {
            if (streams) {
                try (FrameWriter writer = exchange.stream(FrameWriter.Form.NDJSON)) {
                    while (!exchange.hasLeft()) {
                        writer.write(Frame.json(Map.of("token", "x")));
                        TimeUnit.MILLISECONDS.sleep(TOKEN_MILLIS);
                    }
                }
            } else {
                while (!exchange.hasLeft()) {
                    TimeUnit.MILLISECONDS.sleep(TOKEN_MILLIS);
                }
                throw new ApiException(ApiException.Kind.CLIENT_GONE, "the client left");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            taken.decrementAndGet();
            freed.add(System.nanoTime());
        }
    }

    /** Writes as fast as it can. */
    private void flood(Exchange exchange) throws IOException {
        exchange.json();
        taken.incrementAndGet();
        try (FrameWriter writer = exchange.stream(FrameWriter.Form.NDJSON)) {
            Frame frame = Frame.text("x".repeat(1000));
            while (true) {
                writer.write(frame);
            }
        } finally {
            taken.decrementAndGet();
            freed.add(System.nanoTime());
        }
    }

    @Override
    public void close() {
        front.close();
    }
}
