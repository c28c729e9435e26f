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
    private final Optional<HeadNorms> norms;
    private final Optional<Rotations> rotations;
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

    /** @param rotations empty where a layer knows no positions */
    public GroupedQueryAttention(
            int layer,
            AttentionShape shape,
            Projections weights,
            Biases biases,
            Optional<HeadNorms> norms,
            Optional<Rotations> rotations,
            Workspace workspace) {
        this.layer = layer;
        this.shape = shape;
        this.inputs = new Matrix[] {weights.query(), weights.key(), weights.value()};
        this.output = weights.output();
        this.biases = biases;
        this.norms = norms;
        this.rotations = rotations;
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
        if (norms.isPresent()) {
            norms.get().query().forward(backend, query, rows, query);
            norms.get().key().forward(backend, key, rows, key);
        }
        if (rotations.isPresent()) {
            rotations.get().query().rotate(backend, query, rows, shape.headCount(), shape.headSize());
            rotations.get().key().rotate(backend, key, rows, shape.kvHeadCount(), shape.headSize());
        }
        backend.attention(layer, shape, query, key, value, step.spans(), heads);
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
