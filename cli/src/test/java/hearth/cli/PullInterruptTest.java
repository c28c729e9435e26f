package hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import hearth.format.TensorType;
import hearth.format.gguf.GgufWriter;
import hearth.format.gguf.MetadataKeys.General;
import hearth.format.gguf.TensorNames;
import hearth.store.Digest;
import hearth.store.Layer;
import hearth.store.LayerKind;
import hearth.store.Manifest;
import hearth.store.ModelName;
import hearth.store.ModelStore;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A pull on a real terminal, stopped with Ctrl-C and started again; the terminal is made by the system's {@code script}. */
@Timeout(180)
class PullInterruptTest {
    private static final Path SCRIPT = Path.of("/usr/bin/script");
    private static final String CONTROL_C = "\003";
    private static final int COLUMNS = 80;
    private static final int PART = 16 << 20;
    private static final byte[] CONFIG = "{\"model_format\":\"gguf\"}".getBytes(StandardCharsets.UTF_8);
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d+)");

    @TempDir
    private Path folder;

    private final AtomicLong sent = new AtomicLong();
    private final Map<Process, Path> screens = new HashMap<>();
    private byte[] weights;
    private HttpServer server;
    private ExecutorService workers;
    private volatile boolean slow = true;
    private String name;

    private record Outcome(int code, String screen) {}

    @BeforeEach
    void prepare() throws IOException {
        assumeTrue(Files.isExecutable(SCRIPT) && System.getProperty("os.name").equals("Linux"), "needs Linux and its command script");
        byte[] values = new byte[2 * PART + (1 << 20)];
        new SplittableRandom(5).nextBytes(values);
        Path file = folder.resolve("made.gguf");
        new GgufWriter().put(General.ARCHITECTURE, "llama")
                .tensor(TensorNames.TOKEN_EMBEDDING, TensorType.F32, List.of(values.length / 4L), MemorySegment.ofArray(values)).write(file);
        weights = Files.readAllBytes(file);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        workers = Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("registry-", 0).factory());
        server.setExecutor(workers);
        name = "127.0.0.1:" + server.getAddress().getPort() + "/library/tiny:1";
        Manifest manifest = new Manifest(
                new Layer(Manifest.CONFIG_MEDIA_TYPE, Digest.of(CONFIG), CONFIG.length),
                List.of(Layer.of(LayerKind.MODEL, Digest.of(weights), weights.length)));
        server.createContext("/v2/library/tiny/manifests/1", exchange -> answer(exchange, manifest.toBytes()));
        server.createContext("/v2/library/tiny/blobs/" + Digest.of(CONFIG), exchange -> answer(exchange, CONFIG));
        server.createContext("/v2/library/tiny/blobs/" + Digest.of(weights), exchange -> answer(exchange, weights));
        server.start();
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop(0);
            workers.shutdownNow();
        }
    }

    private void answer(HttpExchange exchange, byte[] content) throws IOException {
        try (exchange) {
            Matcher range = RANGE.matcher(String.valueOf(exchange.getRequestHeaders().getFirst("Range")));
            int from = 0;
            int to = content.length;
            exchange.getResponseHeaders().set("ETag", "\"fixed\"");
            if (range.matches()) {
                from = Integer.parseInt(range.group(1));
                to = Math.min(to, Integer.parseInt(range.group(2)) + 1);
                exchange.getResponseHeaders().set("Content-Range", "bytes " + from + "-" + (to - 1) + "/" + content.length);
            }
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(range.matches() ? 206 : 200, head ? -1 : to - from);
            if (!head) {
                write(exchange.getResponseBody(), content, from, to);
            }
        }
    }

    /** All but the first part arrive slowly, so that there is time to press a key. */
    private void write(OutputStream out, byte[] content, int from, int to) throws IOException {
        for (int at = from; at < to; at += 64 << 10) {
            int count = Math.min(64 << 10, to - at);
            out.write(content, at, count);
            out.flush();
            sent.addAndGet(count);
            if (slow && from >= PART) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
            }
        }
    }

    @Test
    void controlCKeepsWhatArrivedAndTheNextPullGoesOn() throws Exception {
        Process first = pull();
        awaitFirstPart(first);
        first.getOutputStream().write(CONTROL_C.getBytes(StandardCharsets.UTF_8));
        first.getOutputStream().flush();
        Outcome stopped = outcome(first);
        assertThat(stopped.code()).as(stopped.screen()).isEqualTo(ExitCode.INTERRUPTED);
        assertThat(stopped.screen()).contains("pulling manifest", "▕█").doesNotContain("Exception", "Error");
        assertLinesFit(stopped.screen());
        assertThat(store().list().models()).isEmpty();

        slow = false;
        sent.set(0);
        Outcome done = outcome(pull());
        assertThat(done.code()).as(done.screen()).isZero();
        assertThat(done.screen()).contains("100%", "success", "pulled " + name);
        assertLinesFit(done.screen());
        assertThat(sent.get()).as("the part that had arrived is not fetched again").isLessThanOrEqualTo(weights.length - PART + 100_000L);
        assertThat(store().weights(store().require(ModelName.parse(name)))).hasBinaryContent(weights);
    }

    private ModelStore store() {
        return ModelStore.open(folder.resolve("models"));
    }

    /** Starts a pull with a terminal as its three streams, as the launcher would; a build in the background may ignore interrupts. */
    private Process pull() throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String command = Stream.of(java, "-XX:TieredStopAtLevel=1", "-Dhearth.terminals=in,out,err", "-Dhearth.columns=" + COLUMNS, "-cp",
                        System.getProperty("java.class.path"), Main.class.getName(), "pull", "--insecure", name)
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .reduce((a, b) -> a + " " + b).orElseThrow();
        Path screen = Files.createTempFile(folder, "screen", "");
        ProcessBuilder builder = new ProcessBuilder(SCRIPT.toString(), "-qefc", "exec env --default-signal=INT " + command, "/dev/null")
                .redirectErrorStream(true).redirectOutput(screen.toFile());
        builder.environment().keySet().removeIf(variable -> variable.toLowerCase(Locale.ROOT).endsWith("proxy"));
        builder.environment().put("HEARTH_MODELS", folder.resolve("models").toString());
        builder.environment().put("HOME", folder.toString());
        Process process = builder.start();
        screens.put(process, screen);
        return process;
    }

    private Outcome outcome(Process process) throws IOException, InterruptedException {
        assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
        return new Outcome(process.exitValue(), Files.readString(screens.get(process)));
    }

    /** The first part is on the disk, and the screen tells so. */
    private void awaitFirstPart(Process process) throws IOException {
        while (process.isAlive() && !(firstPartIsNoted()
                && new String(Files.readAllBytes(screens.get(process)), StandardCharsets.UTF_8).contains("▕█"))) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private boolean firstPartIsNoted() throws IOException {
        Path blobs = folder.resolve("models/blobs");
        if (!Files.isDirectory(blobs)) {
            return false;
        }
        try (Stream<Path> files = Files.list(blobs)) {
            for (Path journal : files.filter(file -> file.getFileName().toString().matches(".*-partial-[0-9a-f]+\\..*")).toList()) {
                if (Files.readString(journal).contains("[[0,")) {
                    return true;
                }
            }
            return false;
        } catch (NoSuchFileException e) {
            return false; // replaced at this moment
        }
    }

    private static void assertLinesFit(String screen) {
        for (String line : screen.split("[\r\n]+")) {
            String visible = line.replaceAll("\033\\[[?0-9;]*[A-Za-z]", "");
            assertThat(visible.length()).as(visible).isLessThan(COLUMNS);
        }
    }
}
