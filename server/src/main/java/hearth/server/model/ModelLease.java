package hearth.server.model;

/** The use of a loaded model, which stays loaded until the lease is closed. */
public final class ModelLease implements AutoCloseable {
    private final ModelPool pool;
    private final PoolEntry entry;
    private final ServedModel model;
    private final long loadNanos;
    private boolean closed;

    ModelLease(ModelPool pool, PoolEntry entry, ServedModel model, long loadNanos) {
        this.pool = pool;
        this.entry = entry;
        this.model = model;
        this.loadNanos = loadNanos;
    }

    public ModelRunner runner() {
        return entry.runner;
    }

    /** The model as this call named it. */
    public ServedModel model() {
        return model;
    }

    /** How long this call waited for it. */
    public long loadNanos() {
        return loadNanos;
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            pool.release(entry);
        }
    }
}
