package hearth.compute.cpu;

import hearth.compute.AttentionShape;
import hearth.compute.SequenceSpan;
import java.util.Arrays;
import java.util.List;

/**
 * Attention of a batch: cut into tiles (tokens of one span by one kv head) that threads share out; when there are few tiles over
 * many positions, as in decode at depth, into pages of tiles, whose parts are merged afterwards in order.
 */
final class AttentionKernel {
    /** Tile rows to aim at: enough to share the conversion of keys and values, few enough for the cache. */
    private static final int TILE_ROWS = 32;
    /** Tiles a thread should have before whole tiles are shared out. */
    private static final int TILES_PER_THREAD = 4;
    /** Floats of parts beyond which pages are not shared out (16 MiB). */
    private static final long MOST_PARTS = 4 << 20;
    /** Stores of fewer floats are not worth other threads. */
    private static final int SERIAL_STORE = 16 << 10;
    // Fields of a tile and of a page of a tile in the plan.
    private static final int SPAN = 0;
    private static final int FIRST_TOKEN = 1;
    private static final int TOKENS = 2;
    private static final int KV_HEAD = 3;
    private static final int FIRST_PAGE = 4;
    private static final int END_PAGE = 5;
    private static final int PART_OFFSET = 6;
    private static final int TILE_FIELDS = 7;

    private final WorkerPool pool;
    private final AttentionTile[] scratch;
    private final WorkerPool.RangeTask storeTask = this::storeRows;
    private final WorkerPool.RangeTask tileTask = this::attendTiles;
    private final WorkerPool.RangeTask pageTask = this::attendPages;
    private final WorkerPool.RangeTask mergeTask = this::mergeTiles;

    private int[] tiles = new int[64 * TILE_FIELDS];
    private int tileCount;
    private int[] pageTiles = new int[64]; // tile of each (tile, page)
    private int pageCount;
    private float[] parts = {};

    private int layer;
    private AttentionShape shape;
    private List<SequenceSpan> spans;
    private SequenceSpan span;
    private float[] q;
    private float[] k;
    private float[] v;
    private float[] out;

    AttentionKernel(WorkerPool pool) {
        this.pool = pool;
        scratch = new AttentionTile[pool.threadCount()];
        Arrays.setAll(scratch, i -> new AttentionTile());
    }

    /** See {@link hearth.compute.Backend#attention}; operands are checked already. */
    void attend(
            int layer, AttentionShape shape, float[] q, float[] k, float[] v, List<SequenceSpan> spans, float[] out) {
        this.layer = layer;
        this.shape = shape;
        this.spans = spans;
        this.q = q;
        this.k = k;
        this.v = v;
        this.out = out;
        store();
        planTiles();
        if (worthSharingPages()) {
            pool.run(pageCount, 1, pageTask);
            pool.run(tileCount, 1, mergeTask);
        } else {
            pool.run(tileCount, 1, tileTask);
        }
        this.spans = null;
        this.span = null;
        this.q = null;
        this.k = null;
        this.v = null;
        this.out = null;
    }

    private void store() {
        int rowSize = shape.kvHeadCount() * (shape.headSize() + shape.valueHeadSize());
        for (int i = 0; i < spans.size(); i++) {
            span = spans.get(i);
            ((CpuKvCache) span.cache()).prepare(layer, span.firstPosition(), span.rowCount());
            if ((long) span.rowCount() * rowSize > SERIAL_STORE) {
                pool.run(span.rowCount(), CpuKvCache.BLOCK, storeTask);
            } else {
                storeRows(0, span.rowCount(), 0);
            }
        }
    }

    private void storeRows(int from, int to, int worker) {
        CpuKvCache cache = (CpuKvCache) span.cache();
        int kSize = shape.kvHeadCount() * shape.headSize();
        int vSize = shape.kvHeadCount() * shape.valueHeadSize();
        for (int i = from; i < to; i++) {
            int row = span.firstRow() + i;
            cache.store(layer, span.firstPosition() + i, k, row * kSize, v, row * vSize);
        }
    }

    private void planTiles() {
        int most = Math.max(1, TILE_ROWS / shape.groupSize());
        tileCount = 0;
        pageCount = 0;
        for (int i = 0; i < spans.size(); i++) {
            int count = spans.get(i).rowCount();
            // Later tokens see more: the longest tiles come first, the short ones fill up at the end.
            for (int first = (count - 1) / most * most; first >= 0 && count > 0; first -= most) {
                for (int kvHead = 0; kvHead < shape.kvHeadCount(); kvHead++) {
                    addTile(i, first, Math.min(most, count - first), kvHead);
                }
            }
        }
    }

    private void addTile(int spanIndex, int first, int tokens, int kvHead) {
        int at = tileCount * TILE_FIELDS;
        if (at == tiles.length) {
            tiles = Arrays.copyOf(tiles, 2 * at);
        }
        int position = spans.get(spanIndex).firstPosition() + first;
        int end = shape.endVisible(position + tokens - 1, endOf(spans.get(spanIndex)));
        tiles[at + SPAN] = spanIndex;
        tiles[at + FIRST_TOKEN] = first;
        tiles[at + TOKENS] = tokens;
        tiles[at + KV_HEAD] = kvHead;
        tiles[at + FIRST_PAGE] = shape.firstVisible(position) / CpuKvCache.PAGE;
        tiles[at + END_PAGE] = (end - 1) / CpuKvCache.PAGE + 1;
        pageCount += tiles[at + END_PAGE] - tiles[at + FIRST_PAGE];
        tileCount++;
    }

    /** Whether to share out pages of tiles; if so, plans them. The choice changes no result. */
    private boolean worthSharingPages() {
        if (pool.threadCount() == 1 || pageCount == tileCount || tileCount >= TILES_PER_THREAD * pool.threadCount()) {
            return false;
        }
        long size = 0;
        for (int tile = 0; tile < tileCount; tile++) {
            int at = tile * TILE_FIELDS;
            tiles[at + PART_OFFSET] = (int) size;
            int pages = tiles[at + END_PAGE] - tiles[at + FIRST_PAGE];
            size += (long) pages * AttentionTile.savedSize(shape, tiles[at + TOKENS]);
            if (size > MOST_PARTS) {
                return false;
            }
        }
        parts = parts.length >= size ? parts : new float[Math.toIntExact(size + size / 2)];
        planPages();
        return true;
    }

    private void planPages() {
        if (pageTiles.length < pageCount) {
            pageTiles = new int[2 * pageCount];
        }
        int next = 0;
        for (int tile = 0; tile < tileCount; tile++) {
            int pages = tiles[tile * TILE_FIELDS + END_PAGE] - tiles[tile * TILE_FIELDS + FIRST_PAGE];
            Arrays.fill(pageTiles, next, next + pages, tile);
            next += pages;
        }
    }

    private static int endOf(SequenceSpan span) {
        return span.firstPosition() + span.rowCount();
    }

    private SequenceSpan spanOf(int tile) {
        return spans.get(tiles[tile * TILE_FIELDS + SPAN]);
    }

    private AttentionTile begin(int tile, int worker) {
        int at = tile * TILE_FIELDS;
        SequenceSpan its = spanOf(tile);
        int first = tiles[at + FIRST_TOKEN];
        scratch[worker].begin(shape, tiles[at + KV_HEAD], q, its.firstRow() + first, tiles[at + TOKENS]);
        scratch[worker].place(its.firstPosition() + first, endOf(its));
        return scratch[worker];
    }

    private void finish(int tile, AttentionTile work) {
        int at = tile * TILE_FIELDS;
        work.finish(tiles[at + KV_HEAD], out, spanOf(tile).firstRow() + tiles[at + FIRST_TOKEN]);
    }

    private void attendTiles(int from, int to, int worker) {
        for (int tile = from; tile < to; tile++) {
            int at = tile * TILE_FIELDS;
            AttentionTile work = begin(tile, worker);
            CpuKvCache cache = (CpuKvCache) spanOf(tile).cache();
            for (int page = tiles[at + FIRST_PAGE]; page < tiles[at + END_PAGE]; page++) {
                work.attend(cache, layer, tiles[at + KV_HEAD], page);
                work.merge();
            }
            finish(tile, work);
        }
    }

    private void attendPages(int from, int to, int worker) {
        for (int i = from; i < to; i++) {
            int tile = pageTiles[i];
            int at = tile * TILE_FIELDS;
            int nth = 0;
            while (i - nth > 0 && pageTiles[i - nth - 1] == tile) {
                nth++;
            }
            AttentionTile work = begin(tile, worker);
            work.attend((CpuKvCache) spanOf(tile).cache(), layer, tiles[at + KV_HEAD], tiles[at + FIRST_PAGE] + nth);
            work.savePage(parts, tiles[at + PART_OFFSET] + nth * AttentionTile.savedSize(shape, tiles[at + TOKENS]));
        }
    }

    private void mergeTiles(int from, int to, int worker) {
        for (int tile = from; tile < to; tile++) {
            int at = tile * TILE_FIELDS;
            AttentionTile work = begin(tile, worker);
            int pages = tiles[at + END_PAGE] - tiles[at + FIRST_PAGE];
            for (int nth = 0; nth < pages; nth++) {
                work.mergeSaved(
                        parts, tiles[at + PART_OFFSET] + nth * AttentionTile.savedSize(shape, tiles[at + TOKENS]));
            }
            finish(tile, work);
        }
    }
}
