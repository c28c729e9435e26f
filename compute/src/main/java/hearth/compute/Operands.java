package hearth.compute;

import java.util.List;

/**
 * Checks of the operands of a {@link Backend}'s operations, the same for all backends: kernels may run without bounds checks of
 * their own. All throw {@link IllegalArgumentException}.
 */
public final class Operands {
    private Operands() {}

    /** The tensor has at least {@code rows} rows of exactly {@code columns}. */
    public static void require(Tensor tensor, String name, int rows, long columns) {
        if (rows < 0 || tensor.rows() < rows || tensor.columns() != columns) {
            throw new IllegalArgumentException(name + " is (" + tensor.rows() + ", " + tensor.columns() + "), needed are " + rows
                    + " rows of " + columns);
        }
    }

    /** out[r] = weight · in[r] fits. */
    public static void requireProduct(Tensor in, int rows, Matrix weight, Tensor out) {
        require(in, "input", rows, weight.columns());
        require(out, "output", rows, weight.rows());
        if (in == out) {
            throw new IllegalArgumentException("a product can't replace its input");
        }
    }

    /** Row {@code index} exists among {@code count}. */
    public static void requireIndex(String name, int index, int count) {
        if (index < 0 || index >= count) {
            throw new IllegalArgumentException(name + " " + index + " is not one of " + count);
        }
    }

    /** The first {@code count} of the indexes are there and each is a row among {@code rowCount}. */
    public static void requireIndexes(String name, int[] indexes, int count, int rowCount) {
        if (count < 0 || count > indexes.length) {
            throw new IllegalArgumentException(count + " of " + indexes.length + " " + name + "s are asked for");
        }
        for (int i = 0; i < count; i++) {
            requireIndex(name, indexes[i], rowCount);
        }
    }

    /** {@link Backend#rotate} fits. */
    public static void requireRotation(Tensor x, int rows, int headCount, int headSize, Tensor rotation) {
        require(x, "x", rows, (long) headCount * headSize);
        require(rotation, "rotation", rows, rotation.columns());
        if (rotation.columns() % 2 != 0 || rotation.columns() > headSize) {
            throw new IllegalArgumentException(
                    "can't rotate " + rotation.columns() + " dimensions of heads of " + headSize);
        }
    }

    /** {@link Backend#attention} fits. */
    public static void requireAttention(
            int layer, AttentionShape shape, Tensor q, Tensor k, Tensor v, List<SequenceSpan> spans, Tensor out) {
        int rows = 0;
        for (int i = 0; i < spans.size(); i++) {
            SequenceSpan span = spans.get(i);
            requireSpan(layer, shape, span);
            rows = Math.max(rows, span.firstRow() + span.rowCount());
        }
        require(q, "q", rows, (long) shape.headCount() * shape.headSize());
        require(k, "k", rows, (long) shape.kvHeadCount() * shape.headSize());
        require(v, "v", rows, (long) shape.kvHeadCount() * shape.valueHeadSize());
        require(out, "out", rows, (long) shape.headCount() * shape.valueHeadSize());
    }

    private static void requireSpan(int layer, AttentionShape shape, SequenceSpan span) {
        KvCacheShape cache = span.cache().shape();
        requireIndex("layer", layer, cache.layerCount());
        if (cache.kvHeadCount() != shape.kvHeadCount()
                || cache.headSize() != shape.headSize()
                || cache.valueHeadSize() != shape.valueHeadSize()) {
            throw new IllegalArgumentException("a cache of " + cache + " does not fit attention of " + shape);
        }
        if (span.firstRow() < 0
                || span.rowCount() < 0
                || span.firstPosition() < 0
                || (long) span.firstPosition() + span.rowCount() > cache.capacity()) {
            throw new IllegalArgumentException("positions " + span.firstPosition() + " and " + (span.rowCount() - 1)
                    + " more, from row " + span.firstRow() + ", do not fit a cache of " + cache.capacity());
        }
    }
}
