package hearth.engine.nn;

import hearth.compute.Backend;
import hearth.compute.Tensor;

/**
 * Root mean square norm (Zhang and Sennrich 2019).
 *
 * @param weight (1, columns), or (1, headSize) to norm each head by itself
 */
public record RmsNorm(Tensor weight, float epsilon) implements Norm {
    @Override
    public void forward(Backend backend, Tensor in, int rows, Tensor out) {
        backend.rmsNorm(in, rows, weight, epsilon, out);
    }
}
