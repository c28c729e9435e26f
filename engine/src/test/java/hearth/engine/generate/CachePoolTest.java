package hearth.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.compute.KvCache;
import hearth.compute.KvCacheShape;
import hearth.compute.KvType;
import hearth.engine.kvcache.SequenceCache;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which cache a prompt gets, and what it is told about it. */
class CachePoolTest {
    private static final KvCacheShape SHAPE = new KvCacheShape(1, 1, 1, 1, 1024, KvType.F32);
    private static final long FULL = SHAPE.byteSize();

    private final List<KvCache> open = new ArrayList<>();
    private final List<Integer> copies = new ArrayList<>();

    private CachePool pool(int fullCaches) {
        return new CachePool(this::cache, SHAPE, new ReentrantLock(), fullCaches * FULL);
    }

    private KvCache cache(KvCacheShape shape) {
        KvCache cache = new KvCache() {
            @Override
            public KvCacheShape shape() {
                return shape;
            }

            @Override
            public void copyPrefix(KvCache other, int positions) {
                copies.add(positions);
            }

            @Override
            public void close() {
                open.remove(this);
            }
        };
        open.add(cache);
        return cache;
    }

    private static int[] ids(int from, int count) {
        return IntStream.range(from, from + count).toArray();
    }

    private static int[] joined(int[] first, int[] second) {
        return IntStream.concat(IntStream.of(first), IntStream.of(second)).toArray();
    }

    private static CachePool.Lease lease(CachePool pool, int[] prompt) {
        CachePool.Lease lease = pool.lease(prompt);
        SequenceCache cache = lease.cache();
        cache.truncate(lease.reusedTokens());
        pool.reserve(cache, prompt.length - lease.reusedTokens());
        cache.append(prompt, lease.reusedTokens(), prompt.length - lease.reusedTokens());
        return lease;
    }

    /** Runs a prompt and puts its cache back. */
    private static CachePool.Lease run(CachePool pool, int[] prompt) {
        CachePool.Lease lease = lease(pool, prompt);
        pool.release(lease.cache());
        return lease;
    }

    @Test
    void aConversationThatGoesOnFindsItsCache() {
        CachePool pool = pool(2);
        assertThat(run(pool, ids(0, 100)).limit()).isEqualTo(ReuseLimit.NO_MATCH);

        CachePool.Lease longer = run(pool, ids(0, 150));
        assertThat(longer.reusedTokens()).isEqualTo(100);
        assertThat(longer.limit()).isEqualTo(ReuseLimit.NEW_TEXT);

        CachePool.Lease same = run(pool, ids(0, 150));
        assertThat(same.reusedTokens()).isEqualTo(149);
        assertThat(same.limit()).isEqualTo(ReuseLimit.LAST_TOKEN);

        CachePool.Lease other = run(pool, joined(ids(0, 120), ids(500, 50)));
        assertThat(other.reusedTokens()).isEqualTo(120);
        assertThat(other.limit()).isEqualTo(ReuseLimit.DIVERGED);
        assertThat(open).hasSize(1);
    }

    @Test
    void theLongestMatchIsTaken() {
        CachePool pool = pool(4);
        int[] shared = ids(0, 50);
        SequenceCache first = lease(pool, joined(shared, ids(1000, 20))).cache();
        SequenceCache second = lease(pool, joined(shared, ids(2000, 40))).cache();
        pool.release(first);
        pool.release(second);

        assertThat(pool.lease(joined(shared, ids(2000, 60))).cache()).isSameAs(second);
        assertThat(pool.lease(joined(shared, ids(3000, 60))).cache()).isSameAs(first);
    }

    @Test
    void aLongConversationKeepsItsCacheAndLendsItsBeginning() {
        CachePool pool = pool(2);
        int[] system = ids(0, 50);
        SequenceCache conversation = run(pool, joined(system, ids(1000, 300))).cache();

        CachePool.Lease newcomer = run(pool, joined(system, ids(2000, 20)));
        assertThat(newcomer.cache()).isNotSameAs(conversation);
        assertThat(newcomer.reusedTokens()).isEqualTo(50);
        assertThat(newcomer.limit()).isEqualTo(ReuseLimit.DIVERGED);
        assertThat(copies).containsExactly(50);
        assertThat(run(pool, joined(system, ids(1000, 310))).reusedTokens()).isEqualTo(350);
    }

    @Test
    void withoutRoomAShortMatchIsTakenAfterAll() {
        CachePool pool = pool(1);
        int[] system = ids(0, 50);
        run(pool, joined(system, ids(1000, 300)));

        CachePool.Lease newcomer = run(pool, joined(system, ids(2000, 20)));
        assertThat(newcomer.reusedTokens()).isEqualTo(50);
        assertThat(newcomer.limit()).isEqualTo(ReuseLimit.DIVERGED);
        assertThat(open).hasSize(1);
    }

    @Test
    void whatACacheInUseHoldsIsCopied() {
        CachePool pool = pool(2);
        CachePool.Lease first = lease(pool, ids(0, 100));
        CachePool.Lease second = lease(pool, ids(0, 110));

        assertThat(second.cache()).isNotSameAs(first.cache());
        assertThat(second.reusedTokens()).isEqualTo(100);
        assertThat(second.limit()).isEqualTo(ReuseLimit.NEW_TEXT);
        assertThat(copies).containsExactly(100);
        assertThat(second.cache().ids()).containsExactly(ids(0, 110));
    }

    @Test
    void aFewTokensAreNotWorthACopy() {
        CachePool pool = pool(2);
        lease(pool, joined(ids(0, 5), ids(1000, 100)));

        assertThat(lease(pool, joined(ids(0, 5), ids(2000, 100))).limit()).isEqualTo(ReuseLimit.NO_MATCH);
        assertThat(copies).isEmpty();
    }

    @Test
    void whatWasFreedIsRemembered() {
        CachePool pool = pool(1);
        run(pool, ids(0, 100));
        run(pool, ids(5000, 100));

        CachePool.Lease again = run(pool, ids(0, 120));
        assertThat(again.reusedTokens()).isZero();
        assertThat(again.limit()).isEqualTo(ReuseLimit.EVICTED);
        assertThat(open).as("the memory was used again").hasSize(1);
    }

    @Test
    void cachesNeverHoldMoreThanTheLimit() {
        CachePool pool = pool(3);
        List<CachePool.Lease> running = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            running.add(lease(pool, ids(i * 2000, 1 + i * 53 % 1024)));
            assertThat(pool.heldBytes()).isLessThanOrEqualTo(3 * FULL);
            if (running.size() == 3) {
                pool.release(running.remove(i % 3).cache());
            }
            assertThat(pool.heldBytes()).isLessThanOrEqualTo(3 * FULL);
        }
        pool.close();
        assertThat(open).isEmpty();
    }

    @Test
    void theLeastRecentlyUsedGoesFirst() {
        CachePool pool = pool(2);
        run(pool, ids(0, 1024));
        run(pool, ids(2000, 1024));
        run(pool, ids(0, 1024));
        run(pool, ids(4000, 1024));

        assertThat(pool.lease(ids(0, 1024)).reusedTokens()).isEqualTo(1023);
        assertThat(pool.lease(ids(2000, 1024)).limit()).isEqualTo(ReuseLimit.EVICTED);
    }
}
