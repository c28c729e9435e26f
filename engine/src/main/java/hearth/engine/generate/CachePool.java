package hearth.engine.generate;

import hearth.compute.KvCache;
import hearth.compute.KvCacheShape;
import hearth.engine.kvcache.SequenceCache;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.function.Function;

/**
 * The KV caches of one scheduler. Those of ended sequences stay as long as memory allows, the least recently used going first, so
 * that a prompt that begins as one of them runs only from where it differs; what a busy one holds is copied. For one thread.
 */
final class CachePool implements AutoCloseable {
    /** Caches are searched one by one, so there is a limit to their number too. */
    private static final int MAX_IDLE = 256;
    /** Prompts have a few tokens in common by their format alone; so few are worth neither a copy nor a word. */
    private static final int LEAST_COPY = 16;
    /** Ids of evicted caches that are remembered, to tell why a prompt was not found. */
    private static final int MAX_REMEMBERED_IDS = 1 << 18;

    private final Function<KvCacheShape, KvCache> source;
    private final KvCacheShape shape;
    private final Lock device;
    private final long limitBytes;
    private final List<SequenceCache> busy = new ArrayList<>();
    private final List<SequenceCache> idle = new ArrayList<>(); // least recently used first
    private final Deque<int[]> evicted = new ArrayDeque<>();
    private int rememberedIds;

    /** A cache that holds the first {@code reusedTokens} of a prompt. */
    record Lease(SequenceCache cache, int reusedTokens, ReuseLimit limit) {}

    /** A cache and how much of a prompt's beginning it holds. */
    private record Match(SequenceCache cache, int tokens) {
        // What a short common beginning saves is less than what the rest of a long conversation will cost when it goes on.
        boolean isMostOfCache() {
            return 3L * tokens >= cache.length();
        }
    }

    /**
     * @param device held while a cache is copied
     * @param limitBytes what all caches may hold: full ones for all that are busy at the same time, at least
     */
    CachePool(Function<KvCacheShape, KvCache> source, KvCacheShape shape, Lock device, long limitBytes) {
        this.source = source;
        this.shape = shape;
        this.device = device;
        this.limitBytes = limitBytes;
    }

    /** How much of the prompt could be reused now; never its last token, whose logits are needed. */
    int reusable(int[] prompt) {
        return Math.max(
                longestMatch(idle, prompt).map(Match::tokens).orElse(0),
                longestMatch(busy, prompt).map(Match::tokens).orElse(0));
    }

    /**
     * Takes the idle cache that holds most of the prompt; or a copy of that from a busy cache, or from one of a longer conversation,
     * which may go on; or an empty cache.
     */
    Lease lease(int[] prompt) {
        Optional<Match> inIdle = longestMatch(idle, prompt);
        Optional<Match> inBusy = longestMatch(busy, prompt);
        int idleTokens = inIdle.map(Match::tokens).orElse(0);
        boolean copiesBusy = inBusy.map(Match::tokens).orElse(0) >= idleTokens + LEAST_COPY;
        boolean takesIdle = !copiesBusy && idleTokens > 0 && (inIdle.get().isMostOfCache() || !hasRoom());
        Optional<Match> match = copiesBusy ? inBusy : takesIdle || idleTokens >= LEAST_COPY ? inIdle : Optional.empty();
        ReuseLimit limit = limit(prompt, match);
        SequenceCache cache = takesIdle ? taken(inIdle.get()) : match.map(this::copy).orElseGet(this::empty);
        busy.add(cache);
        return new Lease(cache, match.map(Match::tokens).orElse(0), limit);
    }

    /** The longest; of equal ones the first. */
    private static Optional<Match> longestMatch(List<SequenceCache> caches, int[] prompt) {
        Optional<Match> best = Optional.empty();
        for (SequenceCache cache : caches) {
            int common = Math.min(cache.commonPrefix(prompt), prompt.length - 1);
            if (common > best.map(Match::tokens).orElse(0)) {
                best = Optional.of(new Match(cache, common));
            }
        }
        return best;
    }

    private boolean hasRoom() {
        return idle.size() < MAX_IDLE && heldBytes() + shape.byteSize() <= limitBytes;
    }

    private SequenceCache taken(Match match) {
        idle.remove(match.cache());
        match.cache().truncate(match.tokens());
        return match.cache();
    }

    private SequenceCache copy(Match match) {
        boolean wasIdle = idle.remove(match.cache());
        SequenceCache copy = empty();
        if (wasIdle) {
            // It was used just now, so that it is the last one to make room.
            idle.add(match.cache());
        }
        busy.add(copy);
        reserve(copy, match.tokens());
        busy.remove(copy);
        device.lock();
        try {
            copy.copyPrefix(match.cache(), match.tokens());
            return copy;
        } catch (RuntimeException | Error e) {
            copy.close();
            throw e;
        } finally {
            device.unlock();
        }
    }

    /** A new one, or the one least recently used. */
    private SequenceCache empty() {
        if (idle.isEmpty() || hasRoom()) {
            return new SequenceCache(source.apply(shape));
        }
        SequenceCache oldest = idle.removeFirst();
        remember(oldest);
        oldest.truncate(0);
        return oldest;
    }

    private ReuseLimit limit(int[] prompt, Optional<Match> match) {
        int reused = match.map(Match::tokens).orElse(0);
        int enough = Math.min(reused + LEAST_COPY, prompt.length - 1);
        boolean lost = reused < prompt.length - 1
                && evicted.stream().anyMatch(ids -> SequenceCache.commonPrefix(ids, ids.length, prompt) >= enough);
        return lost
                ? ReuseLimit.EVICTED
                : ReuseLimit.of(reused, prompt.length, match.map(found -> found.cache().length()).orElse(0));
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
        if (cache.length() >= LEAST_COPY) {
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
