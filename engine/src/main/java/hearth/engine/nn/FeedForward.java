package hearth.engine.nn;

import hearth.compute.Backend;
import hearth.compute.Tensor;

/** The network of a layer that works on each row by itself. */
public interface FeedForward {
    /** out[r] = result for in[r]; {@code out} is not {@code in}. */
    void forward(Backend backend, Tensor in, int rows, Tensor out);

    /** target[r] += result for in[r]; {@code target} is not {@code in}. */
    void addTo(Backend backend, Tensor in, int rows, Tensor target);
}
