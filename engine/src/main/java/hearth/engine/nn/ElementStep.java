package hearth.engine.nn;

import hearth.compute.Activation;
import hearth.compute.Backend;
import hearth.compute.Tensor;

/** What a network without a gate does to each value between its two matrices. */
@FunctionalInterface
public interface ElementStep {
    /** max(x, 0)² (So et al. 2021): each value times its own rectified one. */
    ElementStep SQUARED_RELU = (backend, x, rows) -> backend.gate(x, x, rows, Activation.RELU, x);

    /** Changes the first {@code rows} rows of {@code x} in place. */
    void apply(Backend backend, Tensor x, int rows);

    /** An activation by itself. */
    static ElementStep of(Activation activation) {
        return (backend, x, rows) -> backend.activate(x, rows, activation);
    }
}
