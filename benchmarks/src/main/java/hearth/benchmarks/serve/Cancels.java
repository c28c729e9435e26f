package hearth.benchmarks.serve;

import hearth.json.Json;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** Clients that leave while their answer is being made: how long their slot stays taken. */
final class Cancels {
    private static final double AIM_MILLIS = 250;
    private static final long PATIENCE_NANOS = 30_000_000_000L;

    private final Arguments given;
    private final PrintStream out;

    Cancels(Arguments given, PrintStream out) {
        this.given = given;
        this.out = out;
    }

    boolean run() throws Exception {
        int rounds = given.number("rounds", 1_000);
        int slots = given.number("parallel", 4);
        try (LocalServer server = new LocalServer(given.path("model"), given.number("threads", 2), slots, 16);
                Calls calls = new Calls(server.port())) {
            calls.post("/v1/chat/completions", Calls.chat(LocalServer.MODEL, "Hello", 4));
            double[] millis = new double[rounds];
            int lost = 0;
            for (int i = 0; i < rounds; i++) {
                Map<String, Object> call = new LinkedHashMap<>(
                        Calls.chat(LocalServer.MODEL, "Count from " + i + " to a million, in words, without any pause.", 400));
                call.put("stream", true);
                call.put("logit_bias", endsNever(server));
                long gone = Departing.ask(server.port(), Json.write(call), 2 + i % 6);
                long deadline = gone + PATIENCE_NANOS;
                while (server.runner().load().running() > 0 && System.nanoTime() < deadline) {
                    LockSupport.parkNanos(200_000);
                }
                lost += server.runner().load().running() > 0 ? 1 : 0;
                millis[i] = (System.nanoTime() - gone) / 1e6;
            }
            Arrays.sort(millis);
            out.printf(Locale.ROOT, "%d rounds: p50 %.1f ms, p90 %.1f ms, p99 %.1f ms, most %.1f ms; slots lost %d%n", rounds,
                    millis[rounds / 2], millis[rounds * 9 / 10], millis[Math.min(rounds - 1, rounds * 99 / 100)], millis[rounds - 1], lost);
            for (int i = 0; i < slots; i++) {
                calls.post("/v1/chat/completions", Calls.chat(LocalServer.MODEL, "Still there, " + i + "?", 4));
            }
            return lost == 0 && millis[Math.min(rounds - 1, rounds * 99 / 100)] <= AIM_MILLIS;
        }
    }

    /** Without this the answer might be over before the client leaves. */
    private static Map<String, Object> endsNever(LocalServer server) {
        Map<String, Object> never = new LinkedHashMap<>();
        for (String end : new String[] {"<|im_end|>", "<|endoftext|>", "</s>", "<|eot_id|>"}) {
            int[] ids = server.runner().tokenize(end, true);
            if (ids.length == 1) {
                never.put(String.valueOf(ids[0]), -100);
            }
        }
        return never;
    }
}
