package hearth.store.pull;

import hearth.store.Cancellation;
import hearth.store.Digest;
import hearth.store.DownloadOptions;
import hearth.store.FreeSpace;
import hearth.store.Layer;
import hearth.store.LayerKind;
import hearth.store.Manifest;
import hearth.store.ModelName;
import hearth.store.ModelReference;
import hearth.store.ModelStore;
import hearth.store.StoreException;
import hearth.store.StoredModel;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** A registry with one tiny model, a store, and a puller with short time limits. */
final class PullFixture implements AutoCloseable {
    static final int PART = 64 << 10;
    static final int CONNECTIONS = 4;
    final FaultyServer server;
    final ModelStore store;
    final byte[] weights;
    final byte[] template = "{{ .Prompt }}".getBytes(StandardCharsets.UTF_8);
    final byte[] config = "{\"model_format\":\"gguf\",\"model_family\":\"llama\"}".getBytes(StandardCharsets.UTF_8);
    final ModelName name;
    final Manifest manifest;
    final List<PullEvent> events = new CopyOnWriteArrayList<>();
    FreeSpace freeSpace = FreeSpace.ofDisk();
    PipCommand pip = (_, _, _, _) -> {
        throw new StoreException("no pip in this test");
    };
    DownloadOptions options;

    PullFixture(Path folder) throws IOException {
        this(folder, 300_000);
    }

    PullFixture(Path folder, int valueCount) throws IOException {
        weights = TinyGguf.of(valueCount, 7);
        server = new FaultyServer();
        store = ModelStore.open(folder.resolve("store"));
        name = ModelName.parse(server.host() + "/library/tiny:1");
        manifest = new Manifest(
                new Layer(Manifest.CONFIG_MEDIA_TYPE, Digest.of(config), config.length),
                List.of(Layer.of(LayerKind.MODEL, Digest.of(weights), weights.length),
                        Layer.of(LayerKind.TEMPLATE, Digest.of(template), template.length)));
        options = options(Map.of()).trusting(server.host());
        server.route(manifestPath(), _ -> FaultyServer.Reply.of(200, manifest.toBytes()));
        server.route(blobPath(weights), request -> FaultyServer.file(request, weights, "\"w\""));
        server.route(blobPath(template), request -> FaultyServer.file(request, template, "\"t\""));
        server.route(blobPath(config), request -> FaultyServer.file(request, config, "\"c\""));
    }

    static DownloadOptions options(Map<String, String> environment) {
        return new DownloadOptions(Duration.ofMillis(1500), Duration.ofSeconds(2), Duration.ofMillis(400), 3,
                Duration.ofMillis(5), CONNECTIONS, PART, 0, Set.of(), environment);
    }

    String manifestPath() {
        return "/v2/library/tiny/manifests/1";
    }

    static String blobPath(byte[] content) {
        return "/v2/library/tiny/blobs/" + Digest.of(content);
    }

    String weightsPath() {
        return blobPath(weights);
    }

    Puller puller() {
        return puller(store);
    }

    Puller puller(ModelStore store) {
        return new Puller(store, options, freeSpace, pip, InetAddress::getAllByName);
    }

    PullPlan plan() {
        return planOf(new ModelReference.RegistryModel(name));
    }

    static PullPlan planOf(ModelReference reference) {
        return new PullPlan(reference.storeName().orElseThrow(), List.of(PullSource.of(reference)));
    }

    StoredModel pull() {
        return pull(new Cancellation());
    }

    StoredModel pull(Cancellation cancellation) {
        return puller().pull(plan(), events::add, cancellation);
    }

    /** What the only source failed with. */
    String failure() {
        return failure(plan());
    }

    String failure(PullPlan plan) {
        try {
            puller().pull(plan, events::add, new Cancellation());
        } catch (PullException e) {
            return e.failures().getLast().reason();
        }
        throw new AssertionError("the pull should have failed");
    }

    /** Names of the files among the blobs that are no finished blob. */
    List<String> leftovers() throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(store.layout().blobs())) {
            for (Path file : files) {
                if (!file.getFileName().toString().matches("sha256-[0-9a-f]{64}")) {
                    names.add(file.getFileName().toString());
                }
            }
        }
        return names;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
