package hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.chat.Message;
import hearth.cli.CommandRunner.Outcome;
import hearth.engine.Engine;
import hearth.engine.EngineOptions;
import hearth.engine.generate.Cancellation;
import hearth.engine.generate.FinishReason;
import hearth.engine.generate.GenerationResult;
import hearth.json.Json;
import hearth.server.HearthServer;
import hearth.server.ServerOptions;
import hearth.server.ServerParts;
import hearth.server.call.KeepAlive;
import hearth.server.engine.EngineModelLoader;
import hearth.server.engine.EngineRunnerOptions;
import hearth.server.model.PoolOptions;
import hearth.server.model.StoreDirectory;
import hearth.store.DownloadOptions;
import hearth.store.Layer;
import hearth.store.LayerKind;
import hearth.store.Manifest;
import hearth.store.ModelName;
import hearth.store.ModelStore;
import hearth.store.pull.Catalogue;
import hearth.store.pull.ModelResolver;
import hearth.testkit.TinyLlama;
import hearth.testkit.TinyVocabulary;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands that ask a running server, and the start rules of {@code serve}. */
class ServerCommandsTest {
    private static final long BYTES = 1L << 30;

    @TempDir
    private Path folder;

    @Test
    void psAndStopAskTheServer() throws Exception {
        ModelStore store = store();
        ModelResolver resolver = new ModelResolver(store, Catalogue.builtIn(), folder);
        try (EngineModelLoader loader = new EngineModelLoader(
                        () -> Engine.open(EngineOptions.defaults().withThreads(1)), new EngineRunnerOptions(0, 1, 4, BYTES));
                HearthServer server = HearthServer.open(
                        ServerOptions.local().withTokens(List.of("t")),
                        new ServerParts(store, resolver, new StoreDirectory(store, resolver), loader,
                                new PoolOptions(BYTES, new KeepAlive(Duration.ofMinutes(5)), Duration.ofMinutes(1), 9),
                                DownloadOptions.of(Map.of()), "1", Clock.systemUTC(), line -> {}))) {
            CommandRunner hearth = new CommandRunner(folder).variable("HEARTH_HOST", "127.0.0.1:" + server.port());
            assertThat(hearth.run("ps").err()).isEqualTo("Error: a valid API token is required\n");
            hearth.variable("HEARTH_TOKEN", "t");
            assertThat(hearth.run("ps").out()).isEqualTo("NAME    ID    SIZE    PROCESSOR    CONTEXT    UNTIL    \n");
            assertThat(hearth.run("stop", "nothing")).isEqualTo(new Outcome(1, "", "Error: couldn't find model \"nothing\" to stop\n"));
            try (ServerClient client = new ServerClient(Map.of("HEARTH_HOST", "127.0.0.1:" + server.port(), "HEARTH_TOKEN", "t"))) {
                assertThat(client.post("/api/generate", Map.of("model", "tiny")).body()).containsEntry("done_reason", "load");
            }
            Outcome running = hearth.run("ps");
            assertThat(running.out().lines().toList().get(1)).startsWith("tiny:latest    ").contains("100% CPU", " minutes from now");
            assertThat(hearth.run("ps", "other").out().lines()).hasSize(1);
            assertThat(hearth.run("stop", "tiny")).isEqualTo(new Outcome(0, "", ""));
        }
    }

    @Test
    void runAsksTheServerWhereItCan() throws Exception {
        ModelStore store = store();
        ModelResolver resolver = new ModelResolver(store, Catalogue.builtIn(), folder);
        try (EngineModelLoader loader = new EngineModelLoader(
                        () -> Engine.open(EngineOptions.defaults().withThreads(1)), new EngineRunnerOptions(0, 1, 4, BYTES));
                HearthServer server = HearthServer.open(
                        ServerOptions.local(),
                        new ServerParts(store, resolver, new StoreDirectory(store, resolver), loader,
                                new PoolOptions(BYTES, new KeepAlive(Duration.ofMinutes(5)), Duration.ofMinutes(1), 9),
                                DownloadOptions.of(Map.of()), "1", Clock.systemUTC(), line -> {}))) {
            String url = "http://127.0.0.1:" + server.port();
            CommandRunner hearth = new CommandRunner(folder)
                    .variable("HEARTH_HOST", url)
                    .variable("HEARTH_MODELS", folder.resolve("store").toString());
            String[] ask = {"run", "tiny", "hi", "--max-tokens", "5", "--seed", "7", "--verbose"};
            Outcome served = hearth.run(ask);
            assertThat(served.code()).as(served.err()).isZero();
            assertThat(served.err()).startsWith("The model runs in the server at " + url + ".\n").contains("eval count:           5 token(s)");
            assertThat(hearth.run("ps").out()).contains("tiny:latest");
            Outcome here = hearth.run(concat(ask, "--no-server"));
            assertThat(here.err()).startsWith("The model runs in this process: --no-server says so.\n");
            assertThat(served.out()).isEqualTo(here.out());
            assertThat(hearth.run(concat(ask, "--threads", "1")).err()).startsWith("The model runs in this process: --threads is for");
            assertThat(hearth.run("run", folder.resolve("tiny.gguf").toString(), "hi", "--max-tokens", "1", "--verbose").err())
                    .startsWith("The model runs in this process: a file is not of the server's store.\n");
            Outcome json = hearth.run("run", "tiny", "hi", "--max-tokens", "40", "--format", "{\"enum\": [\"a\"]}", "--verbose");
            assertThat(json.err()).startsWith("The model runs in the server");
            assertThat(json.out()).isEqualTo("\"a\"\n");
            assertThat(hearth.run("run", "tiny", "", "--keepalive", "0")).isEqualTo(new Outcome(0, "", ""));
            // The answer may come before the model is gone.
            for (long end = System.nanoTime() + 10_000_000_000L; hearth.run("ps").out().contains("tiny") && System.nanoTime() < end; ) {
                Thread.onSpinWait();
            }
            assertThat(hearth.run("ps").out().lines()).hasSize(1);
            assertThat(hearth.run("run", "tiny", "hi", "--think").err()).contains("does not support thinking");
            chatByTheServer(hearth);
        }
        Outcome alone = new CommandRunner(folder)
                .variable("HEARTH_HOST", "127.0.0.1:1")
                .variable("HEARTH_MODELS", folder.resolve("store").toString())
                .run("run", "tiny", "hi", "--max-tokens", "1", "--verbose");
        assertThat(alone.err()).startsWith("The model runs in this process: no server answers at http://127.0.0.1:1.\n");
    }

    private static void chatByTheServer(CommandRunner hearth) {
        Services services = new Services(hearth.io("", new ByteArrayOutputStream(), new ByteArrayOutputStream()), BuildInfo.load());
        assertThat(ServedConversation.open(services, "none")).isEmpty();
        try (ServedConversation talk = ServedConversation.open(services, "tiny").orElseThrow()) {
            talk.set("num_predict", "4");
            talk.set("seed", "3");
            StringBuilder told = new StringBuilder();
            GenerationResult first = talk.answer("hi", new Cancellation(), told::append);
            assertThat(first.usage().generatedTokens()).isEqualTo(4);
            assertThat(told.toString()).contains("Text");
            assertThat(talk.answer("again", new Cancellation(), event -> {}).usage().promptTokens())
                    .isGreaterThan(first.usage().promptTokens());
            assertThat(talk.messages()).extracting(Message::role).containsExactly("user", "assistant", "user", "assistant");
            Cancellation cancelled = new Cancellation();
            cancelled.cancel();
            assertThat(talk.answer("more", cancelled, event -> {}).reason()).isEqualTo(FinishReason.CANCELLED);
            talk.clear();
            talk.system("short");
            talk.format("{\"enum\": [\"a\"]}");
            assertThat(talk.answer("hi", new Cancellation(), event -> {}).text()).isIn("\"a\"", "\"a");
            assertThat(talk.system()).contains("short");
            assertThatThrownBy(() -> talk.set("num_thread", "2")).hasMessageContaining("server's own");
            assertThatThrownBy(() -> talk.set("warmth", "2")).hasMessageContaining("unknown parameter");
            assertThatThrownBy(() -> talk.format("x.gbnf")).hasMessageContaining("--no-server");
        }
    }

    private static String[] concat(String[] words, String... more) {
        return java.util.stream.Stream.concat(java.util.Arrays.stream(words), java.util.Arrays.stream(more)).toArray(String[]::new);
    }

    private ModelStore store() throws Exception {
        Path file = folder.resolve("tiny.gguf");
        TinyLlama.create().contextLength(256).chatTemplate(TinyVocabulary.CHAT_TEMPLATE).write(file);
        ModelStore store = ModelStore.open(folder.resolve("store"));
        Layer weights = store.addBlob(LayerKind.MODEL.mediaType(), Files.readAllBytes(file));
        Layer config = store.addBlob(Manifest.CONFIG_MEDIA_TYPE, Json.write(Map.of()).getBytes(StandardCharsets.UTF_8));
        store.publish(ModelName.parse("tiny"), new Manifest(config, List.of(weights)).toBytes());
        return store;
    }

    @Test
    void withoutAServerTheWayOutIsNamed() {
        CommandRunner hearth = new CommandRunner(folder).variable("HEARTH_HOST", "127.0.0.1:1");
        assertThat(hearth.run("ps").err()).isEqualTo("Error: no server answers at http://127.0.0.1:1; start one with 'hearth serve'\n");
        assertThat(hearth.run("stop", "x").code()).isEqualTo(1);
    }

    @Test
    void pruningCanBeTurnedOff() throws Exception {
        assertThat(prunes(Map.of())).isTrue();
        assertThat(prunes(Map.of("OLLAMA_NOPRUNE", "1"))).isFalse();
        assertThat(prunes(Map.of("HEARTH_NOPRUNE", "0", "OLLAMA_NOPRUNE", "1"))).isTrue();
        assertThat(prunes(Map.of("HEARTH_NOPRUNE", "true"))).isFalse();
        assertThat(prunes(Map.of(), "--no-prune")).isFalse();
    }

    private boolean prunes(Map<String, String> environment, String... options) throws Exception {
        ServeArguments arguments = new ServeArguments();
        new CommandLine(arguments).parseArgs(options);
        return arguments.settings(environment, ModelStore.open(folder)).server().prunes();
    }

    @Test
    void serveRefusesWhatWouldBeUnsafeOrWrong() {
        CommandRunner hearth = new CommandRunner(folder);
        assertThat(hearth.run("serve", "--host", "0.0.0.0", "--port", "0").err()).contains("without a token");
        assertThat(hearth.run("serve", "--tls-cert", "x").err()).contains("--tls-cert and --tls-key go together");
        assertThat(hearth.run("serve", "--keep-alive", "soon").err()).contains("'soon' is not a duration");
        assertThat(hearth.run("serve", "--token-file", folder.resolve("none").toString()).err()).contains("no such file");
        hearth.variable("OLLAMA_NUM_PARALLEL", "many");
        assertThat(hearth.run("serve").err()).contains("NUM_PARALLEL is 'many' but must be a whole number");
    }
}
