package hearth.store.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.store.Cancellation;
import hearth.store.Digest;
import hearth.store.Layer;
import hearth.store.LayerKind;
import hearth.store.Manifest;
import hearth.store.ModelReference;
import hearth.store.NotEnoughSpaceException;
import hearth.store.StoredModel;
import hearth.store.pull.FaultyServer.Reply;
import hearth.store.pull.FaultyServer.Reply.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class RegistryPullTest {
    @TempDir
    Path folder;

    private PullFixture fixture;
    private FaultyServer server;

    @BeforeEach
    void start() throws IOException {
        fixture = new PullFixture(folder);
        server = fixture.server;
    }

    @AfterEach
    void stop() throws IOException {
        fixture.close();
    }

    @Test
    void pullsAModelAndStoresTheManifestByteForByte() throws IOException {
        StoredModel model = fixture.pull();
        assertThat(model.name()).isEqualTo(fixture.name);
        assertThat(model.id()).isEqualTo(Digest.of(fixture.manifest.toBytes()));
        assertThat(Files.readAllBytes(fixture.store.weights(model))).isEqualTo(fixture.weights);
        assertThat(fixture.store.details(model).template()).contains("{{ .Prompt }}");
        assertThat(fixture.leftovers()).isEmpty();
        assertThat(fixture.store.verify(model, (_, _, _) -> {}, new Cancellation()).problems()).isEmpty();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(fixture.store.weights(model))))
                .isEqualTo("r--r--r--");
        assertThat(fixture.events.stream().filter(PullEvent.Status.class::isInstance).map(e -> ((PullEvent.Status) e).text()))
                .startsWith("pulling manifest").contains("verifying sha256 digest").endsWith("writing manifest", "success");
        assertThat(fixture.events).contains(new PullEvent.Progress(
                Digest.of(fixture.weights).shortHex(), fixture.weights.length, fixture.weights.length));
    }

    @Test
    void fetchesLargeBlobsInPartsAndSmallOnesAtOnce() {
        fixture.pull();
        long parts = Math.ceilDiv((long) fixture.weights.length, (long) PullFixture.PART);
        assertThat(server.count(fixture.weightsPath())).isEqualTo(parts + 1);
        assertThat(server.count(PullFixture.blobPath(fixture.template))).isEqualTo(1);
    }

    @Test
    void aSecondPullFetchesOnlyTheManifest() {
        fixture.pull();
        server.requests.clear();
        fixture.pull();
        assertThat(server.requests).extracting(FaultyServer.Request::path).containsExactly(fixture.manifestPath());
    }

    @Test
    void aPullRepairsADamagedBlob() throws IOException {
        Path weights = fixture.store.weights(fixture.pull());
        byte[] zeros = new byte[fixture.weights.length];
        Files.delete(weights);
        Files.write(weights, zeros);
        StoredModel again = fixture.pull();
        assertThat(Files.readAllBytes(fixture.store.weights(again))).isEqualTo(fixture.weights);
    }

    @Test
    void aMissingTagSaysSoInOllamasWords() {
        server.route(fixture.manifestPath(), _ -> Reply.text(404, "nope"));
        assertThat(fixture.failure()).isEqualTo("pull model manifest: file does not exist");
        assertThat(fixture.store.list().models()).isEmpty();
    }

    @Test
    void aWrongLengthIsRefused() throws IOException {
        byte[] longer = Arrays.copyOf(fixture.weights, fixture.weights.length + 1);
        server.route(fixture.weightsPath(), request -> FaultyServer.file(request, longer, "\"w\""));
        assertThat(fixture.failure()).contains("offers " + longer.length + " bytes").contains("instead of " + fixture.weights.length);
        assertNothingPublished();
    }

    @Test
    void wrongBytesAreADigestMismatchAndAreNotKept() throws IOException {
        byte[] wrong = fixture.weights.clone();
        wrong[wrong.length / 2] ^= 1;
        server.route(fixture.weightsPath(), request -> FaultyServer.file(request, wrong, "\"w\""));
        assertThat(fixture.failure()).startsWith("digest mismatch");
        assertNothingPublished();
        assertThat(fixture.leftovers()).isEmpty();
    }

    @Test
    void cutAndResetAnswersAreContinuedWhereTheyBroke() throws IOException {
        for (Fault fault : List.of(Fault.CUT, Fault.RESET)) {
            Set<String> broken = ConcurrentHashMap.newKeySet();
            server.route(fixture.weightsPath(), request -> {
                Reply whole = FaultyServer.file(request, fixture.weights, "\"w\"");
                boolean first = broken.add(request.header("Range").replaceFirst(".*-", ""));
                return first ? whole.faultAfter(whole.body().length / 2, fault) : whole;
            });
            assertThat(Files.size(fixture.store.weights(fixture.pull()))).isEqualTo(fixture.weights.length);
            fixture.store.remove(fixture.name);
        }
    }

    @Test
    void aSilentServerIsNoticedAndTheRestAskedAgain() {
        AtomicInteger answers = new AtomicInteger();
        server.route(fixture.weightsPath(), request -> {
            Reply whole = FaultyServer.file(request, fixture.weights, "\"w\"");
            return answers.incrementAndGet() == 3 ? whole.faultAfter(1000, Fault.STALL) : whole;
        });
        long start = System.nanoTime();
        fixture.pull();
        assertThat((System.nanoTime() - start) / 1_000_000).as("stall limit is 400 ms").isBetween(400L, 1600L);
    }

    @Test
    void aServerThatDripsIsGivenUp() {
        server.route(fixture.weightsPath(), request -> {
            Reply whole = FaultyServer.file(request, fixture.weights, "\"w\"");
            return request.header("Range").equals("bytes=0-0") ? whole : whole.faultAfter(0, Fault.DRIP);
        });
        assertThat(fixture.failure()).startsWith("no data for");
    }

    @Test
    void passingErrorsAreTriedAgain() {
        for (int status : new int[] {429, 500, 502, 503}) {
            Set<String> refused = ConcurrentHashMap.newKeySet();
            server.route(fixture.weightsPath(), request -> refused.add(request.header("Range"))
                    ? Reply.text(status, "busy").with("Retry-After", "0")
                    : FaultyServer.file(request, fixture.weights, "\"w\""));
            fixture.pull();
            fixture.store.remove(fixture.name);
        }
    }

    @Test
    void lastingErrorsEndThePull() {
        server.route(fixture.weightsPath(), _ -> Reply.text(503, "down for today"));
        assertThat(fixture.failure()).contains("answered 503: down for today");
        assertThat(server.count(fixture.weightsPath())).isEqualTo(fixture.options.tries());
        server.route(fixture.weightsPath(), _ -> Reply.text(403, "no"));
        server.requests.clear();
        assertThat(fixture.failure()).contains("answered 403");
        assertThat(server.count(fixture.weightsPath())).isEqualTo(1);
    }

    @Test
    void aServerWithoutRangesIsReadInOneGo() {
        server.route(fixture.weightsPath(), _ -> Reply.of(200, fixture.weights));
        fixture.pull();
        server.route(fixture.weightsPath(), _ -> Reply.of(200, fixture.weights).faultAfter(5000, Fault.CUT));
        fixture.store.remove(fixture.name);
        assertThat(fixture.failure()).contains("broke");
    }

    @Test
    void rangesPromisedButNotGivenAreReadInOneGo() {
        server.route(fixture.weightsPath(), request -> request.header("Range").equals("bytes=0-0")
                ? FaultyServer.file(request, fixture.weights, "\"w\"") : Reply.of(200, fixture.weights));
        fixture.pull();
    }

    @Test
    void anotherRangeThanAskedIsAnError() {
        server.route(fixture.weightsPath(), request -> {
            Reply right = FaultyServer.file(request, fixture.weights, "\"w\"");
            return request.header("Range").equals("bytes=0-0") ? right
                    : right.with("Content-Range", "bytes 1-" + right.body().length + "/" + fixture.weights.length);
        });
        assertThat(fixture.failure()).contains("another range");
    }

    @Test
    void redirectsAreFollowedButNotForEver() {
        server.route("/there", request -> FaultyServer.file(request, fixture.weights, "\"w\""));
        server.route(fixture.weightsPath(), _ -> Reply.text(307, "").with("Location", "/there"));
        fixture.pull();
        fixture.store.remove(fixture.name);
        server.route(fixture.weightsPath(), request -> Reply.text(302, "").with("Location", request.target()));
        assertThat(fixture.failure()).isEqualTo("more than 10 redirects");
    }

    @Test
    void redirectsAreCheckedLikeAnyAddress() throws IOException {
        try (FaultyServer other = new FaultyServer()) {
            for (String target : List.of(other.url("/x"), "http://127.0.0.1:" + other.port() + "/x", "https://127.0.0.1:"
                    + other.port() + "/x", "https://[::1]:" + other.port() + "/", "https://[::ffff:127.0.0.1]:" + other.port() + "/",
                    "https://169.254.169.254/latest", "https://10.0.0.1/", "https://192.168.1.1/", "https://100.64.0.1/",
                    "https://[fd00::1]/", "https://[fe80::1]/", "https://0.0.0.0:" + other.port() + "/", "ftp://example.com/x",
                    "file:///etc/passwd", "https://user:secret@127.0.0.1/", "https://2130706433/")) {
                server.route(fixture.weightsPath(), _ -> Reply.text(302, "").with("Location", target));
                assertThat(fixture.failure()).as(target).matches("(refused|unknown host|cannot find host).*");
            }
            assertThat(other.connections).hasValue(0);
        }
    }

    @Test
    void aHugeOrBrokenManifestIsRefused() {
        server.route(fixture.manifestPath(), _ -> Reply.of(200, new byte[Manifest.MAX_BYTES + 1]));
        assertThat(fixture.failure()).contains("larger than");
        for (String broken : List.of("", "{}", "[]", "{\"schemaVersion\":2,\"layers\":[]}", "{\"schemaVersion\":2,\"config\":{},\"layers\":{}}",
                new String(fixture.manifest.toBytes()).replace("sha256:", "sha256:../../../"))) {
            server.route(fixture.manifestPath(), _ -> Reply.text(200, broken));
            server.requests.clear();
            assertThat(fixture.failure()).as(broken).contains("manifest of");
            assertThat(server.requests).hasSize(1);
        }
    }

    @Test
    void modelsWithoutGgufWeightsAreRefused() {
        Layer tensor = Layer.of(LayerKind.TENSOR, Digest.of(fixture.template), fixture.template.length);
        server.route(fixture.manifestPath(), _ -> Reply.of(200, new Manifest(fixture.manifest.config(), List.of(tensor)).toBytes()));
        assertThat(fixture.failure()).contains("tensor by tensor");
        Layer text = Layer.of(LayerKind.MODEL, Digest.of(fixture.template), fixture.template.length);
        server.route(fixture.manifestPath(), _ -> Reply.of(200, new Manifest(fixture.manifest.config(), List.of(text)).toBytes()));
        assertThat(fixture.failure()).contains("GGUF");
        assertThat(fixture.store.list().models()).isEmpty();
    }

    @Test
    void tooLittleRoomIsSaidBeforeAnythingIsFetched() {
        fixture.freeSpace = _ -> 1000;
        assertThatThrownBy(fixture::pull).isInstanceOfSatisfying(NotEnoughSpaceException.class, e -> {
            assertThat(e.freeBytes()).isEqualTo(1000);
            assertThat(e.neededBytes()).isGreaterThan(fixture.weights.length);
            assertThat(e).hasMessageContaining("1000 bytes free");
        });
        assertThat(server.requests).extracting(FaultyServer.Request::path).containsExactly(fixture.manifestPath());
    }

    @Test
    void absurdLengthsAreRefusedBeforeAnythingIsLaidOut() {
        String huge = "999999999999999999";
        PullPlan plan = PullFixture.planOf(ModelReference.parse(server.url("/x.gguf")));
        server.route("/x.gguf", _ -> Reply.text(206, "x").with("Content-Range", "bytes 0-0/" + huge));
        assertThatThrownBy(() -> fixture.puller().pull(plan, fixture.events::add, new Cancellation()))
                .isInstanceOf(NotEnoughSpaceException.class).hasMessageContaining("bytes free");
        server.route("/x.gguf", _ -> Reply.text(200, "x").announcing(Long.MAX_VALUE).faultAfter(1, Fault.STALL));
        assertThatThrownBy(() -> fixture.puller().pull(plan, fixture.events::add, new Cancellation()))
                .isInstanceOf(NotEnoughSpaceException.class);
        server.route(fixture.manifestPath(), _ -> Reply.text(200, new String(fixture.manifest.toBytes())
                .replaceAll("\"size\":[0-9]+", "\"size\":" + Long.MAX_VALUE)));
        assertThat(fixture.failure()).contains("impossible");
    }

    private void assertNothingPublished() throws IOException {
        assertThat(fixture.store.list().models()).isEmpty();
        assertThat(fixture.store.layout().blob(Digest.of(fixture.weights))).doesNotExist();
    }
}
