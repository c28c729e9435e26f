package hearth.cli;

import hearth.engine.Engine;
import hearth.engine.EngineOptions;
import hearth.json.Json;
import hearth.server.HearthServer;
import hearth.server.ServerOptions;
import hearth.server.ServerParts;
import hearth.server.access.TokenRegister;
import hearth.server.call.KeepAlive;
import hearth.server.engine.EngineModelLoader;
import hearth.server.engine.EngineRunnerOptions;
import hearth.server.model.ModelLoader;
import hearth.server.model.ModelRunner;
import hearth.server.model.PoolOptions;
import hearth.server.model.ServedModel;
import hearth.server.model.StoreDirectory;
import hearth.store.DownloadOptions;
import hearth.store.Layer;
import hearth.store.LayerKind;
import hearth.store.Manifest;
import hearth.store.ModelName;
import hearth.store.ModelStore;
import hearth.store.pull.Catalogue;
import hearth.store.pull.ModelResolver;
import hearth.studio.Studio;
import hearth.studio.StudioParts;
import hearth.studio.mcp.McpOptions;
import hearth.studio.watch.ClientBook;
import hearth.studio.watch.LogLines;
import hearth.studio.watch.WatchParts;
import hearth.testkit.TinyEncoder;
import hearth.testkit.TinyLlama;
import hearth.testkit.TinyVocabulary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The server of the stories, put together as {@code serve} does it. Its models: the {@link RealModel}, a tiny one for the workshop, one
 * that makes vectors, and "told", which says what it is told ({@link ToldModel}) and whose file says hostile things of itself.
 */
final class StoryServer implements AutoCloseable {
    private static final long MEMORY = 4L << 30;
    private static final String TOLD = "told:latest";
    private static final String HOSTILE = "<img src=x onerror=\"window.hacked=1\"><script>window.hacked=1</script>";
    private static final int PART_BYTES = 256 << 10;

    private final StoryHub hub;
    private final EngineModelLoader engines;
    private final HearthServer server;
    private final ModelStore store;

    StoryServer(Path folder, Path realWeights) throws IOException {
        Path files = Files.createDirectories(folder.resolve("workshop"));
        store = ModelStore.open(folder.resolve("models"));
        Path tiny = TinyLlama.create().contextLength(4096).chatTemplate(TinyVocabulary.CHAT_TEMPLATE).write(files.resolve("tiny.gguf"));
        hub = new StoryHub(Files.readAllBytes(tiny));
        publish("told", TinyLlama.create().contextLength(4096).theta(9999).chatTemplate("{# " + HOSTILE + " #}" + ToldModel.TEMPLATE)
                .metadata(writer -> writer.put("general.name", HOSTILE).put("general.description", HOSTILE)).write(folder.resolve("told.gguf")));
        publish("embed", TinyEncoder.bert().key("pooling_type", 1).write(folder.resolve("embed.gguf")));
        publish("tiny", tiny);
        publish("smollm2:135m", realWeights);
        engines = new EngineModelLoader(StoryServer::engine, new EngineRunnerOptions(0, 1, 20, MEMORY));
        nameServers(folder.resolve("home").resolve(".hearth").resolve("mcp.json"));
        server = open(folder, files);
    }

    /** One that Node.js plays, and one that is not there. */
    private static void nameServers(Path file) throws IOException {
        Path script = Path.of("..", "studio", "browser-test", "mcp-server.mjs").toAbsolutePath().normalize();
        Map<String, Object> played = Map.of("command", "node", "args", List.of(script.toString()), "env", Map.of("STORY_SECRET", "story-secret-4711"));
        Files.createDirectories(file.getParent());
        Files.writeString(file, Json.write(Map.of("mcpServers", Map.of("story", played, "missing", Map.of("command", "no-such-program-4711")))));
    }

    private static Engine engine() {
        return Engine.open(EngineOptions.defaults().withThreads(Math.min(2, Runtime.getRuntime().availableProcessors())));
    }

    private void publish(String name, Path file) throws IOException {
        Layer weights = store.addBlob(LayerKind.MODEL.mediaType(), Files.readAllBytes(file));
        Layer config = store.addBlob(Manifest.CONFIG_MEDIA_TYPE, Json.write(Map.of()).getBytes(StandardCharsets.UTF_8));
        store.publish(ModelName.parse(name), new Manifest(config, List.of(weights)).toBytes());
    }

    private HearthServer open(Path folder, Path files) throws IOException {
        Clock clock = Clock.systemUTC();
        Catalogue catalogue = Catalogue.builtIn();
        ModelResolver resolver = new ModelResolver(store, catalogue, folder);
        StoreDirectory directory = new StoreDirectory(store, resolver);
        ModelLoader loader = new Loader();
        DownloadOptions usual = DownloadOptions.of(Map.of("HF_ENDPOINT", "http://" + hub.address())).trusting(hub.address());
        DownloadOptions downloads = new DownloadOptions(usual.connectTimeout(), usual.answerTimeout(), usual.stallTimeout(), 2, usual.backoff(), 2,
                PART_BYTES, usual.spareBytes(), usual.trustedHosts(), usual.environment());
        LogLines log = new LogLines();
        Path studio = folder.resolve("studio");
        TokenRegister issued = TokenRegister.open(studio.resolve("tokens.json"), clock);
        StudioParts parts = new StudioParts(studio, store, directory, loader, catalogue, MEMORY, 2, clock, downloads,
                new StudioParts.Workbench(StoryServer::engine, List.of(files)), new WatchParts(log, new ClientBook(clock), issued, false, false),
                McpOptions.of(folder.resolve("home"), BuildInfo.load().version()));
        return HearthServer.open(ServerOptions.local(), new ServerParts(store, resolver, directory, loader,
                new PoolOptions(MEMORY, new KeepAlive(Duration.ofMinutes(30)), Duration.ofMinutes(2), 100), downloads,
                BuildInfo.load().version(), clock, log, Studio.mount(parts), issued));
    }

    /** One model is played, the others are run. */
    private final class Loader implements ModelLoader {
        private static final long TOLD_BYTES = 1 << 20;

        @Override
        public Need need(ServedModel model, LoadWish wish) {
            return model.name().equals(TOLD) ? new Need(TOLD_BYTES, 1 << 20, 4) : engines.need(model, wish);
        }

        @Override
        public ModelRunner load(ServedModel model, LoadWish wish) {
            return model.name().equals(TOLD) ? new ToldModel(TOLD_BYTES) : engines.load(model, wish);
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.port();
    }

    String hubUrl() {
        return "http://" + hub.address();
    }

    @Override
    public void close() {
        hub.close();
        server.close();
        engines.close();
    }
}
