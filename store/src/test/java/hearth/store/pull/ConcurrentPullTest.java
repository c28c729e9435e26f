package hearth.store.pull;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.store.Cancellation;
import hearth.store.Digest;
import hearth.store.ModelName;
import hearth.store.ModelNotFoundException;
import hearth.store.ModelStore;
import hearth.store.Pruned;
import hearth.store.StoreException;
import hearth.store.StoredModel;
import hearth.store.pull.FaultyServer.Reply.Fault;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ConcurrentPullTest {
    @TempDir
    Path folder;

    private PullFixture fixture;

    @BeforeEach
    void start() throws IOException {
        fixture = new PullFixture(folder);
    }

    @AfterEach
    void stop() throws IOException {
        fixture.close();
    }

    @Test
    void processesThatPullTheSameModelAllSucceed() throws Exception {
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            processes.add(PullProcess.start(fixture.store.root(), fixture.name, fixture.server.host()));
        }
        for (Process process : processes) {
            assertThat(process.waitFor(40, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        }
        assertSound(fixture.store);
        assertThat(fixture.leftovers()).isEmpty();
        assertThat(fixture.server.bodyBytesSent.get()).as("at most one download per process").isLessThan(4L * fixture.weights.length);
    }

    @Test
    void whatAKilledProcessFetchedIsUsed() throws Exception {
        CountDownLatch half = new CountDownLatch(12);
        fixture.server.route(fixture.weightsPath(), request -> {
            half.countDown();
            FaultyServer.Reply whole = FaultyServer.file(request, fixture.weights, "\"w\"");
            return half.getCount() == 0 ? whole.faultAfter(0, Fault.STALL) : whole;
        });
        Process process = PullProcess.start(fixture.store.root(), fixture.name, fixture.server.host());
        assertThat(half.await(20, TimeUnit.SECONDS)).isTrue();
        while (fixture.server.requests.size() < 12 + PullFixture.CONNECTIONS) {
            Thread.onSpinWait(); // all four workers wait for a silent server now, so their finished parts are journalled
        }
        process.destroyForcibly().waitFor();
        assertThat(fixture.leftovers()).isNotEmpty();
        assertThat(fixture.store.list().models()).isEmpty();

        fixture.server.route(fixture.weightsPath(), request -> FaultyServer.file(request, fixture.weights, "\"w\""));
        fixture.server.bodyBytesSent.set(0);
        fixture.pull();
        long missing = fixture.weights.length - 10L * PullFixture.PART;
        assertThat(fixture.server.bodyBytesSent.get()).as("only parts in flight are fetched again").isLessThan(missing + 2000);
        assertSound(fixture.store);
        assertThat(fixture.leftovers()).isEmpty();
    }

    /** The weights have arrived, the manifest that names them has not, and by its age the blob looks forgotten. */
    @Test
    void pruningWhileAnotherProcessPullsTakesNothingFromIt() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        fixture.server.route(PullFixture.blobPath(fixture.config), request -> {
            asked.countDown();
            awaitQuietly(go);
            return FaultyServer.file(request, fixture.config, "\"c\"");
        });
        Process process = PullProcess.start(fixture.store.root(), fixture.name, fixture.server.host());
        assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
        try (Stream<Path> files = Files.list(fixture.store.layout().blobs())) {
            for (Path file : files.toList()) {
                Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
            }
        }
        assertThat(fixture.store.layout().blob(Digest.of(fixture.weights))).exists();
        assertThat(fixture.store.prune().obstacle()).contains("blobs are being brought to the store");
        assertThat(fixture.store.layout().blob(Digest.of(fixture.weights))).exists();
        go.countDown();
        assertThat(process.waitFor(40, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(fixture.store.prune()).isEqualTo(new Pruned(0, 0, Optional.empty()));
        assertThat(fixture.store.list().models()).hasSize(1);
        assertSound(fixture.store);
        assertThat(fixture.server.count(fixture.weightsPath())).as("fetched once, in parts and a probe").isLessThan(30);
    }

    /** Who is killed between its blobs and its manifest leaves blobs that go in time; the same pull again brings them back. */
    @Test
    void whatAKilledPullLeftIsPrunedAndPulledAgain() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        fixture.server.route(PullFixture.blobPath(fixture.config), request -> {
            asked.countDown();
            return FaultyServer.file(request, fixture.config, "\"c\"").faultAfter(0, Fault.STALL);
        });
        Process process = PullProcess.start(fixture.store.root(), fixture.name, fixture.server.host());
        assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
        process.destroyForcibly().waitFor();
        try (Stream<Path> files = Files.list(fixture.store.layout().blobs())) {
            for (Path file : files.toList()) {
                Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
            }
        }
        assertThat(fixture.store.prune().fileCount()).isOne();
        assertThat(fixture.store.layout().blob(Digest.of(fixture.weights))).doesNotExist();
        fixture.server.route(PullFixture.blobPath(fixture.config), request -> FaultyServer.file(request, fixture.config, "\"c\""));
        fixture.pull();
        assertSound(fixture.store);
        assertThat(fixture.store.list().models()).hasSize(1);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void threadsThatPullAndRemoveNeverSeeAHalfModel() throws Exception {
        ModelName copy = ModelName.parse("copy:1");
        AtomicInteger pulled = new AtomicInteger();
        List<Callable<Void>> jobs = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            jobs.add(() -> {
                for (int round = 0; round < 5; round++) {
                    ModelStore store = ModelStore.open(fixture.store.root());
                    new Puller(store, fixture.options, fixture.freeSpace, fixture.pip, InetAddress::getAllByName)
                            .pull(fixture.plan(), _ -> {}, new Cancellation());
                    pulled.incrementAndGet();
                }
                return null;
            });
        }
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Void>> running = jobs.stream().map(executor::submit).toList();
            while (!running.stream().allMatch(Future::isDone)) {
                removeAndCopy(copy);
                ModelStore.open(fixture.store.root()).prune();
            }
            for (Future<Void> future : running) {
                future.get();
            }
        }
        assertThat(pulled).hasValue(30);
        fixture.pull();
        assertSound(fixture.store);
    }

    /** Copies and removes while others pull; the model may be gone at any moment, but what is visible must be whole. */
    private void removeAndCopy(ModelName copy) {
        ModelStore store = ModelStore.open(fixture.store.root());
        try {
            store.copy(fixture.name, copy);
            assertSound(store);
            store.remove(copy);
            store.remove(fixture.name);
        } catch (StoreException e) {
            assertThat(e).isInstanceOf(ModelNotFoundException.class);
        }
    }

    private void assertSound(ModelStore store) {
        for (StoredModel model : store.list().models()) {
            assertThat(store.verify(model, (_, _, _) -> {}, new Cancellation()).problems()).isEmpty();
        }
    }
}
