package hearth.studio.mcp.client;

import hearth.json.Json;
import hearth.json.JsonException;
import hearth.studio.mcp.client.McpException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Streamable HTTP: each message is a request of its own, answered with JSON or with a stream of events. */
final class AddressTransport implements Transport {
    private static final Duration CONNECT_TIME = Duration.ofSeconds(10);
    private static final Duration FAREWELL_TIME = Duration.ofSeconds(2);
    private static final int MAX_SESSION = 1024;
    private static final int MAX_ERROR_BYTES = 64 << 10;
    private static final int MAX_EVENTS = 10_000;
    private static final String SESSION = "Mcp-Session-Id";

    private final McpTarget.Address address;
    private final McpLimits limits;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER) // its headers are for this address only
            .connectTimeout(CONNECT_TIME)
            .build();
    private final Map<Long, Thread> running = new ConcurrentHashMap<>();
    private volatile String session = "";
    private volatile Inbox inbox;
    private volatile boolean closed;

    AddressTransport(McpTarget.Address address, McpLimits limits) {
        this.address = address;
        this.limits = limits;
    }

    @Override
    public void open(Inbox inbox) {
        this.inbox = inbox;
    }

    @Override
    public void send(Map<String, Object> message, Map<String, String> headers) {
        if (message.get("method") != null && message.get("id") instanceof Long id) {
            Thread thread = Thread.ofVirtual().name("hearth-mcp-http").unstarted(() -> request(id, message, headers));
            running.put(id, thread);
            thread.start();
        } else if (Rpc.READY.equals(message.get("method"))) {
            // What comes next counts on it.
            HttpResponse<InputStream> response = post(message, headers, FAREWELL_TIME.plus(CONNECT_TIME));
            discard(response);
            if (response.statusCode() >= 400) {
                throw problem(response.statusCode(), Optional.empty());
            }
        } else {
            Thread.ofVirtual().name("hearth-mcp-http").start(() -> {
                try {
                    discard(post(message, headers, limits.listTime()));
                } catch (McpException e) {
                    // Nobody counts on it.
                }
            });
        }
    }

    private void request(long id, Map<String, Object> message, Map<String, String> headers) {
        try {
            HttpResponse<InputStream> response = post(message, headers, limits.callTime());
            try (InputStream body = response.body()) {
                read(id, response, body);
            }
            inbox.lost(id, new McpException(Kind.ENDED, "the server ended its stream before it had answered"));
        } catch (McpException e) {
            inbox.lost(id, e);
        } catch (IOException e) {
            inbox.lost(id, new McpException(Kind.ENDED, "the connection to the server broke", e));
        } catch (RuntimeException e) {
            // Somebody waits for this answer.
            inbox.lost(id, new McpException(Kind.PROTOCOL, "the server's answer can't be used: " + e.getClass().getSimpleName(), e));
        } finally {
            running.remove(id);
        }
    }

    private HttpResponse<InputStream> post(Map<String, Object> message, Map<String, String> headers, Duration patience) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address.uri()).timeout(patience)
                .POST(BodyPublishers.ofString(Json.write(message), StandardCharsets.UTF_8));
        address.headers().forEach(request::setHeader);
        request.setHeader("Content-Type", "application/json").setHeader("Accept", "application/json, text/event-stream");
        headers.forEach(request::setHeader);
        addSession(request);
        try {
            return client.send(request.build(), BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new McpException(Kind.UNREACHABLE, "the server can't be reached", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new McpException(Kind.CANCELLED, "the call was cancelled", e);
        }
    }

    private void addSession(HttpRequest.Builder request) {
        if (!session.isEmpty()) {
            request.setHeader(SESSION, session);
        }
    }

    private static void discard(HttpResponse<InputStream> response) {
        try {
            response.body().close();
        } catch (IOException e) {
            // Nothing in it was wanted.
        }
    }

    private void read(long id, HttpResponse<InputStream> response, InputStream body) throws IOException {
        if (response.statusCode() != 200) {
            throw problem(response.statusCode(), errorOf(body));
        }
        response.headers().firstValue(SESSION).ifPresent(this::remember);
        String type = response.headers().firstValue("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        try {
            if (type.startsWith("application/json")) {
                Messages.parse(text(body, limits.messageBytes())).forEach(inbox::received);
            } else if (type.startsWith("text/event-stream")) {
                readEvents(id, body);
            } else {
                throw new McpException(Kind.PROTOCOL, "the server answers with '" + Messages.shortened(type) + "', neither JSON nor events");
            }
        } catch (JsonException e) {
            throw new McpException(Kind.PROTOCOL, "the server's answer is no message of MCP", e);
        }
    }

    /** Up to the answer; the server may send other messages before. */
    private void readEvents(long id, InputStream body) throws IOException {
        EventStream events = new EventStream(body, limits.messageBytes());
        int count = 0;
        for (Optional<String> data = events.next(); data.isPresent(); data = events.next()) {
            for (Map<String, Object> message : Messages.parse(data.get())) {
                inbox.received(message);
                if (message.get("method") == null && Messages.ownId(message.get("id")).filter(own -> own == id).isPresent()) {
                    return;
                }
            }
            if (++count > MAX_EVENTS) {
                throw new McpException(Kind.PROTOCOL, "the server sent more than " + MAX_EVENTS + " events without an answer");
            }
        }
    }

    private void remember(String value) {
        if (value.length() > MAX_SESSION || !value.chars().allMatch(each -> each > ' ' && each < 0x7f)) {
            throw new McpException(Kind.PROTOCOL, "the server's session id is none");
        }
        session = value;
    }

    private static String text(InputStream body, int maxBytes) throws IOException {
        byte[] bytes = body.readNBytes(maxBytes + 1);
        if (bytes.length > maxBytes) {
            throw new McpException(Kind.PROTOCOL, "the server sent a message of more than " + maxBytes + " bytes");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** An error of JSON-RPC in the body of an answer that failed. */
    private static Optional<McpException> errorOf(InputStream body) throws IOException {
        try {
            Map<String, Object> message = Messages.parse(text(body, MAX_ERROR_BYTES)).getFirst();
            return Messages.object(message.get("error")).map(Messages::refusal);
        } catch (JsonException | McpException | NoSuchElementException e) {
            return Optional.empty();
        }
    }

    private McpException problem(int status, Optional<McpException> told) {
        if (status == 404 && !session.isEmpty()) {
            McpException gone = new McpException(Kind.ENDED, "the server has ended the session");
            inbox.ended(gone);
            return gone;
        }
        return told.orElseGet(() -> switch (status) {
            case 401, 403 -> new McpException(Kind.REFUSED, "the server wants a login (" + status + "): give it under \"headers\" in mcp.json");
            case 301, 302, 303, 307, 308 -> new McpException(Kind.REFUSED, "the server sends on to another address (" + status
                    + "): put that one into mcp.json");
            case 202, 204 -> new McpException(Kind.PROTOCOL, "the server took the request but gave no answer");
            default -> new McpException(Kind.REFUSED, "the server answers with HTTP status " + status);
        });
    }

    @Override
    public void abandon(long id) {
        Thread thread = running.remove(id);
        if (thread != null) {
            thread.interrupt();
        }
    }

    @Override
    public List<String> lastLines() {
        return List.of();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        Set<Long> ids = new HashSet<>(running.keySet());
        ids.forEach(this::abandon);
        if (!session.isEmpty()) {
            HttpRequest.Builder farewell = HttpRequest.newBuilder(address.uri()).timeout(FAREWELL_TIME).DELETE();
            address.headers().forEach(farewell::setHeader);
            addSession(farewell);
            try {
                client.send(farewell.build(), BodyHandlers.discarding());
            } catch (IOException e) {
                // It forgets the session by itself.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        client.shutdownNow();
        if (inbox != null) {
            inbox.ended(new McpException(Kind.ENDED, "the connection was closed"));
        }
    }
}
