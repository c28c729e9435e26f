package hearth.engine.nn;

import hearth.compute.Backend;
import hearth.compute.Matrix;
import hearth.compute.Tensor;
import java.util.Optional;

/**
 * One linear layer behind a whole sequence: weight · x + bias, then perhaps tanh.
 *
 * @param weight (outputs, inputs)
 * @param bias (1, outputs)
 * @param squashed whether tanh follows
 */
public record DenseStage(Matrix weight, Optional<Tensor> bias, boolean squashed) {
    /** The result for one row. */
    public float[] apply(Backend backend, float[] row) {
        Tensor in = backend.tensor(1, weight.columns());
        Tensor out = backend.tensor(1, weight.rows());
        in.write(0, row, 0);
        backend.project(in, 1, weight, out);
        if (bias.isPresent()) {
            backend.addBias(out, 1, bias.get());
        }
        float[] result = new float[weight.rows()];
        out.read(0, result, 0);
        if (squashed) {
            for (int i = 0; i < result.length; i++) {
                result[i] = (float) Math.tanh(result[i]);
            }
        }
        return result;
    }
}
