package hearth.engine.architecture;

import hearth.compute.Activation;
import hearth.compute.Matrix;
import hearth.compute.Tensor;
import hearth.engine.model.Weights;
import hearth.engine.nn.ExpertActivation;
import hearth.engine.nn.ExpertRouter;
import hearth.engine.nn.ExpertWorkspace;
import hearth.engine.nn.Experts;
import hearth.engine.nn.FeedForward;
import hearth.engine.nn.GatedFeedForward;
import hearth.engine.nn.MixtureOfExperts;
import hearth.engine.nn.RoutingRule;
import hearth.engine.nn.SharedExpert;
import hearth.format.gguf.LayerTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Loads the mixtures of experts of a model. The experts of a layer lie in one tensor for each of gate, up and down, or in one for
 * gate and up together, or, in old files, each in tensors of its own.
 */
final class ExpertLoader {
    private final PartLoader parts;
    private final Weights weights;
    private final RoutingRule rule;
    private final int hiddenSize;
    private final int expertSize;
    private final ExpertWorkspace work;
    private ExpertActivation activation = new ExpertActivation.Plain(Activation.SILU);
    private int sharedSize;

    /** @param expertSize inner size of one expert */
    ExpertLoader(PartLoader parts, RoutingRule rule, int expertSize) {
        this.parts = parts;
        this.weights = parts.weights();
        this.rule = rule;
        this.hiddenSize = parts.config().hiddenSize();
        this.expertSize = expertSize;
        work = new ExpertWorkspace(parts.workspace(), rule, hiddenSize, expertSize);
    }

    /** Another function than SiLU of the gate. */
    ExpertLoader activation(ExpertActivation value) {
        activation = value;
        return this;
    }

    /** Adds a network that all rows go through, weighted by a router of its own where the file has one; 0 = none. */
    ExpertLoader shared(int size) {
        sharedSize = size;
        return this;
    }

    FeedForward load(int layer) {
        ExpertRouter router = new ExpertRouter(
                weights.matrix(LayerTensor.EXPERT_ROUTER.weight(layer), rule.expertCount(), hiddenSize),
                weights.optionalVector(LayerTensor.EXPERT_ROUTER.bias(layer), rule.expertCount()),
                weights.optionalValues(LayerTensor.EXPERT_ROUTER_OFFSET.bias(layer), rule.expertCount()),
                rule,
                parts.workspace());
        return new MixtureOfExperts(router, experts(layer), activation, shared(layer, sharedSize), work);
    }

    private Experts experts(int layer) {
        return new Experts(gates(layer), ups(layer), downs(layer), biases(layer));
    }

    private List<Matrix> gates(int layer) {
        if (weights.contains(LayerTensor.EXPERT_GATES_AND_UPS.weight(layer))) {
            return slices(LayerTensor.EXPERT_GATES_AND_UPS.weight(layer), 2 * expertSize, 0);
        }
        return matrices(layer, LayerTensor.EXPERT_GATES, LayerTensor.FEED_FORWARD_GATE, expertSize, hiddenSize);
    }

    private List<Matrix> ups(int layer) {
        if (weights.contains(LayerTensor.EXPERT_GATES_AND_UPS.weight(layer))) {
            return slices(LayerTensor.EXPERT_GATES_AND_UPS.weight(layer), 2 * expertSize, expertSize);
        }
        return matrices(layer, LayerTensor.EXPERT_UPS, LayerTensor.FEED_FORWARD_UP, expertSize, hiddenSize);
    }

    private List<Matrix> downs(int layer) {
        return matrices(layer, LayerTensor.EXPERT_DOWNS, LayerTensor.FEED_FORWARD_DOWN, hiddenSize, expertSize);
    }

    /** Of each expert's {@code stride} rows, the expertSize ones from {@code first} on. */
    private List<Matrix> slices(String name, int stride, int first) {
        List<Matrix> slices = new ArrayList<>();
        for (int expert = 0; expert < rule.expertCount(); expert++) {
            Weights.RowRange range = new Weights.RowRange((long) expert * stride + first, expertSize);
            slices.add(weights.matrixRows(name, (long) rule.expertCount() * stride, hiddenSize, range));
        }
        return slices;
    }

    private List<Matrix> matrices(int layer, LayerTensor all, LayerTensor one, int rows, int columns) {
        List<Matrix> matrices = new ArrayList<>();
        boolean single = weights.contains(one.expertWeight(layer, 0));
        for (int expert = 0; expert < rule.expertCount(); expert++) {
            matrices.add(
                    single
                            ? weights.matrix(one.expertWeight(layer, expert), rows, columns)
                            : weights.matrixRows(
                                    all.weight(layer),
                                    (long) rule.expertCount() * rows,
                                    columns,
                                    new Weights.RowRange((long) expert * rows, rows)));
        }
        return matrices;
    }

    private Optional<Experts.Biases> biases(int layer) {
        if (!weights.contains(LayerTensor.EXPERT_GATES.bias(layer))) {
            return Optional.empty();
        }
        return Optional.of(new Experts.Biases(
                rows(LayerTensor.EXPERT_GATES.bias(layer), expertSize),
                rows(LayerTensor.EXPERT_UPS.bias(layer), expertSize),
                rows(LayerTensor.EXPERT_DOWNS.bias(layer), hiddenSize)));
    }

    private List<Tensor> rows(String name, int size) {
        float[] all = weights.values(name, rule.expertCount(), size);
        List<Tensor> rows = new ArrayList<>();
        for (int expert = 0; expert < rule.expertCount(); expert++) {
            Tensor row = weights.backend().tensor(1, size);
            row.write(0, all, expert * size);
            rows.add(row);
        }
        return rows;
    }

    private Optional<FeedForward> shared(int layer, int size) {
        if (size == 0) {
            return Optional.empty();
        }
        FeedForward network = new GatedFeedForward(
                new GatedFeedForward.Weights(
                        weights.matrix(LayerTensor.SHARED_EXPERT_GATE.weight(layer), size, hiddenSize),
                        weights.matrix(LayerTensor.SHARED_EXPERT_UP.weight(layer), size, hiddenSize),
                        weights.matrix(LayerTensor.SHARED_EXPERT_DOWN.weight(layer), hiddenSize, size)),
                GatedFeedForward.Biases.NONE,
                Activation.SILU,
                parts.workspace());
        return Optional.of(weights.optionalMatrix(LayerTensor.SHARED_EXPERT_ROUTER.weight(layer), 1, hiddenSize)
                .<FeedForward>map(router -> new SharedExpert(router, network, parts.workspace()))
                .orElse(network));
    }
}
