package hearth.workshop.calibrate;

import hearth.compute.Backend;
import hearth.compute.Tensor;

/**
 * What a matrix is multiplied with: a row for each token of the calibration text that comes to it.
 *
 * @param backend where the rows are; it may be computed with
 * @param tensor (at least rowCount, columns)
 */
public record MatrixInputs(Backend backend, Tensor tensor, int rowCount) {
    /** Values of a row. */
    public int columns() {
        return tensor.columns();
    }
}
