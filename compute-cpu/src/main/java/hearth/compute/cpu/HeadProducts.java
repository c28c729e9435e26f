package hearth.compute.cpu;

import hearth.compute.HeapTensor;
import hearth.compute.Matrix;
import hearth.compute.cpu.matrix.PackedMatrix;
import hearth.compute.cpu.matrix.Projector;

/** Products of each head with a matrix of its own. */
final class HeadProducts {
    private final Projector projector;
    private float[] head = {}; // (rows, columns of a head)
    private float[] product = {}; // (rows, rows of a matrix)

    HeadProducts(Projector projector) {
        this.projector = projector;
    }

    /** See {@link hearth.compute.Backend#projectHeads}; operands are checked already. */
    void project(HeapTensor in, int rows, Matrix[] weights, HeapTensor out) {
        int columns = weights[0].columns();
        int results = weights[0].rows();
        head = head.length >= rows * columns ? head : new float[rows * columns];
        product = product.length >= rows * results ? product : new float[rows * results];
        for (int h = 0; h < weights.length; h++) {
            for (int r = 0; r < rows; r++) {
                System.arraycopy(in.values(), r * in.columns() + h * columns, head, r * columns, columns);
            }
            projector.project(head, columns, rows, (PackedMatrix) weights[h], product, false);
            for (int r = 0; r < rows; r++) {
                System.arraycopy(product, r * results, out.values(), r * out.columns() + h * results, results);
            }
        }
    }
}
