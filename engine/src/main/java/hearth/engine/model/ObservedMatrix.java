package hearth.engine.model;

import hearth.compute.MatrixSource;
import hearth.format.gguf.TensorInfo;
import java.util.Optional;

/**
 * A matrix by its place in the file.
 *
 * @param tensor name of the stored tensor
 * @param columns values of an input row
 * @param part which of the tensor's matrices: the number of an expert or a head; 0 where it is one matrix
 * @param partCount how many matrices the tensor holds
 */
public record ObservedMatrix(String tensor, int columns, int part, int partCount) {
    /**
     * Of rows in the middle of a stored matrix, as a fused one is cut into, only the first stand for it: all get the same input.
     * What is stored otherwise than it is multiplied has no place.
     */
    static Optional<ObservedMatrix> of(MatrixSource source) {
        if (!(source instanceof TensorSource stored)) {
            return Optional.empty();
        }
        TensorInfo tensor = stored.tensor();
        long matrixRows = tensor.size(1);
        if (stored.firstRow() % matrixRows != 0) {
            return Optional.empty();
        }
        int part = Math.toIntExact(stored.firstRow() / matrixRows);
        int partCount = Math.toIntExact(tensor.rows() / matrixRows);
        return Optional.of(new ObservedMatrix(tensor.name(), source.columns(), part, partCount));
    }
}
