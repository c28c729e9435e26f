package hearth.engine.kvcache;

import hearth.compute.KvCache;

/** The KV cache of one sequence together with the token ids that fill it, so that a later prompt can reuse its beginning. */
public final class SequenceCache implements AutoCloseable {
    private final KvCache cache;
    private final int[] ids;
    private int length;

    /** Takes the cache over and closes it. */
    public SequenceCache(KvCache cache) {
        this.cache = cache;
        this.ids = new int[cache.shape().capacity()];
    }

    public KvCache cache() {
        return cache;
    }

    public int capacity() {
        return ids.length;
    }

    /** Filled positions. */
    public int length() {
        return length;
    }

    /** How many ids at the beginning of {@code other} are those of the filled positions. */
    public int commonPrefix(int[] other) {
        int limit = Math.min(length, other.length);
        int common = 0;
        while (common < limit && ids[common] == other[common]) {
            common++;
        }
        return common;
    }

    /** Forgets all positions from {@code newLength} on. */
    public void truncate(int newLength) {
        length = Math.min(length, newLength);
    }

    /** Notes that the next {@code count} positions now hold these ids. */
    public void append(int[] source, int offset, int count) {
        System.arraycopy(source, offset, ids, length, count);
        length += count;
    }

    @Override
    public void close() {
        cache.close();
    }
}
