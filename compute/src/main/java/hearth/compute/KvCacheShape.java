package hearth.compute;

/**
 * Size of the KV cache of one sequence.
 *
 * @param capacity positions it can hold
 */
public record KvCacheShape(int layerCount, int kvHeadCount, int headSize, int valueHeadSize, int capacity, KvType type) {
    /** Bytes of a cache of this shape. */
    public long byteSize() {
        return (long) layerCount * kvHeadCount * (headSize + valueHeadSize) * capacity * type.byteSize();
    }
}
