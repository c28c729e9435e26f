package hearth.engine.nn;

import hearth.compute.Backend;
import hearth.compute.Tensor;
import java.util.HashMap;
import java.util.Map;

/** Tensors for intermediate results that the layers of a model share, as they run one after another. Asked while a model is loaded. */
public final class Workspace {
    private final Backend backend;
    private final int rows;
    private final Map<Key, Tensor> tensors = new HashMap<>();

    private record Key(String use, int columns) {}

    /** @param rows most rows of a batch */
    public Workspace(Backend backend, int rows) {
        this.backend = backend;
        this.rows = rows;
    }

    /** The (rows, columns) tensor of this use: the same one each time. Two that are needed at once have different uses. */
    public Tensor tensor(String use, int columns) {
        return tensors.computeIfAbsent(new Key(use, columns), key -> backend.tensor(rows, columns));
    }

    public Backend backend() {
        return backend;
    }

    /** Most rows of a batch. */
    public int rows() {
        return rows;
    }
}
