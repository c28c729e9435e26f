package hearth.server.model;

import hearth.server.call.KeepAlive;
import hearth.server.model.LoadedModel.State;
import java.time.Instant;

/** One model of a pool. All fields are guarded by the pool's lock. */
final class PoolEntry {
    final ServedModel model;
    final ModelLoader.LoadWish wish;
    final ModelLoader.Need need;
    State state = State.LOADING;
    ModelRunner runner;
    RuntimeException failure;
    long memoryBytes;
    KeepAlive keepAlive;
    Instant expires = Instant.MAX;
    long lastUse;
    int leases;
    /** Calls that wait for it to be loaded. */
    int waiters;

    PoolEntry(ServedModel model, ModelLoader.LoadWish wish, ModelLoader.Need need, KeepAlive keepAlive) {
        this.model = model;
        this.wish = wish;
        this.need = need;
        this.memoryBytes = need.bytes();
        this.keepAlive = keepAlive;
    }

    /** Only a model that nobody uses, and that is neither loading nor leaving, may be evicted. */
    boolean isIdle() {
        return state == State.READY && leases == 0 && waiters == 0;
    }

    LoadedModel shown(Instant farFuture) {
        ModelRunner.Load load = runner == null ? new ModelRunner.Load(0, 0) : runner.load();
        Instant end = keepAlive.isForever() || expires.isAfter(farFuture) ? farFuture : expires;
        return new LoadedModel(model, state, memoryBytes, need.contextLength(), end, load);
    }
}
