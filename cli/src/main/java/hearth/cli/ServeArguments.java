package hearth.cli;

import com.sun.management.OperatingSystemMXBean;
import hearth.server.ServerOptions;
import hearth.server.call.KeepAlive;
import hearth.server.engine.EngineRunnerOptions;
import hearth.server.http.Binding;
import hearth.server.http.HttpLimits;
import hearth.server.http.PemFiles;
import hearth.server.model.PoolOptions;
import hearth.store.ModelStore;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options of {@code serve}; what is not given comes from the environment. */
final class ServeArguments {
    private static final double MEMORY_SHARE = 0.8;
    private static final Duration LOAD_LIMIT = Duration.ofMinutes(5);
    private static final int MAX_COUNT = 1 << 20;

    @Option(names = "--host", paramLabel = "HOST", description = "Address to listen on; 0.0.0.0 is all (default 127.0.0.1).")
    private String host;

    @Option(names = "--port", paramLabel = "N", description = "Port to listen on (default 11434).")
    private Integer port;

    @Option(names = "--parallel", paramLabel = "N", description = "Answers of one model made at once (default: up to 4, as memory allows).")
    private Integer parallel;

    @Option(names = "--queue", paramLabel = "N", description = "Answers that may wait for one model (default 512).")
    private Integer queue;

    @Option(names = "--ctx", paramLabel = "N", description = "Tokens a model can look at (default 4096, or what it was trained for if less).")
    private Integer contextLength;

    @Option(names = "--keep-alive", paramLabel = "DURATION", description = "How long models stay loaded after use; -1 is for ever (default 5m).")
    private String keepAlive;

    @Option(names = "--threads", paramLabel = "N", description = "Threads that compute (default: as many as the machine has cores).")
    private int threads;

    @Option(names = "--memory", paramLabel = "MIB", description = "Memory all models together may need (default: four fifths of the machine's).")
    private Integer memory;

    @Option(names = "--models", paramLabel = "FOLDER", description = "Folder of the models.")
    private Path models;

    @Option(names = "--no-prune", description = "Keep the blobs that no model uses any more; else old ones are removed at the start.")
    private boolean noPrune;

    @Option(
            names = "--workshop",
            paramLabel = "FOLDER",
            description = "A folder whose models the studio's workshop may read; may be given several times (default ~/.hearth/workshop).")
    private List<Path> places = List.of();

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description = "A token that clients must send; may be given several times. Others can see it: prefer --token-file.")
    private List<String> tokens = List.of();

    @Option(names = "--token-file", paramLabel = "FILE", description = "File with a token on each line.")
    private Path tokenFile;

    @Option(names = "--no-token", description = "Answer other machines without any token. Whoever reaches the port can use and delete models.")
    private boolean noToken;

    @Option(
            names = "--origin",
            paramLabel = "ORIGIN",
            description = "A web page's origin that may call, as https://chat.example.org; may be given several times.")
    private List<String> origins = List.of();

    @Option(names = "--host-name", paramLabel = "NAME", description = "A name the server answers to besides this machine's; may be given several times.")
    private List<String> hostNames = List.of();

    @Option(names = "--tls-cert", paramLabel = "FILE", description = "Certificate in PEM form: serve https.")
    private Path tlsCertificate;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "Its private key in PEM form (PKCS #8).")
    private Path tlsKey;

    /** @throws CommandException if a value is wrong, or two don't go together */
    ServeSettings settings(Map<String, String> environment, ModelStore usual) throws IOException {
        ServeVariables variables = new ServeVariables(environment);
        int slots = parallel != null ? parallel : variables.whole("NUM_PARALLEL", 0, 0, 1024);
        int waiting = queue != null ? queue : variables.whole("MAX_QUEUE", 512, 0, MAX_COUNT);
        int context = contextLength != null ? contextLength : variables.whole("CONTEXT_LENGTH", 0, 0, Integer.MAX_VALUE);
        if (slots < 0 || waiting < 0 || context < 0 || threads < 0) {
            throw new CommandException("--parallel, --queue, --ctx and --threads must be 0 (automatic) or more");
        }
        long bytes = memory != null ? (long) memory << 20 : (long) (MEMORY_SHARE * machineBytes());
        return new ServeSettings(
                server(environment, variables),
                new EngineRunnerOptions(context, slots, waiting, bytes),
                new PoolOptions(bytes, keepAlive(variables), LOAD_LIMIT, Math.max(1, waiting)),
                models == null ? usual : ModelStore.open(models),
                threads,
                places);
    }

    private ServerOptions server(Map<String, String> environment, ServeVariables variables) throws IOException {
        ServerAddress told = ServerAddress.of(environment);
        ServerAddress address = host == null ? told : ServerAddress.parse(host);
        int chosenPort = port != null ? port : host != null && address.port() == ServerAddress.DEFAULT_PORT ? told.port() : address.port();
        Set<String> names = new HashSet<>(hostNames);
        if (!address.host().isEmpty()) {
            names.add(address.host());
        }
        Set<String> pages = new HashSet<>(origins);
        pages.addAll(variables.list("ORIGINS"));
        return new ServerOptions(
                new Binding(address.bindHost(), chosenPort, tls()), HttpLimits.defaults(), names, pages, tokens(environment), noToken,
                !noPrune && !variables.flag("NOPRUNE"));
    }

    private Optional<SSLContext> tls() throws IOException {
        if (tlsCertificate == null && tlsKey == null) {
            return Optional.empty();
        }
        if (tlsCertificate == null || tlsKey == null) {
            throw new CommandException("--tls-cert and --tls-key go together");
        }
        return Optional.of(PemFiles.context(tlsCertificate, tlsKey));
    }

    private List<String> tokens(Map<String, String> environment) throws IOException {
        List<String> all = new ArrayList<>(tokens);
        if (tokenFile != null) {
            Files.readAllLines(tokenFile).stream().map(String::strip).filter(line -> !line.isEmpty()).forEach(all::add);
            if (all.size() == tokens.size()) {
                throw new CommandException(tokenFile + " holds no token");
            }
        }
        String fromEnvironment = environment.getOrDefault("HEARTH_TOKEN", "").strip();
        if (!fromEnvironment.isEmpty()) {
            all.add(fromEnvironment);
        }
        return all;
    }

    private KeepAlive keepAlive(ServeVariables variables) {
        String text = keepAlive != null ? keepAlive : variables.text("KEEP_ALIVE").orElse("5m");
        try {
            if (text.matches("-?\\d{1,9}")) {
                long seconds = Long.parseLong(text);
                return seconds < 0 ? KeepAlive.FOREVER : new KeepAlive(Duration.ofSeconds(seconds));
            }
            return new KeepAlive(new GoDuration().convert(text));
        } catch (TypeConversionException e) {
            throw new CommandException("keep-alive: " + e.getMessage());
        }
    }

    private static long machineBytes() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize();
    }
}
