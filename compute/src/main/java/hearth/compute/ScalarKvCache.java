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

    float key(int layer, int position, int kvHead, int dimension) {
        return keys[layer][(position * shape.kvHeadCount() + kvHead) * shape.headSize() + dimension];
    }

    float value(int layer, int position, int kvHead, int dimension) {
        return values[layer][(position * shape.kvHeadCount() + kvHead) * shape.valueHeadSize() + dimension];
    }

    @Override
    public KvCacheShape shape() {
        return shape;
    }

    @Override
    public void close() {
        // The garbage collector frees the arrays.
    }
}
