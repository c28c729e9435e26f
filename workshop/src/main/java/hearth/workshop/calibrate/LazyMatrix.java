package hearth.workshop.calibrate;

import hearth.compute.Matrix;
import hearth.compute.MatrixSource;
import hearth.format.TensorType;
import java.util.Optional;

/**
 * Stands for a matrix that is loaded when it is multiplied with, and freed right after.
 *
 * @param place empty where it is not stored as it is multiplied
 */
record LazyMatrix(MatrixSource source, Optional<MatrixRows> place) implements Matrix {
    @Override
    public TensorType type() {
        return source.type();
    }

    @Override
    public int rows() {
        return source.rows();
    }

    @Override
    public int columns() {
        return source.columns();
    }

    @Override
    public long byteSize() {
        return 0;
    }

    @Override
    public void close() {
        // It holds nothing.
    }
}
