package hearth.server.model;

import hearth.server.call.ApiException;
import hearth.server.call.ApiException.Kind;
import hearth.server.call.Caller;
import hearth.server.call.KeepAlive;
import hearth.server.model.LoadedModel.State;
import hearth.server.model.ModelLoader.LoadWish;
import hearth.server.model.ModelLoader.Need;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The models in memory: loads them when they are asked for, keeps them for as long as was said, and evicts those that nobody uses,
 * least recently used first, when others need the memory. One state machine under one lock; every wait is bounded. Thread-safe.
 */
public final class ModelPool implements AutoCloseable {
    private static final long SLICE_NANOS = 20_000_000;
    private static final long TICK_MILLIS = 100;
    private static final Duration FAR = Duration.ofDays(365L * 100);

    private final ModelLoader loader;
    private final PoolOptions options;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** By file: two names of the same weights share a runner. */
    private final Map<ServedModel.Content, PoolEntry> entries = new LinkedHashMap<>();
    private final ScheduledExecutorService janitor;
    private int waiting;
    private long uses;
    private boolean closed;

    public ModelPool(ModelLoader loader, PoolOptions options, Clock clock) {
        this.loader = loader;
        this.options = options;
        this.clock = clock;
        janitor = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("hearth-keep-alive").factory());
        janitor.scheduleWithFixedDelay(this::expire, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * The model, loaded if it is not, for the caller to use until it closes the lease.
     *
     * @param keepAlive from now on; empty = as it is
     * @throws ApiException OUT_OF_MEMORY with both numbers if it can never fit, OVERLOADED if too many wait or it took too long,
     *     CLIENT_GONE if the caller left, or why it can't be loaded
     */
    public ModelLease acquire(ServedModel model, LoadWish wish, Optional<KeepAlive> keepAlive, Caller caller) {
        long start = System.nanoTime();
        lock.lock();
        try {
            Optional<ModelLease> ready = take(model, wish, keepAlive, start);
            if (ready.isPresent()) {
                return ready.get();
            }
            if (waiting >= options.queueLimit()) {
                throw ApiException.overloaded("server busy, please try again: " + waiting + " calls wait for models", 5);
            }
            waiting++;
            try {
                return awaitLease(model, wish, keepAlive, caller, start);
            } finally {
                waiting--;
            }
        } finally {
            lock.unlock();
        }
    }

    private ModelLease awaitLease(
            ServedModel model, LoadWish wish, Optional<KeepAlive> keepAlive, Caller caller, long start) {
        Optional<Need> need = Optional.empty();
        while (true) {
            Optional<ModelLease> ready = take(model, wish, keepAlive, start);
            if (ready.isPresent()) {
                return ready.get();
            }
            PoolEntry entry = entries.get(model.content());
            if (entry == null && need.isEmpty()) {
                need = Optional.of(needUnlocked(model, wish));
                continue;
            }
            if (entry == null && makeRoom(model, need.get())) {
                entry = new PoolEntry(model, wish, need.get(), keepAlive.orElse(options.keepAlive()));
                entries.put(model.content(), entry);
                load(entry);
            }
            awaitChange(Optional.ofNullable(entry), caller, start);
        }
    }

    /** A lease if the model is there as wanted. If it is there with another context, it has to go first. */
    private Optional<ModelLease> take(ServedModel model, LoadWish wish, Optional<KeepAlive> keepAlive, long start) {
        if (closed) {
            throw ApiException.overloaded("the server is stopping", 5);
        }
        PoolEntry entry = entries.get(model.content());
        if (entry == null || entry.state != State.READY) {
            return Optional.empty();
        }
        if (!fits(entry, wish)) {
            if (entry.isIdle()) {
                leave(entry);
            }
            return Optional.empty();
        }
        entry.leases++;
        entry.lastUse = ++uses;
        keepAlive.ifPresent(value -> entry.keepAlive = value);
        return Optional.of(new ModelLease(this, entry, model, System.nanoTime() - start));
    }

    private static boolean fits(PoolEntry entry, LoadWish wish) {
        int wanted = wish.contextLength();
        // A wish beyond what the model was trained for is cut, so the same wish again must find the same model.
        return wanted == 0 || wanted == entry.need.contextLength() || wanted == entry.wish.contextLength();
    }

    private Need needUnlocked(ServedModel model, LoadWish wish) {
        lock.unlock();
        try {
            return loader.need(model, wish);
        } finally {
            lock.lock();
        }
    }

    /** Whether the memory is free now; evicts idle models if not. */
    private boolean makeRoom(ServedModel model, Need need) {
        if (need.bytes() > options.memoryBytes()) {
            throw new ApiException(Kind.OUT_OF_MEMORY, "model requires more system memory (" + shown(need.bytes())
                    + ") than is available (" + shown(options.memoryBytes()) + "): " + model.name() + " with a context of "
                    + need.contextLength() + " tokens and " + need.slots() + " parallel answers");
        }
        long used = entries.values().stream().mapToLong(entry -> entry.memoryBytes).sum();
        if (used + need.bytes() <= options.memoryBytes()) {
            return true;
        }
        // What leaves already is waited for before another has to go.
        long leaving = entries.values().stream()
                .filter(entry -> entry.state == State.LEAVING)
                .mapToLong(entry -> entry.memoryBytes)
                .sum();
        if (used - leaving + need.bytes() > options.memoryBytes()) {
            entries.values().stream()
                    .filter(PoolEntry::isIdle)
                    .min(Comparator.comparingLong(entry -> entry.lastUse))
                    .ifPresent(this::leave);
        }
        return false;
    }

    private static String shown(long bytes) {
        return bytes >= 10L << 30 ? (bytes >> 30) + " GiB" : (bytes >> 20) + " MiB";
    }

    private void awaitChange(Optional<PoolEntry> entry, Caller caller, long start) {
        entry.ifPresent(awaited -> awaited.waiters++);
        try {
            awaitSlice(caller, start);
        } finally {
            entry.ifPresent(awaited -> awaited.waiters--);
        }
        if (entry.isPresent() && entry.get().failure != null) {
            throw entry.get().failure;
        }
    }

    private void awaitSlice(Caller caller, long start) {
        try {
            if (System.nanoTime() - start > options.waitLimit().toNanos()) {
                throw ApiException.overloaded("the model was not ready in time", 30);
            }
            if (changed.awaitNanos(SLICE_NANOS) <= 0 && askUnlocked(caller)) {
                throw new ApiException(Kind.CLIENT_GONE, "request canceled");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiException(Kind.CLIENT_GONE, "request canceled");
        }
    }

    private boolean askUnlocked(Caller caller) {
        lock.unlock();
        try {
            return caller.hasLeft();
        } finally {
            lock.lock();
        }
    }

    /** Goes on if whoever asked leaves: others may wait too. */
    private void load(PoolEntry entry) {
        Thread.ofPlatform().daemon().name("hearth-load").start(() -> {
            ModelRunner runner = null;
            RuntimeException failure = null;
            try {
                runner = loader.load(entry.model, entry.wish);
            } catch (ApiException e) {
                failure = e;
            } catch (RuntimeException | Error e) {
                System.getLogger(ModelPool.class.getName()).log(System.Logger.Level.ERROR, "loading " + entry.model.name(), e);
                failure = new ApiException(Kind.INTERNAL, "loading " + entry.model.name() + " failed; see the server's log", e);
            }
            loaded(entry, runner, failure);
        });
    }

    private void loaded(PoolEntry entry, ModelRunner runner, RuntimeException failure) {
        lock.lock();
        try {
            entry.runner = runner;
            entry.failure = failure;
            if (runner == null) {
                entries.remove(entry.model.content(), entry);
            } else {
                entry.state = State.READY;
                entry.memoryBytes = Math.max(entry.memoryBytes, runner.facts().memoryBytes());
                // Whoever asked may have left; one that stayed takes a lease long before.
                entry.expires = clock.instant().plusSeconds(5);
                entry.lastUse = ++uses;
                if (closed) {
                    leave(entry);
                }
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private Instant expiry(PoolEntry entry) {
        return clock.instant().plus(entry.keepAlive.duration());
    }

    void release(PoolEntry entry) {
        lock.lock();
        try {
            entry.leases--;
            entry.expires = expiry(entry);
            if (entry.isIdle() && entry.keepAlive.isNone()) {
                leave(entry);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Frees it on a thread of its own; its memory counts until it is free. */
    private void leave(PoolEntry entry) {
        entry.state = State.LEAVING;
        Thread.ofPlatform().daemon().name("hearth-unload").start(() -> {
            try {
                entry.runner.close();
            } finally {
                lock.lock();
                try {
                    entries.remove(entry.model.content(), entry);
                    changed.signalAll();
                } finally {
                    lock.unlock();
                }
            }
        });
    }

    private void expire() {
        lock.lock();
        try {
            Instant now = clock.instant();
            for (PoolEntry entry : List.copyOf(entries.values())) {
                if (entry.isIdle() && !entry.keepAlive.isForever() && !entry.expires.isAfter(now)) {
                    leave(entry);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Unloads the model as soon as nobody uses it; returns whether it was there. */
    public boolean unload(ServedModel model) {
        lock.lock();
        try {
            PoolEntry entry = entries.get(model.content());
            if (entry == null || entry.state == State.LEAVING) {
                return false;
            }
            entry.keepAlive = KeepAlive.NONE;
            if (entry.isIdle()) {
                leave(entry);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** What is in memory, latest expiry first. */
    public List<LoadedModel> loaded() {
        lock.lock();
        try {
            Instant far = clock.instant().plus(FAR);
            List<LoadedModel> shown = new ArrayList<>();
            entries.values().forEach(entry -> shown.add(entry.shown(far)));
            shown.sort(Comparator.comparing(LoadedModel::expires).reversed());
            return shown;
        } finally {
            lock.unlock();
        }
    }

    /** Bytes all models together may need. */
    public long memoryLimitBytes() {
        return options.memoryBytes();
    }

    /** Calls that wait for models. */
    public int waitingCount() {
        lock.lock();
        try {
            return waiting;
        } finally {
            lock.unlock();
        }
    }

    /** Ends everything that runs, and frees all models. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            janitor.shutdownNow();
            entries.values().stream().filter(entry -> entry.state == State.READY).toList().forEach(this::leave);
            changed.signalAll();
            long end = System.nanoTime() + options.waitLimit().toNanos();
            while (!entries.isEmpty() && System.nanoTime() < end) {
                changed.awaitNanos(SLICE_NANOS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
