package hearth.engine.architecture;

import hearth.compute.Backend;
import hearth.compute.Matrix;
import hearth.compute.Tensor;

/**
 * From embeddings to wider hidden states: weight · narrow + bias.
 *
 * @param narrow (rows, size of an embedding)
 * @param weight (hiddenSize, size of an embedding)
 * @param bias (1, hiddenSize)
 */
record Widening(Tensor narrow, Matrix weight, Tensor bias) {
    void forward(Backend backend, int rows, Tensor x) {
        backend.project(narrow, rows, weight, x);
        backend.addBias(x, rows, bias);
    }
}
