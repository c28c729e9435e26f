package hearth.compute;

import hearth.format.TensorType;
import java.util.List;
import java.util.Set;

/**
 * Hands every operation on to another backend; subclasses do some of them differently. Such a backend belongs to one model, the other
 * one to who opened it: closing closes nothing.
 */
public class ForwardingBackend implements Backend {
    private final Backend backend;

    /** @param backend does the work */
    protected ForwardingBackend(Backend backend) {
        this.backend = backend;
    }

    @Override
    public String description() {
        return backend.description();
    }

    @Override
    public Matrix load(MatrixSource source) {
        return backend.load(source);
    }

    @Override
    public Tensor tensor(int rows, int columns) {
        return backend.tensor(rows, columns);
    }

    @Override
    public KvCache kvCache(KvCacheShape shape) {
        return backend.kvCache(shape);
    }

    @Override
    public void embed(Matrix table, int[] ids, int rows, Tensor out) {
        backend.embed(table, ids, rows, out);
    }

    @Override
    public void project(Tensor in, int rows, Matrix weight, Tensor out) {
        backend.project(in, rows, weight, out);
    }

    @Override
    public void projectAll(Tensor in, int rows, Matrix[] weights, Tensor[] outs) {
        backend.projectAll(in, rows, weights, outs);
    }

    @Override
    public void projectAdd(Tensor in, int rows, Matrix weight, Tensor target) {
        backend.projectAdd(in, rows, weight, target);
    }

    @Override
    public void gatedProject(Tensor in, int rows, Matrix gate, Matrix up, Activation activation, Tensor out) {
        backend.gatedProject(in, rows, gate, up, activation, out);
    }

    @Override
    public void projectHeads(Tensor in, int rows, Matrix[] weights, Tensor out) {
        backend.projectHeads(in, rows, weights, out);
    }

    @Override
    public void rmsNorm(Tensor in, int rows, Tensor weight, float epsilon, Tensor out) {
        backend.rmsNorm(in, rows, weight, epsilon, out);
    }

    @Override
    public void layerNorm(Tensor in, int rows, int groupSize, Tensor weight, Tensor bias, float epsilon, Tensor out) {
        backend.layerNorm(in, rows, groupSize, weight, bias, epsilon, out);
    }

    @Override
    public void activate(Tensor x, int rows, Activation activation) {
        backend.activate(x, rows, activation);
    }

    @Override
    public void gate(Tensor gate, Tensor up, int rows, Activation activation, Tensor out) {
        backend.gate(gate, up, rows, activation, out);
    }

    @Override
    public void clampedGate(Tensor gate, Tensor up, int rows, float limit, float slope, Tensor out) {
        backend.clampedGate(gate, up, rows, limit, slope, out);
    }

    @Override
    public void scale(Tensor x, int rows, float factor) {
        backend.scale(x, rows, factor);
    }

    @Override
    public void addScaled(Tensor in, int rows, float factor, Tensor target) {
        backend.addScaled(in, rows, factor, target);
    }

    @Override
    public void softcap(Tensor x, int rows, float cap) {
        backend.softcap(x, rows, cap);
    }

    @Override
    public void addBias(Tensor x, int rows, Tensor bias) {
        backend.addBias(x, rows, bias);
    }

    @Override
    public void rotate(Tensor x, int rows, int headCount, int headSize, Tensor rotation, RopePairing pairing) {
        backend.rotate(x, rows, headCount, headSize, rotation, pairing);
    }

    @Override
    public void attention(
            int layer, AttentionShape shape, Tensor q, Tensor k, Tensor v, List<SequenceSpan> spans, Tensor out) {
        backend.attention(layer, shape, q, k, v, spans, out);
    }

    @Override
    public void gather(Tensor in, int[] rowIndexes, int count, Tensor out) {
        backend.gather(in, rowIndexes, count, out);
    }

    @Override
    public void scatterAdd(Tensor in, int[] rowIndexes, float[] weights, int count, Tensor target) {
        backend.scatterAdd(in, rowIndexes, weights, count, target);
    }

    @Override
    public void copyHeads(Tensor in, int rows, int headCount, int inOffset, int count, Tensor out, int outOffset) {
        backend.copyHeads(in, rows, headCount, inOffset, count, out, outOffset);
    }

    @Override
    public void warmUpPrompts(Set<TensorType> layerTypes, Set<TensorType> tokenTypes, AttentionShape shape, KvType kvType) {
        backend.warmUpPrompts(layerTypes, tokenTypes, shape, kvType);
    }

    @Override
    public void warmUpAnswers(Set<TensorType> layerTypes, AttentionShape shape, KvType kvType) {
        backend.warmUpAnswers(layerTypes, shape, kvType);
    }

    /** Does nothing: the device belongs to who opened it. */
    @Override
    public void close() {
        // What was made on the device is freed with the model.
    }
}
