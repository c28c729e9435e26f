package hearth.engine.kvcache;

import hearth.compute.KvCache;
import java.util.Arrays;

/** The KV cache of one sequence together with the token ids that fill it, so that a later prompt can reuse its beginning. */
public final class SequenceCache implements AutoCloseable {
    /** Devices get memory for a cache in pages of about so many positions. */
    private static final int PAGE = 256;

    private final KvCache cache;
    private final int capacity;
    private int[] ids = new int[64];
    private int length;
    private int reserved;

    /** Takes the cache over and closes it. */
    public SequenceCache(KvCache cache) {
        this.cache = cache;
        this.capacity = cache.shape().capacity();
    }

    public KvCache cache() {
        return cache;
    }

    public int capacity() {
        return capacity;
    }

    /** Filled positions. */
    public int length() {
        return length;
    }

    /** A copy of the ids of the filled positions. */
    public int[] ids() {
        return Arrays.copyOf(ids, length);
    }

    /** How many ids at the beginning of {@code other} are those of the filled positions. */
    public int commonPrefix(int[] other) {
        return commonPrefix(ids, length, other);
    }

    /** How many of the first {@code length} ids and those of {@code other} are equal from the beginning on. */
    public static int commonPrefix(int[] ids, int length, int[] other) {
        int different = Arrays.mismatch(ids, 0, length, other, 0, other.length);
        return different < 0 ? length : different;
    }

    /** Forgets all positions from {@code newLength} on; their memory stays. */
    public void truncate(int newLength) {
        length = Math.min(length, newLength);
    }

    /** Takes over the first {@code count} positions of another cache; to be called as a step on the device is. */
    public void copyPrefix(SequenceCache source, int count) {
        cache.copyPrefix(source.cache, count);
        length = 0;
        append(source.ids, 0, count);
    }

    /** Notes that the device will make memory for this many more positions. */
    public void reserve(int count) {
        reserved = Math.max(reserved, length + count);
    }

    /** Notes that the next {@code count} positions now hold these ids. */
    public void append(int[] source, int offset, int count) {
        if (length + count > ids.length) {
            ids = Arrays.copyOf(ids, Math.min(capacity, Math.max(length + count, 2 * ids.length)));
        }
        System.arraycopy(source, offset, ids, length, count);
        length += count;
        reserved = Math.max(reserved, length);
    }

    /** Bytes of the pages of all positions that were ever reserved or filled. */
    public long heldBytes() {
        long positions = Math.min(capacity, (long) Math.ceilDiv(reserved, PAGE) * PAGE);
        return cache.shape().byteSize() / capacity * positions;
    }

    @Override
    public void close() {
        cache.close();
    }
}
