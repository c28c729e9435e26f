package hearth.benchmarks.serve;

import hearth.engine.Engine;
import hearth.engine.EngineOptions;
import hearth.json.Json;
import hearth.server.HearthServer;
import hearth.server.ServerOptions;
import hearth.server.ServerParts;
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
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A server in this process with one model, whose slots can be looked at. */
final class LocalServer implements AutoCloseable {
    static final String MODEL = "benchmark";
    private static final long BYTES = 8L << 30;

    private final EngineModelLoader engine;
    private final HearthServer server;
    private volatile ModelRunner runner;

    LocalServer(Path model, int threads, int slots, int queue) throws IOException {
        Path folder = Files.createTempDirectory("hearth-serve");
        ModelStore store = ModelStore.open(folder.resolve("store"));
        Layer weights = store.addBlob(LayerKind.MODEL.mediaType(), Files.readAllBytes(model));
        Layer config = store.addBlob(Manifest.CONFIG_MEDIA_TYPE, Json.write(Map.of()).getBytes(StandardCharsets.UTF_8));
        store.publish(ModelName.parse(MODEL), new Manifest(config, List.of(weights)).toBytes());
        ModelResolver resolver = new ModelResolver(store, Catalogue.builtIn(), folder);
        engine = new EngineModelLoader(
                () -> Engine.open(EngineOptions.defaults().withThreads(threads)), new EngineRunnerOptions(512, slots, queue, BYTES));
        ModelLoader watched = new ModelLoader() {
            @Override
            public Need need(ServedModel served, LoadWish wish) {
                return engine.need(served, wish);
            }

            @Override
            public ModelRunner load(ServedModel served, LoadWish wish) {
                runner = engine.load(served, wish);
                return runner;
            }
        };
        server = HearthServer.open(
                ServerOptions.local(),
                new ServerParts(store, resolver, new StoreDirectory(store, resolver), watched,
                        new PoolOptions(BYTES, KeepAlive.FOREVER, Duration.ofMinutes(5), 1000),
                        DownloadOptions.of(Map.of()), "benchmark", Clock.systemUTC(), line -> {}));
    }

    int port() {
        return server.port();
    }

    /** The loaded model, after its first request. */
    ModelRunner runner() {
        return runner;
    }

    @Override
    public void close() {
        server.close();
        engine.close();
    }
}
