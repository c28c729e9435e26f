package hearth.store.pull;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.store.Cancellation;
import hearth.store.ModelName;
import hearth.store.ModelNotFoundException;
import hearth.store.ModelStore;
import hearth.store.StoreException;
import hearth.store.StoredModel;
import hearth.store.pull.FaultyServer.Reply.Fault;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
