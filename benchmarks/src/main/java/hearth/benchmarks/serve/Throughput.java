package hearth.benchmarks.serve;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Generated tokens a second over parallel chats: Hearth's server and llama.cpp's, the one that begins changing from round to round. */
final class Throughput {
    private static final double AIM = 1.2;
    private static final String MODEL = "benchmark";
    private static final int CONTEXT = 1024;

    private final Arguments given;
    private final PrintStream out;
    private final int parallel;
    private final int requests;
    private final int tokens;
    private int asked;

    Throughput(Arguments given, PrintStream out) {
        this.given = given;
        this.out = out;
        parallel = given.number("parallel", 8);
        requests = given.number("requests", 32);
        tokens = given.number("tokens", 64);
    }

    /** What one server did in one round. */
    private record Round(long tokens, double seconds) {
        double rate() {
            return tokens / seconds;
        }
    }

    boolean run() throws Exception {
        Path folder = Files.createTempDirectory("hearth-serve");
        int threads = given.number("threads", Runtime.getRuntime().availableProcessors());
        try (ServerProcess hearth = startHearth(folder, threads);
                ServerProcess llama = startLlama(folder, threads);
                Calls ours = new Calls(hearth.port());
                Calls theirs = new Calls(llama.port())) {
            upload(hearth.port());
            round(ours, parallel);
            round(theirs, parallel);
            List<Double> ourRates = new ArrayList<>();
            List<Double> theirRates = new ArrayList<>();
            int rounds = given.number("rounds", 5);
            out.printf(Locale.ROOT, "%-8s %14s %14s %8s%n", "round", "hearth t/s", "llama.cpp t/s", "ratio");
            for (int i = 0; i < rounds; i++) {
                Round one = round(i % 2 == 0 ? ours : theirs, requests);
                Round other = round(i % 2 == 0 ? theirs : ours, requests);
                ourRates.add(i % 2 == 0 ? one.rate() : other.rate());
                theirRates.add(i % 2 == 0 ? other.rate() : one.rate());
                line(String.valueOf(i + 1), ourRates.getLast(), theirRates.getLast());
            }
            double mine = median(ourRates);
            double peer = median(theirRates);
            line("median", mine, peer);
            return mine >= AIM * peer;
        }
    }

    private void line(String name, double ours, double theirs) {
        out.printf(Locale.ROOT, "%-8s %14.1f %14.1f %8.2f%n", name, ours, theirs, ours / theirs);
    }

    private ServerProcess startHearth(Path folder, int threads) throws IOException, InterruptedException {
        int port = ServerProcess.freePort();
        List<String> command = List.of(Path.of("hearth").toAbsolutePath().toString(), "serve", "--port", String.valueOf(port), "--parallel",
                String.valueOf(parallel), "--threads", String.valueOf(threads), "--ctx", String.valueOf(CONTEXT));
        return ServerProcess.start(command, Map.of("HEARTH_MODELS", folder.resolve("store").toString()), folder.resolve("hearth.log"), port);
    }

    private ServerProcess startLlama(Path folder, int threads) throws IOException, InterruptedException {
        int port = ServerProcess.freePort();
        String count = String.valueOf(threads);
        List<String> command = List.of(given.path("llama-server").toString(), "-m", given.path("model").toString(), "--port", String.valueOf(port),
                "-np", String.valueOf(parallel), "-c", String.valueOf(CONTEXT * parallel), "-t", count, "-tb", count);
        return ServerProcess.start(command, Map.of(), folder.resolve("llama.log"), port);
    }

    /** Gives Hearth the model as any client would. */
    private void upload(int port) throws IOException, InterruptedException {
        Path model = given.path("model");
        String digest = "sha256:" + sha256(model);
        try (HttpClient client = HttpClient.newHttpClient(); Calls calls = new Calls(port)) {
            HttpRequest blob = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/blobs/" + digest))
                    .POST(HttpRequest.BodyPublishers.ofFile(model))
                    .build();
            client.send(blob, HttpResponse.BodyHandlers.discarding());
            calls.post("/api/create", Map.of("model", MODEL, "files", Map.of("model.gguf", digest), "stream", false));
        }
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(((DigestInputStream) in).getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private Round round(Calls calls, int count) throws InterruptedException, ExecutionException {
        try (ExecutorService clients = Executors.newFixedThreadPool(parallel, Thread.ofPlatform().name("client-", 0).factory())) {
            List<Future<Long>> answers = new ArrayList<>();
            long start = System.nanoTime();
            for (int i = 0; i < count; i++) {
                // Both get texts that they have not seen, so that nothing is reused.
                String text = "Story " + asked++ + ". Tell me about a day in the life of number " + asked * 7919 % 10_007
                        + ", who lives by the sea, keeps bees, and writes letters to friends far away about the weather.";
                answers.add(clients.submit(() -> {
                    Map<String, Object> body = calls.post("/v1/chat/completions", Calls.chat(MODEL, text, tokens));
                    return (Long) ((Map<?, ?>) body.get("usage")).get("completion_tokens");
                }));
            }
            long sum = 0;
            for (Future<Long> answer : answers) {
                sum += answer.get();
            }
            return new Round(sum, (System.nanoTime() - start) / 1e9);
        }
    }

    private static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(value -> value).toArray();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
