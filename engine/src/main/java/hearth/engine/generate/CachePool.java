package hearth.engine.generate;

import hearth.compute.KvCache;
import hearth.compute.KvCacheShape;
import hearth.engine.kvcache.SequenceCache;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;

/**
 * The KV caches of one scheduler. Those of ended sequences stay as long as memory allows, the least recently used going first, so
 * that a prompt that begins as one of them runs only from where it differs. For one thread.
 */
final class CachePool implements AutoCloseable {
    /** Caches are searched one by one, so there is a limit to their number too. */
    private static final int MAX_IDLE = 256;
    /** Prompts have a few tokens in common by their format alone; that much less is not worth a reason. */
    private static final int LEAST_LOSS = 16;
    /** Ids of evicted caches that are remembered, to tell why a prompt was not found. */
    private static final int MAX_REMEMBERED_IDS = 1 << 18;

    private final Function<KvCacheShape, KvCache> source;
    private final KvCacheShape shape;
    private final long limitBytes;
    private final List<SequenceCache> busy = new ArrayList<>();
    private final List<SequenceCache> idle = new ArrayList<>(); // least recently used first
    private final Deque<int[]> evicted = new ArrayDeque<>();
    private int rememberedIds;

    /** A cache for a prompt, of which it holds the first {@code reusedTokens}. */
    record Lease(SequenceCache cache, int reusedTokens, ReuseLimit limit) {}

    /** @param limitBytes what all caches may hold: full ones for all that are busy at the same time, at least */
    CachePool(Function<KvCacheShape, KvCache> source, KvCacheShape shape, long limitBytes) {
        this.source = source;
        this.shape = shape;
        this.limitBytes = limitBytes;
    }

    /** Takes the cache that holds most of the prompt, or another one. */
    Lease lease(int[] prompt) {
        int best = longestMatch(prompt);
        int common = best < 0 ? 0 : idle.get(best).commonPrefix(prompt);
        boolean taken = common > 0 && (isOwn(idle.get(best), common) || !hasRoom());
        int reused = taken ? Math.min(common, prompt.length - 1) : 0;
        int cached = taken ? idle.get(best).length() : 0;
        ReuseLimit limit = limit(prompt, reused, cached, taken ? 0 : Math.min(common, prompt.length - 1));
        SequenceCache cache = taken ? idle.remove(best) : another();
        busy.add(cache);
        return new Lease(cache, reused, limit);
    }

    /** Index of the idle cache with the longest common beginning; of equal ones the least recently used. */
    private int longestMatch(int[] prompt) {
        int best = -1;
        int longest = 0;
        for (int i = 0; i < idle.size(); i++) {
            int common = idle.get(i).commonPrefix(prompt);
            if (common > longest) {
                longest = common;
                best = i;
            }
        }
        return best;
    }

    // What a short common beginning saves is less than what the rest of a long conversation will cost when it goes on.
    private static boolean isOwn(SequenceCache cache, int common) {
        return 3L * common >= cache.length();
    }

    private boolean hasRoom() {
        return idle.size() < MAX_IDLE && heldBytes() + shape.byteSize() <= limitBytes;
    }

    private SequenceCache another() {
        if (idle.isEmpty() || hasRoom()) {
            return new SequenceCache(source.apply(shape));
        }
        SequenceCache oldest = idle.removeFirst();
        remember(oldest);
        oldest.truncate(0);
        return oldest;
    }

    private ReuseLimit limit(int[] prompt, int reused, int cached, int passedOver) {
        int enough = Math.min(reused + LEAST_LOSS, prompt.length - 1);
        if (reused < prompt.length - 1) {
            if (passedOver >= enough) {
                return ReuseLimit.OTHER_CONVERSATION;
            }
            if (busy.stream().anyMatch(cache -> cache.commonPrefix(prompt) >= enough)) {
                return ReuseLimit.SLOT_BUSY;
            }
            if (evicted.stream().anyMatch(ids -> SequenceCache.commonPrefix(ids, ids.length, prompt) >= enough)) {
                return ReuseLimit.EVICTED;
            }
        }
        return ReuseLimit.of(reused, prompt.length, cached);
    }

    /** Makes room for more positions in a leased cache. */
    void reserve(SequenceCache cache, int positions) {
        cache.reserve(positions);
        evictOverLimit();
    }

    /** Takes a cache back; what it holds may be reused. */
    void release(SequenceCache cache) {
        busy.remove(cache);
        idle.add(cache);
        evictOverLimit();
    }

    private void evictOverLimit() {
        while (!idle.isEmpty() && (idle.size() > MAX_IDLE || heldBytes() > limitBytes)) {
            SequenceCache oldest = idle.removeFirst();
            remember(oldest);
            oldest.close();
        }
    }

    private void remember(SequenceCache cache) {
        if (cache.length() >= LEAST_LOSS) {
            evicted.add(cache.ids());
            rememberedIds += cache.length();
        }
        while (rememberedIds > MAX_REMEMBERED_IDS) {
            rememberedIds -= evicted.removeFirst().length;
        }
    }

    long heldBytes() {
        long sum = 0;
        for (SequenceCache cache : busy) {
            sum += cache.heldBytes();
        }
        for (SequenceCache cache : idle) {
            sum += cache.heldBytes();
        }
        return sum;
    }

    long limitBytes() {
        return limitBytes;
    }

    @Override
    public void close() {
        busy.forEach(SequenceCache::close);
        idle.forEach(SequenceCache::close);
        busy.clear();
        idle.clear();
    }
}
