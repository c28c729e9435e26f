package hearth.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands for a model hub: one repository with two files, as slow as a story wants. {@code POST /control/slow}, {@code /control/crawl} (a
 * file takes a minute, whatever else is done meanwhile) and {@code /control/fast} set the pace, {@code GET /control/sent} gives the bytes
 * of files sent so far.
 */
final class StoryHub implements AutoCloseable {
    private static final int PIECE = 16 << 10;
    private static final Map<String, Long> PAUSE_MILLIS = Map.of("fast", 0L, "slow", 60L, "crawl", 400L);
    private static final String CONTROL = "/control/";
    private static final int LARGE_PADDING = 6 << 20;
    private static final int SMALL_PADDING = 3 << 20;
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d+)");
    private static final String REPOSITORY = "Story/Small-GGUF";

    private final HttpServer server;
    private final ExecutorService workers = Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("hub-", 0).factory());
    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private final AtomicLong sent = new AtomicLong();
    private volatile long pauseMillis;

    /** @param model a GGUF file; what lies behind its tensors makes the two files long */
    StoryHub(byte[] model) throws IOException {
        files.put("small-Q8_0.gguf", Arrays.copyOf(model, model.length + LARGE_PADDING));
        files.put("small-Q4_0.gguf", Arrays.copyOf(model, model.length + SMALL_PADDING));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(workers);
        server.createContext("/", this::answer);
        server.start();
    }

    /** Host and port. */
    String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            switch (path) {
                case CONTROL + "slow", CONTROL + "crawl", CONTROL + "fast" -> {
                    pauseMillis = PAUSE_MILLIS.get(path.substring(CONTROL.length()));
                    reply(exchange, "{}");
                }
                case CONTROL + "sent" -> reply(exchange, Long.toString(sent.get()));
                case "/api/models" -> reply(exchange, "[{\"id\":\"" + REPOSITORY + "\",\"downloads\":1234,\"likes\":56,"
                        + "\"lastModified\":\"2026-01-02T03:04:05.000Z\",\"gated\":false}]");
                case "/api/models/" + REPOSITORY + "/tree/main" -> reply(exchange, tree());
                default -> answerFile(exchange, path);
            }
        }
    }

    private String tree() {
        StringBuilder json = new StringBuilder("[{\"type\":\"file\",\"path\":\"README.md\",\"size\":5}");
        files.forEach((name, content) -> json.append(",{\"type\":\"file\",\"path\":\"").append(name).append("\",\"size\":").append(content.length).append('}'));
        return json.append(']').toString();
    }

    private static void reply(HttpExchange exchange, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private void answerFile(HttpExchange exchange, String path) throws IOException {
        String prefix = "/" + REPOSITORY + "/resolve/main/";
        byte[] content = path.startsWith(prefix) ? files.get(path.substring(prefix.length())) : null;
        if (content == null) {
            exchange.sendResponseHeaders(404, -1);
            return;
        }
        Matcher range = RANGE.matcher(String.valueOf(exchange.getRequestHeaders().getFirst("Range")));
        int from = 0;
        int to = content.length;
        exchange.getResponseHeaders().set("ETag", "\"" + path.hashCode() + "\"");
        if (range.matches()) {
            from = Integer.parseInt(range.group(1));
            to = Math.min(to, Integer.parseInt(range.group(2)) + 1);
            exchange.getResponseHeaders().set("Content-Range", "bytes " + from + "-" + (to - 1) + "/" + content.length);
        }
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(range.matches() ? 206 : 200, head ? -1 : to - from);
        if (!head) {
            send(exchange, content, from, to);
        }
    }

    private void send(HttpExchange exchange, byte[] content, int from, int to) throws IOException {
        for (int at = from; at < to; at += PIECE) {
            int count = Math.min(PIECE, to - at);
            exchange.getResponseBody().write(content, at, count);
            exchange.getResponseBody().flush();
            sent.addAndGet(count);
            if (pauseMillis > 0) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pauseMillis));
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        workers.shutdownNow();
    }
}
