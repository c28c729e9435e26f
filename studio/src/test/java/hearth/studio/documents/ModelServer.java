package hearth.studio.documents;

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

/** A server with the studio and two tiny models that really run: "chat", and "embed", which makes vectors. */
public final class ModelServer implements AutoCloseable {
    private static final long MEMORY = 1L << 30;

    private final HearthServer server;
    private final EngineModelLoader loader;
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ModelStore store;

    public ModelServer(Path folder, List<String> tokens) {
        try {
            store = ModelStore.open(folder.resolve("store"));
            Path chat = folder.resolve("chat.gguf");
            if (!Files.exists(chat)) {
                TinyLlama.create().contextLength(4096).chatTemplate(TinyVocabulary.CHAT_TEMPLATE).write(chat);
                publish("chat", chat);
                publish("embed", TinyEncoder.bert().write(folder.resolve("embed.gguf")));
            }
            Catalogue catalogue = Catalogue.parse("{\"models\": []}");
            ModelResolver resolver = new ModelResolver(store, catalogue, folder);
            StoreDirectory directory = new StoreDirectory(store, resolver);
            loader = new EngineModelLoader(() -> Engine.open(EngineOptions.defaults().withThreads(1)), new EngineRunnerOptions(0, 1, 10, MEMORY));
            DownloadOptions downloads = DownloadOptions.of(Map.of());
            LogLines log = new LogLines();
            Path studio = folder.resolve("studio");
            TokenRegister issued = TokenRegister.open(studio.resolve("tokens.json"), Clock.systemUTC());
            StudioParts parts = new StudioParts(studio, store, directory, loader, catalogue, MEMORY, 1, Clock.systemUTC(), downloads,
                    new StudioParts.Workbench(() -> Engine.open(EngineOptions.defaults().withThreads(1)), List.of(folder)),
                    new WatchParts(log, new ClientBook(Clock.systemUTC()), issued, !tokens.isEmpty(), false), McpOptions.of(folder.resolve("home"), "1"));
            server = HearthServer.open(ServerOptions.local().withTokens(tokens), new ServerParts(store, resolver, directory, loader,
                    new PoolOptions(MEMORY, new KeepAlive(Duration.ofMinutes(5)), Duration.ofSeconds(60), 100), downloads, "1",
                    Clock.systemUTC(), log, Studio.mount(parts), issued));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts a model into the store, or other weights under its name. */
    void publish(String name, Path file) throws IOException {
        Layer weights = store.addBlob(LayerKind.MODEL.mediaType(), Files.readAllBytes(file));
        Layer config = store.addBlob(Manifest.CONFIG_MEDIA_TYPE, Json.write(Map.of()).getBytes(StandardCharsets.UTF_8));
        store.publish(ModelName.parse(name), new Manifest(config, List.of(weights)).toBytes());
    }

    public HttpResponse<String> send(String method, String path, Object body, String... headers) {
        byte[] bytes = body instanceof byte[] given ? given : (body instanceof String text ? text : Json.write(body)).getBytes(StandardCharsets.UTF_8);
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path)).timeout(Duration.ofMinutes(1));
            request.method(method, bytes.length == 0 ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofByteArray(bytes));
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

    /** The answer of a call that succeeds. */
    public Map<String, Object> json(String method, String path, Object body) {
        HttpResponse<String> response = send(method, path, body);
        if (response.statusCode() != 200) {
            throw new AssertionError(response.statusCode() + " " + response.body());
        }
        return Json.parseObject(response.body());
    }

    @Override
    public void close() {
        server.close();
        loader.close();
        client.close();
    }
}
