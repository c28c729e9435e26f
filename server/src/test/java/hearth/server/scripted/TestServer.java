package hearth.server.scripted;

import hearth.json.Json;
import hearth.server.HearthServer;
import hearth.server.ServerOptions;
import hearth.server.ServerParts;
import hearth.server.call.KeepAlive;
import hearth.server.model.ModelLoader;
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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A server with a store of its own and a model to talk to, and a client for it. */
public final class TestServer implements AutoCloseable {
    /** Lines of the server's log. */
    public final List<String> log = Collections.synchronizedList(new ArrayList<>());

    private final HearthServer server;
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ModelStore store;

    public TestServer(Path folder, ModelLoader loader, Function<ServerOptions, ServerOptions> options) {
        this(folder, loader, options, new PoolOptions(1_000, new KeepAlive(Duration.ofMinutes(5)), Duration.ofSeconds(20), 100));
    }

    public TestServer(Path folder, ModelLoader loader, Function<ServerOptions, ServerOptions> options, PoolOptions pool) {
        try {
            store = ModelStore.open(folder.resolve("store"));
            ModelResolver resolver = new ModelResolver(store, Catalogue.parse("{\"models\": []}"), folder);
            server = HearthServer.open(
                    options.apply(ServerOptions.local()),
                    new ServerParts(
                            store,
                            resolver,
                            new StoreDirectory(store, resolver),
                            loader,
                            pool,
                            DownloadOptions.of(Map.of()),
                            "1.2.3",
                            Clock.systemUTC(),
                            log::add));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts a tiny model into the store under this name; each name has weights of its own. */
    public TestServer add(String name) {
        return add(name, TinyVocabulary.CHAT_TEMPLATE);
    }

    /** As {@link #add(String)}, with this chat template. */
    public TestServer add(String name, String template) {
        try {
            Path file = Files.createTempFile("tiny", ".gguf");
            Files.delete(file);
            TinyLlama.create().contextLength(256 + name.hashCode() % 64).chatTemplate(template).write(file);
            Layer weights = store.addBlob(LayerKind.MODEL.mediaType(), Files.readAllBytes(file));
            Layer config = store.addBlob(
                    Manifest.CONFIG_MEDIA_TYPE, Json.write(Map.of("model_format", "gguf")).getBytes(StandardCharsets.UTF_8));
            Layer license = store.addBlob(LayerKind.LICENSE.mediaType(), "free".getBytes(StandardCharsets.UTF_8));
            store.publish(ModelName.parse(name), new Manifest(config, List.of(weights, license)).toBytes());
            Files.delete(file);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public ModelStore store() {
        return store;
    }

    public HearthServer server() {
        return server;
    }

    public int port() {
        return server.port();
    }

    public String url() {
        return "http://127.0.0.1:" + port();
    }

    public HttpResponse<String> get(String path, String... headers) {
        return send("GET", path, "", headers);
    }

    public HttpResponse<String> post(String path, Object body, String... headers) {
        return send("POST", path, body instanceof String text ? text : Json.write(body), headers);
    }

    public HttpResponse<String> send(String method, String path, String body, String... headers) {
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url() + path)).timeout(Duration.ofMinutes(2));
            request.method(method, body.isEmpty() ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
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

    /** The JSON lines of a streamed answer. */
    public static List<Map<String, Object>> lines(HttpResponse<String> response) {
        return response.body().lines().map(Json::parseObject).toList();
    }

    @Override
    public void close() {
        server.close();
        client.close();
    }
}
