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

    /** {@link Backend#rmsNorm} fits. */
    public static void requireRmsNorm(Tensor in, int rows, Tensor weight, Tensor out) {
        require(in, "in", rows, in.columns());
        require(weight, "weight", 1, weight.columns());
        require(out, "out", rows, in.columns());
        requireShare("weight", weight.columns(), in.columns());
    }

    /** {@link Backend#layerNorm} fits. */
    public static void requireLayerNorm(Tensor in, int rows, int groupSize, Tensor weight, Tensor bias, Tensor out) {
        require(in, "in", rows, in.columns());
        require(weight, "weight", 1, in.columns());
        require(bias, "bias", 1, in.columns());
        require(out, "out", rows, in.columns());
        requireShare("group", groupSize, in.columns());
    }

    private static void requireShare(String name, int size, int columns) {
        if (size < 1 || columns % size != 0) {
            throw new IllegalArgumentException(columns + " columns are no multiple of a " + name + " of " + size);
        }
    }

    /** {@link Backend#projectHeads} fits. */
    public static void requireHeadProducts(Tensor in, int rows, Matrix[] weights, Tensor out) {
        if (weights.length == 0) {
            throw new IllegalArgumentException("no heads to project");
        }
        for (Matrix weight : weights) {
            if (weight.rows() != weights[0].rows() || weight.columns() != weights[0].columns()) {
                throw new IllegalArgumentException("heads of different shapes");
            }
        }
        require(in, "input", rows, (long) weights.length * weights[0].columns());
        require(out, "output", rows, (long) weights.length * weights[0].rows());
        requireOther(in, out);
    }

    /** {@link Backend#copyHeads} fits. */
    public static void requireHeadCopy(
            Tensor in, int rows, int headCount, int inOffset, int count, Tensor out, int outOffset) {
        require(in, "in", rows, in.columns());
        require(out, "out", rows, out.columns());
        requireOther(in, out);
        if (headCount < 1 || in.columns() % headCount != 0 || out.columns() % headCount != 0) {
            throw new IllegalArgumentException(
                    in.columns() + " and " + out.columns() + " columns are not " + headCount + " heads each");
        }
        requireColumns(inOffset, count, in.columns() / headCount);
        requireColumns(outOffset, count, out.columns() / headCount);
    }

    private static void requireColumns(int offset, int count, int headSize) {
        if (offset < 0 || count < 0 || offset > headSize - count) {
            throw new IllegalArgumentException(count + " columns from " + offset + " are not in a head of " + headSize);
        }
    }

    private static void requireOther(Tensor in, Tensor out) {
        if (in == out) {
            throw new IllegalArgumentException("the output can't be the input");
        }
    }

    /** Tensors of an operation value by value: at least {@code rows} rows, the same columns. */
    public static void requireAlike(int rows, Tensor first, Tensor... others) {
        require(first, "first", rows, first.columns());
        for (Tensor other : others) {
            require(other, "other", rows, first.columns());
        }
    }

    /** {@link Backend#scatterAdd} fits. */
    public static void requireScatter(Tensor in, int[] rowIndexes, float[] weights, int count, Tensor target) {
        requireIndexes("row", rowIndexes, count, target.rows());
        require(in, "in", count, target.columns());
        if (count > weights.length) {
            throw new IllegalArgumentException(weights.length + " weights for " + count + " rows");
        }
        requireOther(in, target);
    }

    /** A number that must be more than 0 and finite. */
    public static void requirePositive(String name, float value) {
        if (!(value > 0 && value < Float.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(name + " is " + value + " but must be more than 0 and finite");
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
