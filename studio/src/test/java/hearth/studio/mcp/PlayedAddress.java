package hearth.studio.mcp;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import hearth.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** An MCP server over HTTP, which behaves as the path says. */
final class PlayedAddress implements AutoCloseable {
    static final String SECRET = "Bearer sk-http-secret-0815";
    private static final String SESSION = "session-1";

    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("played-", 0).factory());
    private final HttpServer server;
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile boolean forgot;

    PlayedAddress() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    String url(String manner) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + manner;
    }

    /** What came: method, revision and session of each message. */
    List<String> seen() {
        return List.copyOf(seen);
    }

    void forgetSession() {
        forgot = true;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String manner = exchange.getRequestURI().getPath().substring(1);
            Headers headers = exchange.getRequestHeaders();
            String session = headers.getFirst("Mcp-Session-Id");
            if (exchange.getRequestMethod().equals("DELETE")) {
                seen.add("DELETE " + session);
                exchange.sendResponseHeaders(200, -1);
                return;
            }
            Map<String, Object> message = Json.parseObject(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            seen.add(message.get("method") + " " + headers.getFirst("MCP-Protocol-Version") + " " + session);
            boolean ready = "application/json, text/event-stream".equals(headers.getFirst("Accept")) && "application/json".equals(headers.getFirst("Content-Type"));
            if (!ready || manner.equals("login") && !SECRET.equals(headers.getFirst("Authorization"))) {
                send(exchange, 401, "text/plain", "no");
            } else {
                answer(exchange, manner, message);
            }
        }
    }

    private void answer(HttpExchange exchange, String manner, Map<String, Object> message) throws IOException {
        Object id = message.get("id");
        switch (manner) {
            case "moved" -> {
                exchange.getResponseHeaders().set("Location", "/json");
                send(exchange, 307, "text/plain", "");
            }
            case "html" -> send(exchange, 200, "text/html", "<html>");
            case "garbage" -> send(exchange, 200, "application/json", "{nonsense");
            case "null" -> send(exchange, 200, "application/json", "null");
            case "large" -> send(exchange, 200, "application/json", "\"" + "x".repeat(200_000) + "\"");
            case "status" -> send(exchange, 500, "text/plain", "boom");
            case "empty" -> send(exchange, 202, "text/plain", "");
            case "cut" -> send(exchange, 200, "text/event-stream", "data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\"}\n\n");
            case "stateless" -> stateless(exchange, message);
            default -> {
                if (forgot && exchange.getRequestHeaders().containsKey("Mcp-Session-Id")) {
                    send(exchange, 404, "text/plain", "");
                } else if (id == null || message.get("method") == null) {
                    send(exchange, 202, "text/plain", "");
                } else {
                    respond(exchange, manner, id, message);
                }
            }
        }
    }

    private void respond(HttpExchange exchange, String manner, Object id, Map<String, Object> message) throws IOException {
        Map<?, ?> parameters = message.get("params") instanceof Map<?, ?> map ? map : Map.of();
        switch ((String) message.get("method")) {
            case "initialize" -> {
                exchange.getResponseHeaders().set("Mcp-Session-Id", SESSION);
                result(exchange, manner, id, Map.of("protocolVersion", "2025-06-18", "capabilities", Map.of(), "serverInfo", Map.of("name", "http", "version", "3")));
            }
            case "tools/list" -> result(exchange, manner, id, Map.of("tools", List.of(Map.of("name", "echo"), Map.of("name", "slow"))));
            case "tools/call" -> {
                if ("slow".equals(parameters.get("name"))) {
                    hang(exchange);
                } else {
                    result(exchange, manner, id, content(((Map<?, ?>) parameters.get("arguments")).get("text")));
                }
            }
            default -> send(exchange, 400, "application/json", Json.write(Map.of("jsonrpc", "2.0", "id", id, "error", Map.of("code", -32601, "message", "unknown"))));
        }
    }

    private static Map<String, Object> content(Object text) {
        return Map.of("content", List.of(Map.of("type", "text", "text", String.valueOf(text))));
    }

    /** Begins a stream and says nothing more until the client has left, or the test is over. */
    private void hang(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        try {
            do {
                out.write(": still here\n".getBytes(StandardCharsets.UTF_8));
                out.flush();
            } while (!end.await(20, TimeUnit.MILLISECONDS));
        } catch (IOException e) {
            seen.add("left");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Revision 2026-07-28: no handshake, and headers say what the body says. */
    private void stateless(HttpExchange exchange, Map<String, Object> message) throws IOException {
        Headers headers = exchange.getRequestHeaders();
        Object id = message.get("id");
        String method = (String) message.get("method");
        Map<?, ?> parameters = message.get("params") instanceof Map<?, ?> map ? map : Map.of();
        boolean says = "2026-07-28".equals(headers.getFirst("MCP-Protocol-Version")) && method.equals(headers.getFirst("Mcp-Method"))
                && parameters.get("_meta") instanceof Map<?, ?> meta && "2026-07-28".equals(meta.get("io.modelcontextprotocol/protocolVersion"));
        if (!says) {
            send(exchange, 400, "application/json", Json.write(Map.of("jsonrpc", "2.0", "id", id, "error", Map.of("code", -32020, "message", "headers"))));
            return;
        }
        switch (method) {
            case "server/discover" -> result(exchange, "json", id, Map.of("resultType", "complete", "supportedVersions", List.of("2026-07-28"), "capabilities", Map.of()));
            case "tools/list" -> result(exchange, "json", id, Map.of("resultType", "complete", "tools", List.of(marked("Text")), "ttlMs", 1));
            default -> {
                if ("ask".equals(((Map<?, ?>) parameters.get("arguments")).get("text"))) {
                    result(exchange, "events", id, Map.of("resultType", "input_required", "inputRequests", List.of()));
                } else {
                    result(exchange, "events", id, content(headers.getFirst("Mcp-Name") + " " + headers.getFirst("Mcp-Param-Text")));
                }
            }
        }
    }

    static Map<String, Object> marked(String header) {
        return Map.of("name", "echo", "inputSchema", Map.of("type", "object", "properties", Map.of("text", Map.of("type", "string", "x-mcp-header", header))));
    }

    private static void result(HttpExchange exchange, String manner, Object id, Map<String, Object> result) throws IOException {
        String answer = Json.write(Map.of("jsonrpc", "2.0", "id", id, "result", result));
        if (manner.equals("events")) {
            List<String> events = new ArrayList<>(List.of(": a comment\r\n", "id: 1\r\ndata:\r\n\r\n", "event: message\r\ndata: {\"jsonrpc\":\"2.0\",\r\ndata: \"id\":\"x\",\"method\":\"ping\"}\r\n\r\n"));
            events.add("data: " + answer + "\r\n\r\n");
            send(exchange, 200, "text/event-stream; charset=utf-8", String.join("", events));
        } else {
            send(exchange, 200, "application/json", answer);
        }
    }

    private static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        end.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
