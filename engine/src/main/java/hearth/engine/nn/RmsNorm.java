package hearth.engine.nn;

import hearth.compute.Backend;
import hearth.compute.Tensor;

/**
 * Root mean square norm (Zhang and Sennrich 2019).
 *
 * @param weight (1, columns)
 */
public record RmsNorm(Tensor weight, float epsilon) {
    /** out[r] = norm of in[r]; {@code out} may be {@code in}. */
    public void forward(Backend backend, Tensor in, int rows, Tensor out) {
        backend.rmsNorm(in, rows, weight, epsilon, out);
    }
}
