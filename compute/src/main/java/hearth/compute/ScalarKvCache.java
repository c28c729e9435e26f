package hearth.compute;

/** Keys and values in Java arrays, as floats that were rounded to the cache's type. */
final class ScalarKvCache implements KvCache {
    private final KvCacheShape shape;
    private final float[][] keys; // (layer)(position, kvHead, headSize)
    private final float[][] values; // (layer)(position, kvHead, valueHeadSize)

    ScalarKvCache(KvCacheShape shape) {
        this.shape = shape;
        int heads = Math.multiplyExact(shape.capacity(), shape.kvHeadCount());
        keys = new float[shape.layerCount()][Math.multiplyExact(heads, shape.headSize())];
        values = new float[shape.layerCount()][Math.multiplyExact(heads, shape.valueHeadSize())];
    }

    void store(int layer, int position, float[] k, float[] v, int row) {
        store(keys[layer], position, k, row, shape.kvHeadCount() * shape.headSize());
        store(values[layer], position, v, row, shape.kvHeadCount() * shape.valueHeadSize());
    }

    private void store(float[] target, int position, float[] source, int row, int columns) {
        for (int i = 0; i < columns; i++) {
            float value = source[row * columns + i];
            target[position * columns + i] =
                    shape.type() == KvType.F16 ? Float.float16ToFloat(Float.floatToFloat16(value)) : value;
        }
    }

    /** The key at a position times the query that begins at {@code offset}. */
    double dotKey(int layer, int position, int kvHead, float[] query, int offset) {
        int start = (position * shape.kvHeadCount() + kvHead) * shape.headSize();
        float[] stored = keys[layer];
        double dot = 0;
        for (int d = 0; d < shape.headSize(); d++) {
            dot += (double) query[offset + d] * stored[start + d];
        }
        return dot;
    }

    /** Adds the value at a position, {@code weight} times. */
    void addValue(int layer, int position, int kvHead, double weight, double[] target) {
        int start = (position * shape.kvHeadCount() + kvHead) * shape.valueHeadSize();
        float[] stored = values[layer];
        for (int d = 0; d < target.length; d++) {
            target[d] += weight * stored[start + d];
        }
    }

    @Override
    public KvCacheShape shape() {
        return shape;
    }

    @Override
    public void copyPrefix(KvCache source, int positions) {
        if (!(source instanceof ScalarKvCache other) || !other.shape.equals(shape)) {
            throw new IllegalArgumentException("a cache of " + shape + " can't take over from one of " + source.shape());
        }
        for (int layer = 0; layer < shape.layerCount(); layer++) {
            System.arraycopy(other.keys[layer], 0, keys[layer], 0, positions * shape.kvHeadCount() * shape.headSize());
            System.arraycopy(
                    other.values[layer], 0, values[layer], 0, positions * shape.kvHeadCount() * shape.valueHeadSize());
        }
    }

    @Override
    public void close() {
        // The garbage collector frees the arrays.
    }
}
