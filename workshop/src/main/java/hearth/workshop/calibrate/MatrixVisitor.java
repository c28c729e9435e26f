package hearth.workshop.calibrate;

import hearth.compute.MatrixSource;
import java.util.List;

/** Is shown the matrices of a model in the order of a forward pass, each once, before all inputs are multiplied with it. */
@FunctionalInterface
public interface MatrixVisitor {
    /**
     * @param matrices that are multiplied with the same inputs
     * @param stored their weights as they are in the file
     * @return the weights that the pass goes on with, one for each matrix and of its shape
     */
    List<MatrixSource> visit(MatrixInputs inputs, List<MatrixRows> matrices, List<MatrixSource> stored);
}
