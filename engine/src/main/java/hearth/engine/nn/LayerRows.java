package hearth.engine.nn;

import hearth.compute.Backend;
import hearth.compute.Tensor;

/** The state between and within layers, for all rows of a batch or for those whose logits are wanted. */
public final class LayerRows {
    private final Backend backend;
    private final int capacity;
    private final Tensor x;
    private final Tensor normed;
    private final Tensor branch;
    private Tensor heads;

    /**
     * @param capacity most rows
     * @param headsSize columns of {@link #heads} at first
     */
    public LayerRows(Backend backend, int capacity, int hiddenSize, int headsSize) {
        this.backend = backend;
        this.capacity = capacity;
        x = backend.tensor(capacity, hiddenSize);
        normed = backend.tensor(capacity, hiddenSize);
        branch = backend.tensor(capacity, hiddenSize);
        heads = backend.tensor(capacity, headsSize);
    }

    /** Most rows. */
    public int capacity() {
        return capacity;
    }

    /** (rows, hiddenSize): what flows from layer to layer. */
    public Tensor x() {
        return x;
    }

    /** (rows, hiddenSize): input of a part of the layer. */
    public Tensor normed() {
        return normed;
    }

    /** (rows, hiddenSize): result of a part of the layer before it is added. */
    public Tensor branch() {
        return branch;
    }

    /** (rows, size): what the attention heads saw. */
    public Tensor heads(int size) {
        if (heads.columns() != size) {
            heads = backend.tensor(capacity, size);
        }
        return heads;
    }

    /** Takes over the rows of another that a layer's {@link Layer#finish} needs. */
    public void select(LayerRows from, int[] rowIndexes, int headsSize) {
        backend.gather(from.x, rowIndexes, rowIndexes.length, x);
        backend.gather(from.normed, rowIndexes, rowIndexes.length, normed);
        backend.gather(from.heads(headsSize), rowIndexes, rowIndexes.length, heads(headsSize));
    }
}
