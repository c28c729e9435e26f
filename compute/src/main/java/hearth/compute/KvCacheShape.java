package hearth.compute;

/**
 * Size of the KV cache of one sequence.
 *
 * @param capacity positions it can hold
 */
public record KvCacheShape(int layerCount, int kvHeadCount, int headSize, int valueHeadSize, int capacity, KvType type) {
    public KvCacheShape {
        if (layerCount < 1 || kvHeadCount < 1 || headSize < 1 || valueHeadSize < 1 || capacity < 1) {
            throw new IllegalArgumentException("a KV cache needs positive sizes: " + layerCount + " layers, " + kvHeadCount
                    + " heads of " + headSize + " and " + valueHeadSize + ", capacity " + capacity);
        }
    }

    /** Bytes of a cache of this shape. */
    public long byteSize() {
        return (long) layerCount * kvHeadCount * (headSize + valueHeadSize) * capacity * type.byteSize();
    }
}
