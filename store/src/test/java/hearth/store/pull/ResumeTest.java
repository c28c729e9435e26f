package hearth.store.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.store.Cancellation;
import hearth.store.CancelledException;
import hearth.store.DownloadOptions;
import hearth.store.ModelReference;
import hearth.store.StoredModel;
import hearth.store.pull.FaultyServer.Reply;
import hearth.store.pull.FaultyServer.Reply.Fault;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ResumeTest {
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
    void aNewTryFetchesOnlyWhatIsMissing() throws IOException {
        failAfter(10);
        assertThat(fixture.failure()).contains("answered 404");
        assertThat(fixture.leftovers()).hasSize(2).anyMatch(file -> file.endsWith(".free"));
        heal();
        server.bodyBytesSent.set(0);
        fixture.pull();
        assertThat(server.bodyBytesSent.get()).isLessThan(fixture.weights.length - 6L * PullFixture.PART);
        assertThat(fixture.leftovers()).isEmpty();
    }

    @Test
    void cancelIsQuickAndKeepsEveryByte() throws Exception {
        CountDownLatch stalled = new CountDownLatch(PullFixture.CONNECTIONS);
        AtomicInteger answers = new AtomicInteger();
        server.route(fixture.weightsPath(), request -> {
            Reply whole = FaultyServer.file(request, fixture.weights, "\"w\"");
            if (answers.incrementAndGet() <= 5) {
                return whole;
            }
            stalled.countDown();
            return whole.faultAfter(PullFixture.PART / 2, Fault.STALL);
        });
        fixture.options = slow(fixture.options);
        Cancellation cancellation = new Cancellation();
        FutureTask<StoredModel> task = new FutureTask<>(() -> fixture.pull(cancellation));
        Thread.ofVirtual().name("pull").start(task);
        assertThat(stalled.await(10, TimeUnit.SECONDS)).isTrue();
        while (server.bodyBytesSent.get() < 5L * PullFixture.PART) {
            Thread.onSpinWait();
        }
        long start = System.nanoTime();
        cancellation.cancel();
        assertThatThrownBy(task::get).isInstanceOf(ExecutionException.class).hasCauseInstanceOf(CancelledException.class);
        assertThat((System.nanoTime() - start) / 1_000_000).isLessThan(500);

        heal();
        server.bodyBytesSent.set(0);
        fixture.pull();
        assertThat(server.bodyBytesSent.get()).as("four whole parts were done").isLessThan(fixture.weights.length - 4L * PullFixture.PART + 2000);
    }

    @Test
    void cancelBeforeAnyAnswerIsQuickToo() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        server.route(fixture.manifestPath(), _ -> {
            asked.countDown();
            return Reply.of(200, fixture.manifest.toBytes()).faultAfter(10, Fault.STALL);
        });
        fixture.options = slow(fixture.options);
        Cancellation cancellation = new Cancellation();
        FutureTask<StoredModel> task = new FutureTask<>(() -> fixture.pull(cancellation));
        Thread.ofVirtual().name("pull").start(task);
        assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
        long start = System.nanoTime();
        cancellation.cancel();
        assertThatThrownBy(task::get).hasCauseInstanceOf(CancelledException.class);
        assertThat((System.nanoTime() - start) / 1_000_000).isLessThan(500);
    }

    @Test
    void piecesThatACrashLostAreFetchedAgain() throws IOException {
        failAfter(10);
        fixture.failure();
        Path data = fixture.store.layout().blobs().resolve(
                fixture.leftovers().stream().filter(file -> !file.endsWith(".free")).findFirst().orElseThrow());
        try (RandomAccessFile file = new RandomAccessFile(data.toFile(), "rw")) {
            file.write(new byte[3 * PullFixture.PART]); // as if the disk never got them
        }
        heal();
        assertThat(Files.readAllBytes(fixture.store.weights(fixture.pull()))).isEqualTo(fixture.weights);
    }

    @Test
    void rubbishInTheJournalMeansAFreshStart() throws IOException {
        for (String rubbish : new String[] {"", "{", "[]", "{\"total\":-5,\"part\":0,\"validator\":\"\",\"pieces\":[]}",
                "{\"total\":1200000,\"part\":65536,\"validator\":\"x\",\"pieces\":[[0,99999999999,1],[-1,5,5],[\"a\",1,1]]}"}) {
            failAfter(6);
            fixture.failure();
            String journal = fixture.leftovers().stream().filter(file -> file.endsWith(".free")).findFirst().orElseThrow();
            Files.writeString(fixture.store.layout().blobs().resolve(journal), rubbish);
            heal();
            assertThat(Files.readAllBytes(fixture.store.weights(fixture.pull()))).isEqualTo(fixture.weights);
            fixture.store.remove(fixture.name);
            assertThat(fixture.leftovers()).isEmpty();
        }
    }

    @Test
    void aUrlWhoseContentChangedStartsAgain() throws IOException {
        byte[] old = TinyGguf.of(300_000, 1);
        byte[] fresh = TinyGguf.of(300_000, 2);
        PullPlan plan = PullFixture.planOf(ModelReference.parse(server.url("/m/Some_Model.gguf")));
        AtomicInteger answers = new AtomicInteger();
        server.route("/m/Some_Model.gguf", request -> answers.incrementAndGet() > 8
                ? Reply.text(404, "") : FaultyServer.file(request, old, "\"old\""));
        fixture.failure(plan);
        server.route("/m/Some_Model.gguf", request -> FaultyServer.file(request, fresh, "\"new\""));
        StoredModel model = fixture.puller().pull(plan, fixture.events::add, new Cancellation());
        assertThat(Files.readAllBytes(fixture.store.weights(model))).isEqualTo(fresh);
    }

    @Test
    void aUrlWhoseContentChangesWhileItIsReadStartsAgain() throws IOException {
        byte[] old = TinyGguf.of(300_000, 1);
        byte[] fresh = TinyGguf.of(300_000, 2);
        PullPlan plan = PullFixture.planOf(ModelReference.parse(server.url("/m/x.gguf")));
        AtomicInteger answers = new AtomicInteger();
        server.route("/m/x.gguf", request -> answers.incrementAndGet() > 8
                ? FaultyServer.file(request, fresh, "\"new\"") : FaultyServer.file(request, old, "\"old\""));
        StoredModel model = fixture.puller().pull(plan, fixture.events::add, new Cancellation());
        assertThat(Files.readAllBytes(fixture.store.weights(model))).isEqualTo(fresh);
    }

    @Test
    void registryBlobsAreCheckedByDigestSoAnotherMirrorMayGoOn() throws IOException {
        failAfter(10);
        fixture.failure();
        server.route(fixture.weightsPath(), request -> FaultyServer.file(request, fixture.weights, "\"other-mirror\""));
        server.bodyBytesSent.set(0);
        fixture.pull();
        assertThat(server.bodyBytesSent.get()).isLessThan(fixture.weights.length);
    }

    private void failAfter(int answers) {
        AtomicInteger count = new AtomicInteger();
        server.route(fixture.weightsPath(), request -> count.incrementAndGet() > answers
                ? Reply.text(404, "") : FaultyServer.file(request, fixture.weights, "\"w\""));
    }

    private void heal() {
        server.route(fixture.weightsPath(), request -> FaultyServer.file(request, fixture.weights, "\"w\""));
    }

    private static DownloadOptions slow(DownloadOptions options) {
        return new DownloadOptions(options.connectTimeout(), Duration.ofSeconds(20),
                Duration.ofSeconds(20), 3, options.backoff(), options.connections(), options.partBytes(), 0,
                options.trustedHosts(), options.environment());
    }
}
