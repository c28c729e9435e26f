package hearth.benchmarks.serve;

import hearth.chat.ChatRequest;
import hearth.chat.Message;
import hearth.engine.sampling.SamplingOptions;
import hearth.server.call.AnswerFormat;
import hearth.server.model.ModelRunner;
import hearth.server.model.RunEvent;
import hearth.server.model.RunRequest;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** What HTTP, JSON, routing and the model's lease add to a request: the same chat of one token over HTTP and right at the engine. */
final class Latency {
    private static final double AIM_MILLIS = 2;

    private final Arguments given;
    private final PrintStream out;

    Latency(Arguments given, PrintStream out) {
        this.given = given;
        this.out = out;
    }

    boolean run() throws Exception {
        int requests = given.number("requests", 400);
        try (LocalServer server = new LocalServer(given.path("model"), given.number("threads", 2), 2, 16);
                Calls calls = new Calls(server.port())) {
            double[] http = new double[requests];
            double[] direct = new double[requests];
            for (int i = -requests / 2; i < requests; i++) {
                // Texts that are alike but for their end: both find the same part of the prompt in the cache.
                double over = overHttp(calls, "Say a word. " + 2 * i);
                double in = inProcess(server.runner(), "Say a word. " + (2 * i + 1));
                if (i >= 0) {
                    http[i] = over;
                    direct[i] = in;
                }
            }
            Arrays.sort(http);
            Arrays.sort(direct);
            out.printf(Locale.ROOT, "%-12s %10s %10s %10s%n", "", "p50 ms", "p90 ms", "p99 ms");
            line("over HTTP", http);
            line("in process", direct);
            double added = http[requests / 2] - direct[requests / 2];
            out.printf(Locale.ROOT, "added at the median: %.2f ms (aim: at most %.0f ms)%n", added, AIM_MILLIS);
            return added <= AIM_MILLIS;
        }
    }

    private void line(String name, double[] sorted) {
        out.printf(Locale.ROOT, "%-12s %10.2f %10.2f %10.2f%n", name, sorted[sorted.length / 2], sorted[sorted.length * 9 / 10],
                sorted[sorted.length * 99 / 100]);
    }

    private static double overHttp(Calls calls, String text) throws Exception {
        long start = System.nanoTime();
        calls.post("/v1/chat/completions", Calls.chat(LocalServer.MODEL, text, 1));
        return (System.nanoTime() - start) / 1e6;
    }

    private static double inProcess(ModelRunner runner, String text) throws InterruptedException {
        long start = System.nanoTime();
        int[] ids = runner.render(new ChatRequest(List.of(Message.user(text)), List.of(), true, Map.of())).ids();
        ModelRunner.Run run = runner.start(new RunRequest(ids, SamplingOptions.defaults().withTemperature(0), 1, List.of(), AnswerFormat.TEXT,
                OptionalInt.empty(), Map.of(), false));
        Optional<RunEvent> event = Optional.empty();
        while (event.isEmpty() || !(event.get() instanceof RunEvent.Done)) {
            event = run.next(Duration.ofSeconds(10));
        }
        return (System.nanoTime() - start) / 1e6;
    }
}
