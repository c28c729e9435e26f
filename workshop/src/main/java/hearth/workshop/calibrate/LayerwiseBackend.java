package hearth.workshop.calibrate;

import hearth.compute.Activation;
import hearth.compute.AttentionShape;
import hearth.compute.Backend;
import hearth.compute.ForwardingBackend;
import hearth.compute.KvCache;
import hearth.compute.KvCacheShape;
import hearth.compute.KvType;
import hearth.compute.Matrix;
import hearth.compute.MatrixSource;
import hearth.compute.SequenceSpan;
import hearth.compute.Tensor;
import hearth.engine.model.TensorSource;
import hearth.format.TensorType;
import hearth.format.gguf.GgufFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A backend for a model that runs once, with all its sequences in one batch. Each matrix is loaded when its turn has come, after a
 * visitor has seen what it is multiplied with and said which weights to take, and freed again: so only one is in memory at a time. A
 * cache holds one layer only, as no layer is come back to.
 */
final class LayerwiseBackend extends ForwardingBackend {
    private final Backend backend;
    private final GgufFile weights;
    private final MatrixVisitor visitor;

    /** @param weights the model's file, open as long as this is used: the engine closes its own too soon */
    LayerwiseBackend(Backend backend, GgufFile weights, MatrixVisitor visitor) {
        super(backend);
        this.backend = backend;
        this.weights = weights;
        this.visitor = visitor;
    }

    @Override
    public Matrix load(MatrixSource source) {
        if (!(source instanceof TensorSource stored)) {
            return new LazyMatrix(source, Optional.empty());
        }
        TensorSource open = new TensorSource(weights, weights.tensor(stored.tensor().name()), stored.firstRow(), stored.rows(), stored.columns());
        return new LazyMatrix(open, Optional.of(new MatrixRows(open.tensor(), open.firstRow(), open.rows(), open.columns())));
    }

    /** Loads the matrices that the visitor wants in place of these, computes with them and frees them. */
    private void with(Tensor in, int rows, Matrix[] lazy, Work work) {
        List<MatrixSource> sources = new ArrayList<>();
        List<MatrixRows> places = new ArrayList<>();
        for (Matrix matrix : lazy) {
            LazyMatrix own = (LazyMatrix) matrix;
            sources.add(own.source());
            own.place().ifPresent(places::add);
        }
        boolean allStored = places.size() == lazy.length;
        compute(allStored ? visitor.visit(new MatrixInputs(backend, in, rows), places, sources) : sources, work);
    }

    private void compute(List<MatrixSource> sources, Work work) {
        Matrix[] loaded = new Matrix[sources.size()];
        try {
            for (int i = 0; i < loaded.length; i++) {
                loaded[i] = backend.load(sources.get(i));
            }
            work.run(loaded);
        } finally {
            for (Matrix matrix : loaded) {
                if (matrix != null) {
                    matrix.close();
                }
            }
        }
    }

    /** An operation with matrices that are loaded. */
    private interface Work {
        void run(Matrix[] loaded);
    }

    @Override
    public void embed(Matrix table, int[] ids, int rows, Tensor out) {
        compute(List.of(((LazyMatrix) table).source()), loaded -> backend.embed(loaded[0], ids, rows, out));
    }

    @Override
    public void project(Tensor in, int rows, Matrix weight, Tensor out) {
        with(in, rows, new Matrix[] {weight}, loaded -> backend.project(in, rows, loaded[0], out));
    }

    @Override
    public void projectAll(Tensor in, int rows, Matrix[] matrices, Tensor[] outs) {
        with(in, rows, matrices, loaded -> backend.projectAll(in, rows, loaded, outs));
    }

    @Override
    public void projectAdd(Tensor in, int rows, Matrix weight, Tensor target) {
        with(in, rows, new Matrix[] {weight}, loaded -> backend.projectAdd(in, rows, loaded[0], target));
    }

    @Override
    public void gatedProject(Tensor in, int rows, Matrix gate, Matrix up, Activation activation, Tensor out) {
        with(in, rows, new Matrix[] {gate, up}, loaded -> backend.gatedProject(in, rows, loaded[0], loaded[1], activation, out));
    }

    /** Each matrix gets another part of the input, so nobody is asked. */
    @Override
    public void projectHeads(Tensor in, int rows, Matrix[] matrices, Tensor out) {
        List<MatrixSource> sources = new ArrayList<>();
        for (Matrix matrix : matrices) {
            sources.add(((LazyMatrix) matrix).source());
        }
        compute(sources, loaded -> backend.projectHeads(in, rows, loaded, out));
    }

    @Override
    public KvCache kvCache(KvCacheShape shape) {
        return backend.kvCache(new KvCacheShape(
                1, shape.kvHeadCount(), shape.headSize(), shape.valueHeadSize(), shape.capacity(), shape.type()));
    }

    @Override
    public void attention(int layer, AttentionShape shape, Tensor q, Tensor k, Tensor v, List<SequenceSpan> spans, Tensor out) {
        backend.attention(0, shape, q, k, v, spans, out);
    }

    /** A pass is long enough to get fast by itself. */
    @Override
    public void warmUpPrompts(Set<TensorType> layerTypes, Set<TensorType> tokenTypes, AttentionShape shape, KvType kvType) {}

    @Override
    public void warmUpAnswers(Set<TensorType> layerTypes, AttentionShape shape, KvType kvType) {}

    @Override
    public void close() {
        backend.close();
    }
}
