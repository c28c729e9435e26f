package hearth.store.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.store.Cancellation;
import hearth.store.CancelledException;
import hearth.store.Digest;
import hearth.store.ModelName;
import hearth.store.ModelNotFoundException;
import hearth.store.StoreException;
import hearth.store.pull.FaultyServer.Reply;
import hearth.store.pull.FaultyServer.Request;
import hearth.store.push.Pusher;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Uploads to a registry that keeps what it gets and checks digests. */
@Timeout(30)
class PushTest {
    private static final String BLOBS = "/v2/library/tiny/blobs/";

    @TempDir
    private Path folder;

    private PullFixture fixture;
    private FaultyServer server;
    private final Map<String, byte[]> stored = new ConcurrentHashMap<>();
    private final ByteArrayOutputStream upload = new ByteArrayOutputStream();
    private final List<String> ranges = new ArrayList<>();
    private final List<PullEvent> events = new ArrayList<>();
    private byte[] manifest;

    @BeforeEach
    void prepare() throws IOException {
        fixture = new PullFixture(folder);
        fixture.pull();
        server = fixture.server;
        server.requests.clear();
        server.route(BLOBS + "uploads/", request -> begin("/upload/1?state=0"));
        server.route("/upload/1", this::receive);
        server.route(fixture.manifestPath(), request -> {
            manifest = request.body();
            return Reply.text(201, "");
        });
        for (byte[] blob : List.of(fixture.weights, fixture.template, fixture.config)) {
            String path = PullFixture.blobPath(blob);
            server.route(path, request -> Reply.text(stored.containsKey(path.substring(BLOBS.length())) ? 200 : 404, ""));
        }
    }

    @AfterEach
    void stop() throws IOException {
        fixture.close();
    }

    private Reply begin(String place) {
        upload.reset();
        return Reply.text(202, "").with("Location", place);
    }

    private Reply receive(Request request) {
        if (request.method().equals("PATCH")) {
            ranges.add(request.header("Content-Range"));
            upload.writeBytes(request.body());
            return Reply.text(202, "")
                    .with("Location", "/upload/1?state=" + upload.size())
                    .with("Range", "0-" + (upload.size() - 1));
        }
        String digest = request.target().replaceFirst(".*digest=", "");
        if (!Digest.of(upload.toByteArray()).toString().equals(digest)) {
            return Reply.text(400, "digest invalid");
        }
        stored.put(digest, upload.toByteArray());
        return Reply.text(201, "");
    }

    private void push() {
        push(fixture.name, new Cancellation());
    }

    private void push(ModelName name, Cancellation cancellation) {
        new Pusher(fixture.store, fixture.options).push(name, events::add, cancellation);
    }

    @Test
    void everyBlobIsUploadedInPiecesAndThenTheManifest() {
        push();
        assertThat(stored.values()).containsExactlyInAnyOrder(fixture.weights, fixture.template, fixture.config);
        assertThat(manifest).isEqualTo(fixture.manifest.toBytes());
        assertThat(ranges).contains("0-65535", "65536-131071", "1179648-" + (fixture.weights.length - 1));
        assertThat(server.requests.getLast().header("Content-Type")).contains("manifest.v2+json");
        assertThat(events).startsWith(new PullEvent.Status("retrieving manifest")).endsWith(
                new PullEvent.Status("pushing manifest"), new PullEvent.Status("success"));
        String label = Digest.of(fixture.weights).shortHex();
        assertThat(events).contains(
                new PullEvent.Progress(label, 65536, fixture.weights.length),
                new PullEvent.Progress(label, fixture.weights.length, fixture.weights.length));
    }

    @Test
    void whatIsThereIsNotSentAgain() {
        push();
        server.requests.clear();
        push();
        assertThat(server.requests).extracting(Request::method).containsOnly("HEAD", "PUT");
    }

    @Test
    void aBrokenUploadBeginsAnew() {
        int[] calls = {0};
        server.route("/upload/1", request -> ++calls[0] == 2 ? Reply.text(503, "") : receive(request));
        push();
        assertThat(stored.values()).contains(fixture.weights);
        assertThat(manifest).isNotNull();
    }

    @Test
    void aRefusedUploadIsATypedErrorAndLeavesNoManifest() {
        server.route("/upload/1", request -> Reply.text(400, "digest invalid"));
        assertThatThrownBy(this::push).isInstanceOf(StoreException.class).hasMessageContaining("digest invalid");
        server.route(BLOBS + "uploads/", _ -> Reply.text(202, ""));
        assertThatThrownBy(this::push).isInstanceOf(StoreException.class).hasMessageContaining("where to upload");
        server.route(BLOBS + "uploads/", _ -> Reply.text(405, ""));
        assertThatThrownBy(this::push).isInstanceOf(StoreException.class).hasMessageContaining("405");
        assertThat(manifest).isNull();
        assertThatThrownBy(() -> push(ModelName.parse(server.host() + "/library/other:1"), new Cancellation()))
                .isInstanceOf(ModelNotFoundException.class);
    }

    @Test
    void aTokenIsAskedForWithTheScopeOfThePush() {
        String realm = "Bearer realm=\"" + server.url("/token") + "\",service=\"s\",scope=\"repository:library/tiny:pull,push\"";
        server.route("/token", _ -> Reply.text(200, "{\"token\":\"secret\"}"));
        server.route(BLOBS + "uploads/", request -> request.header("Authorization").equals("Bearer secret")
                ? begin(server.url("/upload/1"))
                : Reply.text(401, "").with("WWW-Authenticate", realm));
        push();
        assertThat(manifest).isNotNull();
        assertThat(server.requests).filteredOn(request -> request.path().equals("/token")).singleElement()
                .satisfies(request -> assertThat(request.target()).contains("push"));
        server.route("/token", _ -> Reply.text(200, "{\"token\":\"wrong\"}"));
        stored.clear();
        assertThatThrownBy(this::push).hasMessageStartingWith("the registry asks for a login");
    }

    @Test
    void aPushIsSignedWithTheUsersKeyWhereNobodysTokenDoesNotDo() throws Exception {
        TestKey key = TestKey.create();
        String file = key.write(folder.resolve("key")).toString();
        fixture.options = PullFixture.options(Map.of("HEARTH_REGISTRY_KEY", file)).trusting(server.host());
        String challenge = "Bearer realm=\"" + server.url("/token") + "\",service=\"s\",scope=\"repository:library/tiny:pull,push\"";
        server.route("/token", request -> Reply.text(200, key.signed("GET", server.url(request.target()), request.header("Authorization"))
                ? "{\"token\":\"owner\"}" : "{\"token\":\"nobody\"}"));
        server.route(BLOBS + "uploads/", request -> switch (request.header("Authorization")) {
            case "Bearer owner" -> begin("/upload/1?state=0");
            case "Bearer nobody" -> Reply.text(403, "denied");
            default -> Reply.text(401, "").with("WWW-Authenticate", challenge);
        });
        push();
        assertThat(manifest).isNotNull();
        assertThat(server.requests).filteredOn(request -> request.path().equals("/token")).hasSize(2);
        // An owner who may not push here is told what the registry says.
        server.route(BLOBS + "uploads/", request -> request.header("Authorization").isEmpty()
                ? Reply.text(401, "").with("WWW-Authenticate", challenge) : Reply.text(403, "not your namespace"));
        stored.clear();
        assertThatThrownBy(this::push).hasMessageContaining("answered 403: not your namespace");
    }

    @Test
    void tokensStayAtTheRegistryWhenUploadsGoElsewhere() throws IOException {
        try (FaultyServer other = new FaultyServer()) {
            fixture.options = fixture.options.trusting(other.host());
            other.route("/upload/1", this::receive);
            server.route("/token", _ -> Reply.text(200, "{\"token\":\"secret\"}"));
            server.route(BLOBS + "uploads/", request -> request.header("Authorization").equals("Bearer secret")
                    ? begin(other.url("/upload/1?x=1"))
                    : Reply.text(401, "").with("WWW-Authenticate", "Bearer realm=\"" + server.url("/token") + "\""));
            push();
            assertThat(other.requests).isNotEmpty().allSatisfy(request -> assertThat(request.headers()).doesNotContainKey("authorization"));
        }
    }

    @Test
    void aPushCanBeCancelledAndAHostThatIsNotTrustedIsNotAsked() {
        Cancellation cancelled = new Cancellation();
        cancelled.cancel();
        assertThatThrownBy(() -> push(fixture.name, cancelled)).isInstanceOf(CancelledException.class);
        fixture.options = PullFixture.options(Map.of());
        server.requests.clear();
        assertThatThrownBy(this::push).isInstanceOf(StoreException.class);
        assertThat(server.requests).isEmpty();
    }
}
