package hearth.engine.nn;

import hearth.compute.AttentionShape;
import hearth.compute.Backend;
import hearth.compute.Matrix;
import hearth.compute.RopePairing;
import hearth.compute.SequenceSpan;
import hearth.compute.Tensor;
import java.util.List;
import java.util.Optional;

/** Causal self-attention of one layer with rotary positions; kv heads may be fewer than query heads (Ainslie et al. 2023). */
public final class Attention {
    private final int layer;
    private final AttentionShape shape;
    private final RopePairing pairing;
    private final Matrix[] inputs;
    private final Optional<Biases> biases;
    private final Matrix output;

    /** Biases of q, k, v and o, each (1, columns); a model may have any of them. */
    public record Biases(Optional<Tensor> query, Optional<Tensor> key, Optional<Tensor> value, Optional<Tensor> output) {
        private boolean none() {
            return query.isEmpty() && key.isEmpty() && value.isEmpty() && output.isEmpty();
        }
    }

    /** Tensors for one layer's work, (rows, size of all heads) each; all layers may share them. */
    public record Scratch(Tensor query, Tensor key, Tensor value, Tensor heads, Tensor[] inputs) {
        public static Scratch create(Backend backend, int rows, AttentionShape shape) {
            Tensor query = backend.tensor(rows, shape.headCount() * shape.headSize());
            Tensor key = backend.tensor(rows, shape.kvHeadCount() * shape.headSize());
            Tensor value = backend.tensor(rows, shape.kvHeadCount() * shape.valueHeadSize());
            Tensor heads = backend.tensor(rows, shape.headCount() * shape.valueHeadSize());
            return new Scratch(query, key, value, heads, new Tensor[] {query, key, value});
        }
    }

    public Attention(
            int layer,
            AttentionShape shape,
            RopePairing pairing,
            Matrix query,
            Matrix key,
            Matrix value,
            Matrix output,
            Biases biases) {
        this.layer = layer;
        this.shape = shape;
        this.pairing = pairing;
        this.inputs = new Matrix[] {query, key, value};
        this.output = output;
        this.biases = biases.none() ? Optional.empty() : Optional.of(biases);
    }

    /** Leaves what the heads saw in {@code scratch.heads()}; keys and values of the rows are stored in the spans' caches. */
    public void attend(
            Backend backend, Tensor in, int rows, Tensor rotation, List<SequenceSpan> spans, Scratch scratch) {
        backend.projectAll(in, rows, inputs, scratch.inputs());
        if (biases.isPresent()) {
            addBias(backend, scratch.query(), rows, biases.get().query());
            addBias(backend, scratch.key(), rows, biases.get().key());
            addBias(backend, scratch.value(), rows, biases.get().value());
        }
        backend.rotate(scratch.query(), rows, shape.headCount(), shape.headSize(), rotation, pairing);
        backend.rotate(scratch.key(), rows, shape.kvHeadCount(), shape.headSize(), rotation, pairing);
        backend.attention(
                layer, shape, scratch.query(), scratch.key(), scratch.value(), spans, scratch.heads());
    }

    /** target[r] += output projection of heads[r]. */
    public void addOutput(Backend backend, Tensor heads, int rows, Tensor target) {
        backend.projectAdd(heads, rows, output, target);
        if (biases.isPresent()) {
            addBias(backend, target, rows, biases.get().output());
        }
    }

    private static void addBias(Backend backend, Tensor target, int rows, Optional<Tensor> bias) {
        if (bias.isPresent()) {
            backend.addBias(target, rows, bias.get());
        }
    }
}
