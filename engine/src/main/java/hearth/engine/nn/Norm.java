package hearth.engine.nn;

import hearth.compute.Backend;
import hearth.compute.Tensor;

/** Brings rows, or each head of a row, to a common size. */
public interface Norm {
    /** out[r] = norm of in[r]; {@code out} may be {@code in}. */
    void forward(Backend backend, Tensor in, int rows, Tensor out);
}
