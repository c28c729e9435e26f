package hearth.compute.cpu;

import hearth.compute.KvCache;
import hearth.compute.KvCacheShape;
import hearth.compute.KvType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Keys and values off the heap, in pages of {@value #PAGE} positions that are made when first written, so memory follows the
 * length of the sequence and not its limit. A page holds, for each kv head, keys as (block of {@value #BLOCK} positions, dimension,
 * position in the block) and values as (position, dimension padded to whole tiles): both are the right-hand sides that
 * {@link TileProductKernel} wants once they are floats.
 */
final class CpuKvCache implements KvCache {
    /** Positions in a page, the unit over which attention sums: a fixed cut, so that results don't depend on threads. */
    static final int PAGE = 256;
    /** Positions that are made floats at a time. */
    static final int BLOCK = 32;

    private static final long ALIGNMENT = 64;

    private final KvCacheShape shape;
    private final int paddedValueSize;
    private final boolean half;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment[][] pages; // (layer, page)

    CpuKvCache(KvCacheShape shape) {
        this.shape = shape;
        paddedValueSize = paddedSize(shape.valueHeadSize());
        half = shape.type() == KvType.F16;
        pages = new MemorySegment[shape.layerCount()][Math.ceilDiv(shape.capacity(), PAGE)];
    }

    /** Columns of a tile that holds values of {@code valueHeadSize}. */
    static int paddedSize(int valueHeadSize) {
        return Math.ceilDiv(valueHeadSize, TileProductKernel.COLUMN_STEP) * TileProductKernel.COLUMN_STEP;
    }

    @Override
    public KvCacheShape shape() {
        return shape;
    }

    /** Makes the pages of these positions; not safe for several threads, as {@link #store} is. */
    void prepare(int layer, int firstPosition, int count) {
        int last = Math.ceilDiv(firstPosition + count, PAGE);
        for (int page = firstPosition / PAGE; page < last; page++) {
            if (pages[layer][page] == null) {
                int positions = Math.min(PAGE, Math.ceilDiv(shape.capacity() - page * PAGE, BLOCK) * BLOCK);
                long bytes = (long) shape.kvHeadCount() * headElements(positions) * shape.type().byteSize();
                pages[layer][page] = arena.allocate(bytes, ALIGNMENT);
            }
        }
    }

    /** Copies whole pages: what the last one holds beyond the positions is written over before anyone attends to it. */
    @Override
    public void copyPrefix(KvCache source, int positions) {
        if (!(source instanceof CpuKvCache other) || !other.shape.equals(shape)) {
            throw new IllegalArgumentException("a cache of " + shape + " can't take over from one of " + source.shape());
        }
        for (int layer = 0; layer < shape.layerCount(); layer++) {
            prepare(layer, 0, positions);
            for (int page = 0; page < Math.ceilDiv(positions, PAGE); page++) {
                pages[layer][page].copyFrom(other.pages[layer][page]);
            }
        }
    }

    private int headElements(int positions) {
        return positions * (shape.headSize() + paddedValueSize);
    }

    /** Element index at which a kv head begins in a page; the last page may be shorter. */
    private long headStart(MemorySegment page, int kvHead) {
        return page.byteSize() / shape.type().byteSize() / shape.kvHeadCount() * kvHead;
    }

    private long valueStart(MemorySegment page, int kvHead) {
        long headElements = page.byteSize() / shape.type().byteSize() / shape.kvHeadCount();
        long positions = headElements / (shape.headSize() + paddedValueSize);
        return headElements * kvHead + positions * shape.headSize();
    }

    /** Stores one row of keys and values, all kv heads, at a position whose page is prepared. */
    void store(int layer, int position, float[] k, int kOffset, float[] v, int vOffset) {
        MemorySegment page = pages[layer][position / PAGE];
        int inPage = position % PAGE;
        int headSize = shape.headSize();
        int valueSize = shape.valueHeadSize();
        for (int head = 0; head < shape.kvHeadCount(); head++) {
            long keyAt = headStart(page, head) + (long) (inPage / BLOCK) * BLOCK * headSize + inPage % BLOCK;
            long valueAt = valueStart(page, head) + (long) inPage * paddedValueSize;
            if (half) {
                storeHalf(page, keyAt, BLOCK, k, kOffset + head * headSize, headSize);
                storeHalf(page, valueAt, 1, v, vOffset + head * valueSize, valueSize);
            } else {
                storeFloat(page, keyAt, BLOCK, k, kOffset + head * headSize, headSize);
                storeFloat(page, valueAt, 1, v, vOffset + head * valueSize, valueSize);
            }
        }
    }

    private static void storeHalf(MemorySegment page, long at, int stride, float[] source, int offset, int count) {
        for (int d = 0; d < count; d++) {
            page.setAtIndex(ValueLayout.JAVA_SHORT, at + (long) d * stride, Float.floatToFloat16(source[offset + d]));
        }
    }

    private static void storeFloat(MemorySegment page, long at, int stride, float[] source, int offset, int count) {
        for (int d = 0; d < count; d++) {
            page.setAtIndex(ValueLayout.JAVA_FLOAT, at + (long) d * stride, source[offset + d]);
        }
    }

    /** Fills {@code target} with the keys of the block that begins {@code inPage} positions into the page: (headSize, BLOCK). */
    void loadKeys(int layer, int pageIndex, int kvHead, int inPage, float[] target) {
        MemorySegment page = pages[layer][pageIndex];
        load(page, headStart(page, kvHead) + (long) inPage * shape.headSize(), target, BLOCK * shape.headSize());
    }

    /** Fills {@code target} with the values of {@code count} positions: (count, padded valueHeadSize). */
    void loadValues(int layer, int pageIndex, int kvHead, int inPage, int count, float[] target) {
        MemorySegment page = pages[layer][pageIndex];
        load(page, valueStart(page, kvHead) + (long) inPage * paddedValueSize, target, count * paddedValueSize);
    }

    private void load(MemorySegment page, long from, float[] target, int count) {
        if (half) {
            loadHalf(page, from * Short.BYTES, target, count);
        } else {
            MemorySegment.copy(page, ValueLayout.JAVA_FLOAT, from * Float.BYTES, target, 0, count);
        }
    }

    /** C2 turns this plain loop into the machine's conversion instructions. */
    private static void loadHalf(MemorySegment page, long byteOffset, float[] target, int count) {
        for (int i = 0; i < count; i++) {
            target[i] = Float.float16ToFloat(page.get(ValueLayout.JAVA_SHORT, byteOffset + 2L * i));
        }
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
