package hearth.studio;

import hearth.engine.Engine;
import hearth.engine.EngineOptions;
import hearth.json.Json;
import hearth.server.HearthServer;
import hearth.server.ServerOptions;
import hearth.server.ServerParts;
import hearth.server.access.TokenRegister;
import hearth.server.call.KeepAlive;
import hearth.server.http.Binding;
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
import hearth.studio.mcp.McpOptions;
import hearth.studio.watch.ClientBook;
import hearth.studio.watch.LogLines;
import hearth.studio.watch.WatchParts;
import hearth.testkit.TinyLlama;
import hearth.testkit.TinyVocabulary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A server with the studio, one tiny model in its store, and a client. Its models are never loaded, only asked what they would need. */
final class StudioServer implements AutoCloseable {
    static final long LIMIT = 1_000_000;
    private static final String CATALOGUE =
            """
            {"models": [
              {"name": "tiny", "aliases": [], "description": "A tiny one", "bytes": 1000, "sources": [{"from": "tiny"}]},
              {"name": "large:7b", "aliases": ["large"], "description": "A large one", "bytes": 7000000000, "sources": [{"from": "large:7b"}]}]}
            """;

    private final HearthServer server;
    private final TokenRegister issued;
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Path folder;

    StudioServer(Path folder, List<String> tokens) {
        this(folder, tokens, "", false);
    }

    /**
     * @param hub host and port of a hub on this machine; empty for none
     * @param mustAsk whether it listens to other machines, so that it must have a token
     */
    StudioServer(Path folder, List<String> tokens, String hub, boolean mustAsk) {
        this.folder = folder;
        try {
            ModelStore store = ModelStore.open(folder.resolve("store"));
            addTiny(store, folder.resolve("tiny.gguf"));
            Catalogue catalogue = Catalogue.parse(CATALOGUE);
            ModelResolver resolver = new ModelResolver(store, catalogue, folder);
            StoreDirectory directory = new StoreDirectory(store, resolver);
            ModelLoader loader = new AskedLoader();
            DownloadOptions downloads = hub.isEmpty() ? DownloadOptions.of(Map.of())
                    : DownloadOptions.of(Map.of("HF_ENDPOINT", "http://" + hub)).trusting(hub);
            issued = TokenRegister.open(studioFolder().resolve("tokens.json"), Clock.systemUTC());
            LogLines log = new LogLines();
            StudioParts parts = new StudioParts(studioFolder(), store, directory, loader, catalogue, LIMIT, 2, Clock.systemUTC(), downloads,
                    new StudioParts.Workbench(() -> Engine.open(EngineOptions.defaults().withThreads(1)), List.of(place())),
                    new WatchParts(log, new ClientBook(Clock.systemUTC()), issued, !tokens.isEmpty(), mustAsk), McpOptions.of(folder.resolve("home"), "1"));
            ServerOptions options = ServerOptions.local().withTokens(tokens);
            Binding everywhere = new Binding("0.0.0.0", 0, Optional.empty());
            server = HearthServer.open(mustAsk ? options.withBinding(everywhere) : options, new ServerParts(store, resolver, directory, loader,
                    new PoolOptions(LIMIT, new KeepAlive(Duration.ofMinutes(5)), Duration.ofSeconds(20), 100), downloads,
                    "1", Clock.systemUTC(), log, Studio.mount(parts), issued));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** 100 bytes for each position. */
    private static final class AskedLoader implements ModelLoader {
        @Override
        public Need need(ServedModel model, LoadWish wish) {
            int length = wish.contextLength() == 0 ? 256 : Math.min(wish.contextLength(), 32_768);
            return new Need(length * 100L, length, 1);
        }

        @Override
        public ModelRunner load(ServedModel model, LoadWish wish) {
            throw new AssertionError("the studio must not load models");
        }
    }

    private static void addTiny(ModelStore store, Path file) throws IOException {
        TinyLlama.create().contextLength(256).chatTemplate(TinyVocabulary.CHAT_TEMPLATE).write(file);
        Layer weights = store.addBlob(LayerKind.MODEL.mediaType(), Files.readAllBytes(file));
        Layer config = store.addBlob(Manifest.CONFIG_MEDIA_TYPE, Json.write(Map.of()).getBytes(StandardCharsets.UTF_8));
        store.publish(ModelName.parse("tiny"), new Manifest(config, List.of(weights)).toBytes());
    }

    /** The folder the workshop may read. */
    Path place() {
        return folder.resolve("place");
    }

    Path studioFolder() {
        return folder.resolve("home").resolve("studio");
    }

    int port() {
        return server.port();
    }

    HttpResponse<String> get(String path, String... headers) {
        return send("GET", path, "", headers);
    }

    HttpResponse<String> send(String method, String path, Object body, String... headers) {
        String text = body instanceof String given ? given : Json.write(body);
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path)).timeout(Duration.ofMinutes(1));
            request.method(method, text.isEmpty() ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(text));
            if (headers.length > 0) {
                request.headers(headers);
            }
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One field of each object in a list. */
    static List<Object> each(Object list, String field) {
        return ((List<?>) list).stream().map(item -> (Object) ((Map<?, ?>) item).get(field)).toList();
    }

    static Map<String, Object> json(HttpResponse<String> response) {
        return Json.parseObject(response.body());
    }

    @Override
    public void close() {
        server.close();
        client.close();
    }
}
