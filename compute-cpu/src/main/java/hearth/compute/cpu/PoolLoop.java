package hearth.compute.cpu;

/** One loop of a {@link WorkerPool}, as one of its threads knows it: each has a copy, which stays as it is while the next begins. */
final class PoolLoop {
    long number;
    int chunkCount;
    ChunkLedger ledger;
    private int itemCount;
    private int chunkSize;
    // One of the two is null.
    private WorkerPool.RangeTask once;
    private WorkerPool.RepeatableTask again;

    void set(int itemCount, int chunkSize, WorkerPool.RangeTask once, WorkerPool.RepeatableTask again) {
        this.itemCount = itemCount;
        this.chunkSize = chunkSize;
        this.chunkCount = Math.ceilDiv(itemCount, chunkSize);
        this.once = once;
        this.again = again;
    }

    /** All of it, torn if the other one changes meanwhile. */
    void copy(PoolLoop other) {
        number = other.number;
        chunkCount = other.chunkCount;
        ledger = other.ledger;
        itemCount = other.itemCount;
        chunkSize = other.chunkSize;
        once = other.once;
        again = other.again;
    }

    /** Keeps no task alive. */
    void clear() {
        once = null;
        again = null;
    }

    boolean isRepeatable() {
        return again != null;
    }

    void capture(int worker) {
        if (again != null) {
            again.capture(worker);
        }
    }

    void compute(int chunk, int worker) {
        if (again == null) {
            once.run(from(chunk), to(chunk), worker);
        } else {
            again.compute(from(chunk), to(chunk), worker);
        }
    }

    void commit(int chunk, int worker) {
        if (again != null) {
            again.commit(from(chunk), to(chunk), worker);
        }
    }

    private int from(int chunk) {
        return chunk * chunkSize;
    }

    private int to(int chunk) {
        return from(chunk) + Math.min(chunkSize, itemCount - from(chunk));
    }
}
