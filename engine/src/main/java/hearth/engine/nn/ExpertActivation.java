package hearth.engine.nn;

import hearth.compute.Activation;
import hearth.compute.Backend;
import hearth.compute.Tensor;

/** What an expert makes of its gate and its up projection. */
public sealed interface ExpertActivation {
    /** gate[r] = function of gate[r] and up[r]. */
    void apply(Backend backend, Tensor gate, Tensor up, int rows);

    /** activation(gate) * up. */
    record Plain(Activation activation) implements ExpertActivation {
        @Override
        public void apply(Backend backend, Tensor gate, Tensor up, int rows) {
            backend.gate(gate, up, rows, activation, gate);
        }
    }

    /** See {@link Backend#clampedGate}. */
    record Clamped(float limit, float slope) implements ExpertActivation {
        @Override
        public void apply(Backend backend, Tensor gate, Tensor up, int rows) {
            backend.clampedGate(gate, up, rows, limit, slope, gate);
        }
    }
}
