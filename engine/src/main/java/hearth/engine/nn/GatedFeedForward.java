package hearth.engine.nn;

import hearth.compute.Activation;
import hearth.compute.Backend;
import hearth.compute.Matrix;
import hearth.compute.Tensor;
import java.util.Optional;

/** Gated feed-forward network (Shazeer 2020): down · (activation(gate · x) * (up · x)), with biases where a model has them. */
public final class GatedFeedForward implements FeedForward {
    private final Weights weights;
    private final Biases biases;
    private final Activation activation;
    private final Tensor gated; // (rows, feedForwardSize)
    private final Optional<Tensor> lifted;

    /** gate and up (feedForwardSize, hiddenSize), down (hiddenSize, feedForwardSize). */
    public record Weights(Matrix gate, Matrix up, Matrix down) {}

    /** Each (1, columns); a model may have any of them. */
    public record Biases(Optional<Tensor> gate, Optional<Tensor> up, Optional<Tensor> down) {
        /** No biases at all. */
        public static final Biases NONE = new Biases(Optional.empty(), Optional.empty(), Optional.empty());
    }

    public GatedFeedForward(Weights weights, Biases biases, Activation activation, Workspace workspace) {
        this.weights = weights;
        this.biases = biases;
        this.activation = activation;
        int size = weights.gate().rows();
        gated = workspace.tensor("gated", size);
        boolean biasedInside = biases.gate().isPresent() || biases.up().isPresent();
        lifted = biasedInside ? Optional.of(workspace.tensor("lifted", size)) : Optional.empty();
    }

    @Override
    public void forward(Backend backend, Tensor in, int rows, Tensor out) {
        gate(backend, in, rows);
        backend.project(gated, rows, weights.down(), out);
        addBias(backend, out, rows, biases.down());
    }

    @Override
    public void addTo(Backend backend, Tensor in, int rows, Tensor target) {
        gate(backend, in, rows);
        backend.projectAdd(gated, rows, weights.down(), target);
        addBias(backend, target, rows, biases.down());
    }

    private void gate(Backend backend, Tensor in, int rows) {
        if (lifted.isEmpty()) {
            backend.gatedProject(in, rows, weights.gate(), weights.up(), activation, gated);
            return;
        }
        backend.project(in, rows, weights.gate(), gated);
        backend.project(in, rows, weights.up(), lifted.get());
        addBias(backend, gated, rows, biases.gate());
        addBias(backend, lifted.get(), rows, biases.up());
        backend.gate(gated, lifted.get(), rows, activation, gated);
    }

    private static void addBias(Backend backend, Tensor target, int rows, Optional<Tensor> bias) {
        if (bias.isPresent()) {
            backend.addBias(target, rows, bias.get());
        }
    }
}
