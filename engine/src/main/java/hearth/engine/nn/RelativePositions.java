package hearth.engine.nn;

import hearth.compute.AttentionShape;
import hearth.compute.Backend;
import hearth.compute.SequenceSpan;
import hearth.compute.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * Biases of attention scores by how far a key is from its query, one for each head and {@link RelativeBuckets bucket} (T5, Raffel et
 * al. 2020), the same in all layers.
 *
 * <p>They are written as further dimensions of the heads: the key at position j has a one in dimension j, and the query has there what
 * its score for that key gets added. So a device needs no operation for them, and the sums are the same, as all other products are 0.
 */
public final class RelativePositions {
    private final AttentionShape narrow;
    private final AttentionShape shape;
    private final int positions;
    private final float[][] biases; // (head, distance + positions - 1), divided by the scale of the scores
    private final Tensor query; // (rows, headCount · (headSize + positions))
    private final Tensor key;
    private final float[] queryRow;
    private final float[] keyRow;

    /**
     * @param narrow attention without them; as many kv heads as heads
     * @param positions most of a sequence
     * @param table (bucket, head), row after row
     * @param bucketCount rows of it
     */
    public RelativePositions(AttentionShape narrow, int positions, float[] table, int bucketCount, Workspace workspace) {
        if (narrow.kvHeadCount() != narrow.headCount()) {
            throw new IllegalArgumentException("relative positions need a key head for each head: " + narrow);
        }
        this.narrow = narrow;
        this.positions = positions;
        int heads = narrow.headCount();
        int wide = narrow.headSize() + positions;
        shape = new AttentionShape(heads, heads, wide, narrow.valueHeadSize(), narrow.scale(), narrow.mask(),
                narrow.slidingWindow(), narrow.softcap(), narrow.slopes(), narrow.sinks());
        RelativeBuckets buckets = new RelativeBuckets(bucketCount);
        biases = new float[heads][2 * positions - 1];
        for (int i = 0; i < 2 * positions - 1; i++) {
            int bucket = buckets.of(i - (positions - 1));
            for (int head = 0; head < heads; head++) {
                biases[head][i] = table[bucket * heads + head] / narrow.scale();
            }
        }
        query = workspace.tensor("placed query", heads * wide);
        key = workspace.tensor("placed key", heads * wide);
        queryRow = new float[heads * wide];
        keyRow = new float[heads * wide];
    }

    /** Attention with the further dimensions. */
    public AttentionShape shape() {
        return shape;
    }

    /** q with them, after {@link #take}. */
    public Tensor query() {
        return query;
    }

    /** k with them, after {@link #take}. */
    public Tensor key() {
        return key;
    }

    /** Writes the further dimensions of a batch; once, before its layers. */
    public void fill(List<SequenceSpan> spans) {
        for (SequenceSpan span : spans) {
            int end = span.firstPosition() + span.rowCount();
            if (end > positions) {
                throw new IllegalArgumentException("position " + (end - 1) + " is none of " + positions);
            }
            for (int i = 0; i < span.rowCount(); i++) {
                fill(span.firstRow() + i, span.firstPosition() + i);
            }
        }
    }

    private void fill(int row, int position) {
        Arrays.fill(keyRow, 0);
        for (int head = 0; head < shape.headCount(); head++) {
            int start = head * shape.headSize() + narrow.headSize();
            keyRow[start + position] = 1;
            System.arraycopy(biases[head], positions - 1 - position, queryRow, start, positions);
        }
        query.write(row, queryRow, 0);
        key.write(row, keyRow, 0);
    }

    /** Puts the heads of a layer's q and k before the further dimensions. */
    public void take(Backend backend, Tensor narrowQuery, Tensor narrowKey, int rows) {
        backend.copyHeads(narrowQuery, rows, shape.headCount(), 0, narrow.headSize(), query, 0);
        backend.copyHeads(narrowKey, rows, shape.headCount(), 0, narrow.headSize(), key, 0);
    }
}
