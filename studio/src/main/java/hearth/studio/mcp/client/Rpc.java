package hearth.studio.mcp.client;

import hearth.studio.mcp.client.McpException.Kind;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** Requests and their answers over a transport; answers what the server asks. Thread-safe. */
final class Rpc implements Transport.Inbox {
    /** What ends the handshake. */
    static final String READY = "notifications/initialized";

    private static final int METHOD_NOT_FOUND = -32601;
    /** Requests that wait for an answer. */
    private static final int MAX_PENDING = 64;

    private final Transport transport;
    private final Consumer<String> notified;
    private final AtomicLong lastId = new AtomicLong();
    private final Map<Long, CompletableFuture<Map<String, Object>>> pending = new ConcurrentHashMap<>();
    private final AtomicReference<McpException> end = new AtomicReference<>();
    private final CompletableFuture<McpException> ending = new CompletableFuture<>();
    private volatile Manner manner = new Manner(Map.of(), true);

    /**
     * How a server is spoken to once its revision is known.
     *
     * @param headers of each message, for transports that have them
     * @param cancelsByMessage whether it is told of calls that are given up; else it sees that nobody listens
     */
    record Manner(Map<String, String> headers, boolean cancelsByMessage) {}

    /** A request that may be given up. */
    record Pending(long id, String method, CompletableFuture<Map<String, Object>> answer) {}

    /** @param notified hears the methods of the server's notifications, on the transport's threads */
    Rpc(Transport transport, Consumer<String> notified) {
        this.transport = transport;
        this.notified = notified;
    }

    void open() {
        transport.open(this);
    }

    void speak(Manner value) {
        manner = value;
    }

    private void send(Map<String, Object> message, Map<String, String> more) {
        Map<String, String> headers = new LinkedHashMap<>(manner.headers());
        headers.putAll(more);
        transport.send(message, headers);
    }

    /** Sends a request and waits. */
    Map<String, Object> ask(String method, Map<String, Object> parameters, Map<String, String> headers, Duration patience) {
        return await(begin(method, parameters, headers), patience);
    }

    /** Sends a request. */
    Pending begin(String method, Map<String, Object> parameters, Map<String, String> headers) {
        if (pending.size() >= MAX_PENDING) {
            throw new McpException(Kind.REFUSED, "too many calls of this server are running");
        }
        long id = lastId.incrementAndGet();
        CompletableFuture<Map<String, Object>> answer = new CompletableFuture<>();
        pending.put(id, answer);
        McpException ended = end.get();
        if (ended != null) {
            pending.remove(id);
            throw ended;
        }
        try {
            send(Messages.request(id, method, parameters), headers);
        } catch (RuntimeException e) {
            pending.remove(id);
            throw e;
        }
        return new Pending(id, method, answer);
    }

    /** Waits for the answer; without one in time the server is told that nobody waits any more. */
    Map<String, Object> await(Pending request, Duration patience) {
        return await(request, patience, patience);
    }

    /** @param left of the patience */
    Map<String, Object> await(Pending request, Duration patience, Duration left) {
        try {
            return request.answer().get(left.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            giveUp(request, "no answer in time");
            throw new McpException(Kind.TIMEOUT, "the server did not answer within " + seconds(patience), e);
        } catch (InterruptedException e) {
            giveUp(request, "the client ends");
            Thread.currentThread().interrupt();
            throw new McpException(Kind.CANCELLED, "the call was cancelled", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof McpException known ? known : new McpException(Kind.PROTOCOL, "the call failed", e.getCause());
        }
    }

    private static String seconds(Duration patience) {
        return patience.toMillis() % 1000 == 0 ? patience.toSeconds() + " seconds" : patience.toMillis() + " ms";
    }

    /** Tells the server that nobody waits for an answer, and whoever does that none comes. */
    void giveUp(Pending request, String reason) {
        if (pending.remove(request.id()) == null) {
            return;
        }
        request.answer().completeExceptionally(new McpException(Kind.CANCELLED, "the call was cancelled"));
        // The handshake must not be cancelled; the connection is closed instead.
        if (manner.cancelsByMessage() && !request.method().equals("initialize")) {
            try {
                tell("notifications/cancelled", Map.of("requestId", request.id(), "reason", reason));
            } catch (McpException e) {
                // It does not hear; nobody waits for it.
            }
        }
        transport.abandon(request.id());
    }

    void tell(String method, Map<String, Object> parameters) {
        send(Messages.notification(method, parameters), Map.of());
    }

    /** Completed when nothing comes any more. */
    CompletableFuture<McpException> ending() {
        return ending;
    }

    Optional<McpException> end() {
        return Optional.ofNullable(end.get());
    }

    @Override
    public void received(Map<String, Object> message) {
        Optional<String> method = Messages.text(message, "method");
        Object id = message.get("id");
        if (method.isPresent() && id != null) {
            answer(id, method.get());
        } else if (method.isPresent()) {
            notified.accept(method.get());
        } else {
            Messages.ownId(id).map(pending::remove).ifPresent(waiting -> settle(waiting, message));
        }
    }

    private static void settle(CompletableFuture<Map<String, Object>> waiting, Map<String, Object> message) {
        if (message.get("error") != null) {
            waiting.completeExceptionally(Messages.refusal(message.get("error")));
            return;
        }
        Messages.object(message.get("result")).ifPresentOrElse(waiting::complete,
                () -> waiting.completeExceptionally(new McpException(Kind.PROTOCOL, "the server's answer has no result")));
    }

    private void answer(Object id, String method) {
        Map<String, Object> answer = method.equals("ping") ? Messages.result(id, Map.of())
                : Messages.error(id, METHOD_NOT_FOUND, "Hearth does not offer " + Messages.shortened(method));
        try {
            send(answer, Map.of());
        } catch (McpException e) {
            ended(e);
        }
    }

    @Override
    public void lost(long id, McpException reason) {
        CompletableFuture<Map<String, Object>> waiting = pending.remove(id);
        if (waiting != null) {
            waiting.completeExceptionally(reason);
        }
    }

    @Override
    public void ended(McpException reason) {
        if (end.compareAndSet(null, reason)) {
            pending.keySet().forEach(id -> lost(id, reason));
            ending.complete(reason);
        }
    }
}
