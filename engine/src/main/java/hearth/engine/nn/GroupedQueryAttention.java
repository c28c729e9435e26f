package hearth.engine.nn;

import hearth.compute.AttentionShape;
import hearth.compute.Backend;
import hearth.compute.Matrix;
import hearth.compute.Tensor;
import java.util.Optional;

/** Attention whose kv heads may be fewer than its query heads (Ainslie et al. 2023). */
public final class GroupedQueryAttention implements Attention {
    private final int layer;
    private final AttentionShape shape;
    private final Matrix[] inputs;
    private final Matrix output;
    private final Biases biases;
    private final Treatment treatment;
    private final Tensor query; // (rows, size of all heads), as are the others
    private final Tensor key;
    private final Tensor value;
    private final Tensor[] projected;

    /** The weights: q, k, v (size of all heads, hiddenSize) and o (hiddenSize, size of all value heads). */
    public record Projections(Matrix query, Matrix key, Matrix value, Matrix output) {}

    /** Biases of q, k, v and o, each (1, columns); a model may have any of them. */
    public record Biases(Optional<Tensor> query, Optional<Tensor> key, Optional<Tensor> value, Optional<Tensor> output) {
        /** No biases at all. */
        public static final Biases NONE =
                new Biases(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Norms of q and k, before they are rotated. */
    public record HeadNorms(Norm query, Norm key) {}

    /** What turns q and what turns k: the same in most models. */
    public record Rotations(Rotation query, Rotation key) {}

    /**
     * What happens to q, k and v before they meet, in this order.
     *
     * @param norms of q and k
     * @param clamp limits of all three
     * @param rotations empty where a layer knows no positions, or knows them by {@code relative}
     * @param relative biases by how far apart two positions are
     */
    public record Treatment(
            Optional<HeadNorms> norms, Optional<Clamp> clamp, Optional<Rotations> rotations, Optional<RelativePositions> relative) {}

    /** @param shape without the further dimensions of relative positions */
    public GroupedQueryAttention(
            int layer,
            AttentionShape shape,
            Projections weights,
            Biases biases,
            Treatment treatment,
            Workspace workspace) {
        this.layer = layer;
        this.shape = shape;
        this.inputs = new Matrix[] {weights.query(), weights.key(), weights.value()};
        this.output = weights.output();
        this.biases = biases;
        this.treatment = treatment;
        query = workspace.tensor("query", shape.headCount() * shape.headSize());
        key = workspace.tensor("key", shape.kvHeadCount() * shape.headSize());
        value = workspace.tensor("value", shape.kvHeadCount() * shape.valueHeadSize());
        projected = new Tensor[] {query, key, value};
    }

    @Override
    public int headsSize() {
        return shape.headCount() * shape.valueHeadSize();
    }

    @Override
    public void attend(Step step, Tensor in, Tensor heads) {
        Backend backend = step.backend();
        int rows = step.rows();
        backend.projectAll(in, rows, inputs, projected);
        addBias(backend, query, rows, biases.query());
        addBias(backend, key, rows, biases.key());
        addBias(backend, value, rows, biases.value());
        treat(backend, rows);
        if (treatment.relative().isPresent()) {
            RelativePositions relative = treatment.relative().get();
            relative.take(backend, query, key, rows);
            backend.attention(layer, relative.shape(), relative.query(), relative.key(), value, step.spans(), heads);
        } else {
            backend.attention(layer, shape, query, key, value, step.spans(), heads);
        }
    }

    private void treat(Backend backend, int rows) {
        if (treatment.norms().isPresent()) {
            HeadNorms norms = treatment.norms().get();
            norms.query().forward(backend, query, rows, query);
            norms.key().forward(backend, key, rows, key);
        }
        if (treatment.clamp().isPresent()) {
            for (Tensor tensor : projected) {
                treatment.clamp().get().apply(tensor, rows);
            }
        }
        if (treatment.rotations().isPresent()) {
            Rotations rotations = treatment.rotations().get();
            rotations.query().rotate(backend, query, rows, shape.headCount(), shape.headSize());
            rotations.key().rotate(backend, key, rows, shape.kvHeadCount(), shape.headSize());
        }
    }

    @Override
    public void output(Backend backend, Tensor heads, int rows, Tensor out) {
        backend.project(heads, rows, output, out);
        addBias(backend, out, rows, biases.output());
    }

    @Override
    public void addOutput(Backend backend, Tensor heads, int rows, Tensor target) {
        backend.projectAdd(heads, rows, output, target);
        addBias(backend, target, rows, biases.output());
    }

    private static void addBias(Backend backend, Tensor target, int rows, Optional<Tensor> bias) {
        if (bias.isPresent()) {
            backend.addBias(target, rows, bias.get());
        }
    }
}
