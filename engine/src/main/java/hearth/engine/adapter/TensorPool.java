package hearth.engine.adapter;

import hearth.compute.Backend;
import hearth.compute.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Tensors for intermediate results, one for each number of columns; they grow with the batches and are then kept. */
final class TensorPool {
    private final Backend backend;
    private final List<Tensor> tensors = new ArrayList<>();

    TensorPool(Backend backend) {
        this.backend = backend;
    }

    /** A tensor with at least these rows; what was in it before is lost. */
    Tensor tensor(int rows, int columns) {
        for (int i = 0; i < tensors.size(); i++) {
            Tensor tensor = tensors.get(i);
            if (tensor.columns() == columns) {
                return tensor.rows() >= rows ? tensor : replaced(i, rows, columns);
            }
        }
        tensors.add(backend.tensor(capacity(rows), columns));
        return tensors.getLast();
    }

    private Tensor replaced(int index, int rows, int columns) {
        tensors.set(index, backend.tensor(capacity(rows), columns));
        return tensors.get(index);
    }

    /** The next power of two, so that batches that grow one by one don't each make a new tensor. */
    private static int capacity(int rows) {
        return rows <= 1 ? 1 : Math.max(rows, Integer.highestOneBit(rows - 1) << 1);
    }
}
