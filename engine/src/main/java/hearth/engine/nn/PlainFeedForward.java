package hearth.engine.nn;

import hearth.compute.Backend;
import hearth.compute.Matrix;
import hearth.compute.Tensor;
import java.util.Optional;

/** Feed-forward network without a gate: down · step(up · x + upBias) + downBias. */
public final class PlainFeedForward implements FeedForward {
    private final Matrix up;
    private final Matrix down;
    private final Optional<Tensor> upBias;
    private final Optional<Tensor> downBias;
    private final ElementStep step;
    private final Tensor lifted; // (rows, feedForwardSize)

    /**
     * @param up (feedForwardSize, hiddenSize)
     * @param upBias (1, feedForwardSize)
     * @param down (hiddenSize, feedForwardSize)
     * @param downBias (1, hiddenSize)
     */
    public PlainFeedForward(
            Matrix up,
            Optional<Tensor> upBias,
            Matrix down,
            Optional<Tensor> downBias,
            ElementStep step,
            Workspace workspace) {
        this.up = up;
        this.upBias = upBias;
        this.down = down;
        this.downBias = downBias;
        this.step = step;
        lifted = workspace.tensor("lifted", up.rows());
    }

    @Override
    public void forward(Backend backend, Tensor in, int rows, Tensor out) {
        lift(backend, in, rows);
        backend.project(lifted, rows, down, out);
        addBias(backend, out, rows, downBias);
    }

    @Override
    public void addTo(Backend backend, Tensor in, int rows, Tensor target) {
        lift(backend, in, rows);
        backend.projectAdd(lifted, rows, down, target);
        addBias(backend, target, rows, downBias);
    }

    private void lift(Backend backend, Tensor in, int rows) {
        backend.project(in, rows, up, lifted);
        addBias(backend, lifted, rows, upBias);
        step.apply(backend, lifted, rows);
    }

    private static void addBias(Backend backend, Tensor target, int rows, Optional<Tensor> bias) {
        if (bias.isPresent()) {
            backend.addBias(target, rows, bias.get());
        }
    }
}
