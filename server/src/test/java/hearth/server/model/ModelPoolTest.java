package hearth.server.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.server.call.ApiException;
import hearth.server.call.ApiException.Kind;
import hearth.server.call.Caller;
import hearth.server.call.KeepAlive;
import hearth.server.model.ModelLoader.LoadWish;
import hearth.server.scripted.ScriptedLoader;
import hearth.store.Digest;
import hearth.store.Layer;
import hearth.store.Manifest;
import hearth.store.ModelDetails;
import hearth.store.ModelName;
import hearth.store.StoredModel;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** T-EV1, T-OM1: loading, keeping and evicting models. */
class ModelPoolTest {
    private final ScriptedLoader loader = new ScriptedLoader();
    private ModelPool pool = pool(250, Duration.ofMinutes(5));

    private ModelPool pool(long bytes, Duration keepAlive) {
        return new ModelPool(
                loader, new PoolOptions(bytes, new KeepAlive(keepAlive), Duration.ofSeconds(10), 8), Clock.systemUTC());
    }

    private void reopen(long bytes, Duration keepAlive) {
        pool.close();
        pool = pool(bytes, keepAlive);
    }

    @AfterEach
    void close() {
        pool.close();
    }

    private static ServedModel model(String name) {
        Layer config = new Layer("x", Digest.of(name), 0);
        StoredModel stored = new StoredModel(
                ModelName.parse(name), new Manifest(config, List.of()), Digest.of(name), Instant.EPOCH);
        return new ServedModel(stored, Path.of(name + ".gguf"), List.of(),
                new ModelDetails(Map.of(), Optional.empty(), Optional.empty(), Map.of(), List.of(), List.of()));
    }

    private ModelLease acquire(String name) {
        return pool.acquire(model(name), LoadWish.USUAL, Optional.empty(), Caller.PATIENT);
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @Test
    void aModelIsLoadedOnce() throws Exception {
        loader.permits.drainPermits();
        List<CompletableFuture<ModelRunner>> waiting = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            waiting.add(CompletableFuture.supplyAsync(() -> {
                try (ModelLease lease = acquire("a")) {
                    return lease.runner();
                }
            }, command -> Thread.ofVirtual().start(command)));
        }
        await(() -> pool.waitingCount() == 5);
        loader.permits.release(100);
        for (CompletableFuture<ModelRunner> each : waiting) {
            assertThat(each.get(10, TimeUnit.SECONDS)).isSameAs(loader.last());
        }
        assertThat(loader.loads).containsExactly("a:latest");
    }

    @Test
    void modelsOfOneFileShareItUnlessTheirAdaptersDiffer() {
        ServedModel plain = model("a");
        ServedModel renamed = new ServedModel(model("b").stored(), plain.weights(), List.of(), plain.details());
        ServedModel adapted = new ServedModel(model("c").stored(), plain.weights(), List.of(Path.of("style.gguf")), plain.details());
        for (ServedModel each : List.of(plain, renamed, adapted, plain, adapted)) {
            pool.acquire(each, LoadWish.USUAL, Optional.empty(), Caller.PATIENT).close();
        }
        assertThat(loader.loads).containsExactly("a:latest", "c:latest");
        assertThat(pool.unload(adapted)).isTrue();
        await(() -> pool.loaded().size() == 1);
        assertThat(pool.loaded().getFirst().model().name()).isEqualTo("a:latest");
    }

    @Test
    void theLeastRecentlyUsedIdleModelIsEvicted() {
        acquire("a").close();
        acquire("b").close();
        acquire("a").close();
        acquire("c").close();
        assertThat(pool.loaded()).extracting(each -> each.model().name()).containsExactlyInAnyOrder("a:latest", "c:latest");
        assertThat(loader.runners.get(1).closed).isTrue();
    }

    @Test
    void aBusyModelIsNeverEvicted() throws Exception {
        ModelLease a = acquire("a");
        ModelLease b = acquire("b");
        CompletableFuture<ModelLease> c = CompletableFuture.supplyAsync(() -> acquire("c"));
        await(() -> pool.waitingCount() == 1);
        TimeUnit.MILLISECONDS.sleep(200);
        assertThat(c).isNotDone();
        assertThat(loader.runners).noneMatch(runner -> runner.closed.get());
        a.close();
        c.get(10, TimeUnit.SECONDS).close();
        assertThat(loader.runners.getFirst().closed).isTrue();
        assertThat(loader.runners.get(1).closed).isFalse();
        b.close();
    }

    @Test
    void whatCanNeverFitIsRefusedWithBothNumbers() {
        loader.bytes = 300L << 20;
        reopen(200L << 20, Duration.ofMinutes(5));
        assertThatThrownBy(() -> acquire("a"))
                .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.kind()).isEqualTo(Kind.OUT_OF_MEMORY))
                .hasMessageContaining("300 MiB")
                .hasMessageContaining("200 MiB");
        assertThat(loader.loads).isEmpty();
        assertThat(pool.loaded()).isEmpty();
    }

    @Test
    void keepAliveZeroUnloadsAfterTheLastUse() {
        ModelLease first = pool.acquire(model("a"), LoadWish.USUAL, Optional.of(KeepAlive.NONE), Caller.PATIENT);
        ModelLease second = acquire("a");
        first.close();
        assertThat(pool.loaded().getFirst().state()).isEqualTo(LoadedModel.State.READY);
        second.close();
        await(() -> pool.loaded().isEmpty());
    }

    @Test
    void aShortKeepAliveExpiresAndForEverDoesNot() throws Exception {
        reopen(250, Duration.ofMillis(1));
        acquire("a").close();
        pool.acquire(model("b"), LoadWish.USUAL, Optional.of(KeepAlive.FOREVER), Caller.PATIENT).close();
        await(() -> pool.loaded().size() == 1);
        TimeUnit.MILLISECONDS.sleep(300);
        assertThat(pool.loaded()).extracting(each -> each.model().name()).containsExactly("b:latest");
        assertThat(Duration.between(Instant.now(), pool.loaded().getFirst().expires())).isGreaterThan(Duration.ofDays(20 * 365));
    }

    @Test
    void keepAliveSticksUntilChanged() {
        pool.acquire(model("a"), LoadWish.USUAL, Optional.of(new KeepAlive(Duration.ofHours(2))), Caller.PATIENT).close();
        acquire("a").close();
        assertThat(Duration.between(Instant.now(), pool.loaded().getFirst().expires())).isGreaterThan(Duration.ofMinutes(110));
    }

    @Test
    void whoLeavesWhileLoadingWaitsNoLonger() {
        loader.permits.drainPermits();
        AtomicBoolean left = new AtomicBoolean();
        CompletableFuture<ModelLease> lease =
                CompletableFuture.supplyAsync(() -> pool.acquire(model("a"), LoadWish.USUAL, Optional.empty(), left::get));
        await(() -> pool.waitingCount() == 1);
        long start = System.nanoTime();
        left.set(true);
        await(() -> pool.waitingCount() == 0);
        assertThat(System.nanoTime() - start).isLessThan(Duration.ofMillis(500).toNanos());
        assertThat(lease).isCompletedExceptionally();
        loader.permits.release(10);
        // Others can still have it.
        acquire("a").close();
        assertThat(loader.loads).hasSize(1);
    }

    @Test
    void aFailedLoadIsToldToAllWhoWaitAndTriedAgainLater() {
        loader.fails = true;
        assertThatThrownBy(() -> acquire("a")).hasMessageContaining("it is broken");
        assertThat(pool.loaded()).isEmpty();
        loader.fails = false;
        acquire("a").close();
        assertThat(pool.loaded()).hasSize(1);
    }

    @Test
    void anotherContextLengthLoadsTheModelAgainWhenItIsIdle() throws Exception {
        ModelLease first = acquire("a");
        CompletableFuture<ModelLease> longer = CompletableFuture.supplyAsync(
                () -> pool.acquire(model("a"), new LoadWish(8192), Optional.empty(), Caller.PATIENT));
        await(() -> pool.waitingCount() == 1);
        first.close();
        try (ModelLease lease = longer.get(10, TimeUnit.SECONDS)) {
            assertThat(lease.runner().facts().contextLength()).isEqualTo(8192);
        }
        // Who does not care takes it as it is; who wants more than there can be gets the same again.
        acquire("a").close();
        pool.acquire(model("a"), new LoadWish(8192), Optional.empty(), Caller.PATIENT).close();
        assertThat(loader.loads).hasSize(2);
    }

    @Test
    void theQueueIsBounded() {
        loader.permits.drainPermits();
        List<CompletableFuture<ModelLease>> waiting = new ArrayList<>();
        AtomicBoolean left = new AtomicBoolean();
        for (int i = 0; i < 8; i++) {
            waiting.add(CompletableFuture.supplyAsync(
                    () -> pool.acquire(model("a"), LoadWish.USUAL, Optional.empty(), left::get), command -> Thread.ofVirtual().start(command)));
        }
        await(() -> pool.waitingCount() == 8);
        assertThatThrownBy(() -> acquire("a")).isInstanceOfSatisfying(ApiException.class, e -> {
            assertThat(e.kind()).isEqualTo(Kind.OVERLOADED);
            assertThat(e.retryAfterSeconds()).isPresent();
        });
        left.set(true);
        await(() -> waiting.stream().allMatch(CompletableFuture::isDone));
        loader.permits.release(10);
    }

    @Test
    void closingFreesEverything() {
        acquire("a").close();
        ModelLease b = acquire("b");
        pool.close();
        assertThat(loader.runners).allMatch(runner -> runner.closed.get());
        b.close();
        assertThatThrownBy(() -> acquire("a")).isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.kind()).isEqualTo(Kind.OVERLOADED));
    }
}
