package hearth.benchmarks.serve;

import com.sun.management.UnixOperatingSystemMXBean;
import hearth.json.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;

/** Many requests of all kinds; what stays of them is looked at ten times on the way. */
final class Soak {
    private static final int LOOKS = 10;
    /** Looks that don't count: caches fill, classes load. */
    private static final int WARM_UP = 2;
    private static final long HEAP_SLACK = 3L << 20;
    private static final int COUNT_SLACK = 8;
    private static final Map<String, Object> SCHEMA = Map.of(
            "type", "object", "properties", Map.of("a", Map.of("enum", List.of("x", "y"))), "required", List.of("a"), "additionalProperties", false);

    private final Arguments given;
    private final PrintStream out;
    private final AtomicIntegerArray statuses = new AtomicIntegerArray(600);
    private final AtomicInteger left = new AtomicInteger();

    Soak(Arguments given, PrintStream out) {
        this.given = given;
        this.out = out;
    }

    /** What the process holds after a collection. */
    private record Look(int requests, long heapBytes, int threads, long handles) {}

    boolean run() throws Exception {
        int requests = given.number("requests", 20_000);
        int parallel = given.number("parallel", 8);
        List<Look> looks = new ArrayList<>();
        try (LocalServer server = new LocalServer(given.path("model"), given.number("threads", 2), 4, 512);
                Calls calls = new Calls(server.port());
                ExecutorService clients = Executors.newFixedThreadPool(parallel, Thread.ofPlatform().name("soak-", 0).factory())) {
            out.printf(Locale.ROOT, "%10s %14s %8s %8s%n", "requests", "heap KiB", "threads", "handles");
            for (int part = 0; part < LOOKS; part++) {
                List<Future<?>> pending = new ArrayList<>();
                for (int i = 0; i < requests / LOOKS; i++) {
                    int number = part * (requests / LOOKS) + i;
                    pending.add(clients.submit(() -> {
                        one(calls, server.port(), number);
                        return null;
                    }));
                }
                for (Future<?> each : pending) {
                    each.get();
                }
                looks.add(look((part + 1) * (requests / LOOKS)));
                Look last = looks.getLast();
                out.printf(Locale.ROOT, "%10d %14d %8d %8d%n", last.requests, last.heapBytes >> 10, last.threads, last.handles);
            }
            Map<Integer, Integer> seen = new TreeMap<>();
            for (int status = 0; status < statuses.length(); status++) {
                if (statuses.get(status) > 0) {
                    seen.put(status, statuses.get(status));
                }
            }
            out.println("statuses " + seen + ", left early " + left.get() + ", running at the end " + server.runner().load().running());
            int sum = seen.values().stream().mapToInt(count -> count).sum() + left.get();
            return sum == requests / LOOKS * LOOKS && server.runner().load().running() == 0 && isFlat(looks);
        }
    }

    private static boolean isFlat(List<Look> looks) {
        Look first = looks.get(WARM_UP - 1);
        Look last = looks.getLast();
        return last.heapBytes <= first.heapBytes + HEAP_SLACK
                && last.threads <= first.threads + COUNT_SLACK
                && last.handles <= first.handles + COUNT_SLACK;
    }

    private static Look look(int requests) {
        for (int i = 0; i < 3; i++) {
            ManagementFactory.getMemoryMXBean().gc();
            LockSupport.parkNanos(200_000_000);
        }
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        long handles = ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getOpenFileDescriptorCount()
                : 0;
        return new Look(requests, heap, ManagementFactory.getThreadMXBean().getThreadCount(), handles);
    }

    private void one(Calls calls, int port, int number) throws IOException, InterruptedException {
        switch (number % 10) {
            case 0, 1 -> count(calls.send("POST", "/v1/chat/completions", Json.write(chat(number))));
            case 2 -> count(calls.send("POST", "/v1/chat/completions", Json.write(with(chat(number), "stream", true))));
            case 3 -> count(calls.send("POST", "/api/chat", Json.write(Map.of(
                    "model", LocalServer.MODEL, "messages", chat(number).get("messages"), "format", SCHEMA, "options", Map.of("num_predict", 24)))));
            case 4 -> count(calls.send("POST", "/api/generate", Json.write(Map.of(
                    "model", LocalServer.MODEL, "prompt", "word " + number, "raw", true, "options", Map.of("num_predict", 4)))));
            case 5 -> count(calls.send("POST", "/v1/messages", Json.write(Map.of(
                    "model", LocalServer.MODEL, "max_tokens", 4, "stream", number % 20 == 5, "messages", chat(number).get("messages")))));
            case 6 -> count(calls.send("POST", "/tokenize", Json.write(Map.of("model", LocalServer.MODEL, "content", "some words " + number))));
            case 7 -> count(calls.send("GET", number % 20 == 7 ? "/api/tags" : "/metrics", ""));
            case 8 -> count(calls.send("POST", "/v1/chat/completions", number % 20 == 8 ? "{\"model\":" : Json.write(
                    with(chat(number), "model", "none"))));
            default -> {
                Departing.ask(port, Json.write(with(with(chat(number), "stream", true), "max_tokens", 200)), 1 + number % 3);
                left.incrementAndGet();
            }
        }
    }

    private static Map<String, Object> chat(int number) {
        return Calls.chat(LocalServer.MODEL, "Tell me of " + number + (number % 100 == 0 ? " and more".repeat(40) : ""), 4 + number % 5);
    }

    private static Map<String, Object> with(Map<String, Object> call, String field, Object value) {
        Map<String, Object> changed = new LinkedHashMap<>(call);
        changed.put(field, value);
        return changed;
    }

    private void count(HttpResponse<String> response) {
        statuses.incrementAndGet(response.statusCode());
    }
}
