package hearth.engine.nn;

import hearth.compute.Activation;
import hearth.compute.Backend;
import hearth.compute.Matrix;
import hearth.compute.Tensor;

/**
 * Gated feed-forward network (Shazeer 2020): down · (activation(gate · x) * (up · x)).
 *
 * @param gate (feedForwardSize, hiddenSize)
 * @param up (feedForwardSize, hiddenSize)
 * @param down (hiddenSize, feedForwardSize)
 */
public record FeedForward(Matrix gate, Matrix up, Matrix down, Activation activation) {
    /**
     * target[r] += result for in[r].
     *
     * @param gated scratch (rows, feedForwardSize)
     */
    public void addTo(Backend backend, Tensor in, int rows, Tensor gated, Tensor target) {
        backend.gatedProject(in, rows, gate, up, activation, gated);
        backend.projectAdd(gated, rows, down, target);
    }
}
