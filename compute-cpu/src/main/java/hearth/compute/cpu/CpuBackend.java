package hearth.compute.cpu;

import hearth.compute.Activation;
import hearth.compute.AttentionShape;
import hearth.compute.Backend;
import hearth.compute.HeapTensor;
import hearth.compute.KvCache;
import hearth.compute.KvCacheShape;
import hearth.compute.KvType;
import hearth.compute.Matrix;
import hearth.compute.MatrixSource;
import hearth.compute.Operands;
import hearth.compute.RopePairing;
import hearth.compute.SequenceSpan;
import hearth.compute.Tensor;
import hearth.compute.WeightPacking;
import hearth.compute.cpu.matrix.MatrixLoader;
import hearth.compute.cpu.matrix.PackedMatrix;
import hearth.compute.cpu.matrix.Projector;
import hearth.format.TensorType;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Checks operands, then hands rows to the kernels, on all threads where there is enough to do. */
final class CpuBackend implements Backend, WeightPacking {
    /** Values of simple arithmetic below which one thread is done before others would have begun. */
    private static final int SERIAL_VALUES = 32 << 10;

    private final WorkerPool pool;
    private final MatrixLoader loader;
    private final Projector projector;
    private final AttentionKernel attention;
    private final RowLoops rowLoops;
    private final ValueLoops valueLoops;
    private final HeadProducts headProducts;

    CpuBackend(int threadCount) {
        pool = new WorkerPool(threadCount);
        loader = new MatrixLoader(pool);
        projector = new Projector(pool);
        attention = new AttentionKernel(pool);
        rowLoops = new RowLoops(pool, SERIAL_VALUES);
        valueLoops = new ValueLoops(pool, SERIAL_VALUES);
        headProducts = new HeadProducts(projector);
    }

    @Override
    public String description() {
        int threads = pool.threadCount();
        return "cpu, " + VectorShapes.BITS + "-bit vectors, " + threads + (threads == 1 ? " thread" : " threads");
    }

    @Override
    public Matrix load(MatrixSource source) {
        return loader.load(source);
    }

    @Override
    public String packedLayout() {
        return MatrixLoader.layout();
    }

    @Override
    public MemorySegment packed(Matrix matrix) {
        return ((PackedMatrix) matrix).memory();
    }

    @Override
    public Optional<Matrix> adopt(MatrixSource source, MemorySegment packed, boolean compared) {
        return loader.adopt(source, packed, compared);
    }

    @Override
    public Tensor tensor(int rows, int columns) {
        return new HeapTensor(rows, columns);
    }

    @Override
    public KvCache kvCache(KvCacheShape shape) {
        return new CpuKvCache(shape);
    }

    @Override
    public void embed(Matrix table, int[] ids, int rows, Tensor out) {
        Operands.requireIndexes("id", ids, rows, table.rows());
        Operands.require(out, "out", rows, table.columns());
        rowLoops.embed((PackedMatrix) table, ids, rows, values(out));
    }

    @Override
    public void rmsNorm(Tensor in, int rows, Tensor weight, float epsilon, Tensor out) {
        Operands.requireRmsNorm(in, rows, weight, out);
        rowLoops.rmsNorm(values(in), rows, in.columns(), values(weight), weight.columns(), epsilon, values(out));
    }

    @Override
    public void layerNorm(Tensor in, int rows, int groupSize, Tensor weight, Tensor bias, float epsilon, Tensor out) {
        Operands.requireLayerNorm(in, rows, groupSize, weight, bias, out);
        rowLoops.layerNorm(
                values(in), rows, in.columns(), groupSize, values(weight), values(bias), epsilon, values(out));
    }

    @Override
    public void project(Tensor in, int rows, Matrix weight, Tensor out) {
        Operands.requireProduct(in, rows, weight, out);
        projector.project(values(in), in.columns(), rows, (PackedMatrix) weight, values(out), false);
    }

    @Override
    public void projectAll(Tensor in, int rows, Matrix[] weights, Tensor[] outs) {
        for (int i = 0; i < weights.length; i++) {
            Operands.requireProduct(in, rows, weights[i], outs[i]);
        }
        projector.project(values(in), in.columns(), rows, weights, outs);
    }

    @Override
    public void projectAdd(Tensor in, int rows, Matrix weight, Tensor target) {
        Operands.requireProduct(in, rows, weight, target);
        projector.project(values(in), in.columns(), rows, (PackedMatrix) weight, values(target), true);
    }

    @Override
    public void gatedProject(Tensor in, int rows, Matrix gate, Matrix up, Activation activation, Tensor out) {
        Operands.requireProduct(in, rows, gate, out);
        Operands.requireProduct(in, rows, up, out);
        projector.gated(
                values(in), in.columns(), rows, (PackedMatrix) gate, (PackedMatrix) up, activation, values(out));
    }

    @Override
    public void projectHeads(Tensor in, int rows, Matrix[] weights, Tensor out) {
        Operands.requireHeadProducts(in, rows, weights, out);
        headProducts.project((HeapTensor) in, rows, weights, (HeapTensor) out);
    }

    @Override
    public void activate(Tensor x, int rows, Activation activation) {
        Operands.requireAlike(rows, x);
        valueLoops.activate(values(x), rows * x.columns(), activation);
    }

    @Override
    public void gate(Tensor gate, Tensor up, int rows, Activation activation, Tensor out) {
        Operands.requireAlike(rows, gate, up, out);
        valueLoops.gate(values(gate), values(up), rows * out.columns(), activation, values(out));
    }

    @Override
    public void clampedGate(Tensor gate, Tensor up, int rows, float limit, float slope, Tensor out) {
        Operands.requireAlike(rows, gate, up, out);
        Operands.requirePositive("limit", limit);
        valueLoops.clampedGate(values(gate), values(up), rows * out.columns(), limit, slope, values(out));
    }

    @Override
    public void scale(Tensor x, int rows, float factor) {
        Operands.requireAlike(rows, x);
        valueLoops.scale(values(x), rows * x.columns(), factor);
    }

    @Override
    public void addScaled(Tensor in, int rows, float factor, Tensor target) {
        Operands.requireAlike(rows, in, target);
        valueLoops.addScaled(values(in), rows * in.columns(), factor, values(target));
    }

    @Override
    public void softcap(Tensor x, int rows, float cap) {
        Operands.requireAlike(rows, x);
        Operands.requirePositive("cap", cap);
        valueLoops.softcap(values(x), rows * x.columns(), cap);
    }

    @Override
    public void addBias(Tensor x, int rows, Tensor bias) {
        Operands.require(x, "x", rows, x.columns());
        Operands.require(bias, "bias", 1, x.columns());
        for (int r = 0; r < rows; r++) {
            ElementwiseKernels.add(values(x), r * x.columns(), values(bias), x.columns());
        }
    }

    @Override
    public void rotate(Tensor x, int rows, int headCount, int headSize, Tensor rotation, RopePairing pairing) {
        Operands.requireRotation(x, rows, headCount, headSize, rotation);
        rowLoops.rotate(values(x), rows, headCount, headSize, values(rotation), rotation.columns(), pairing);
    }

    @Override
    public void attention(
            int layer, AttentionShape shape, Tensor q, Tensor k, Tensor v, List<SequenceSpan> spans, Tensor out) {
        Operands.requireAttention(layer, shape, q, k, v, spans, out);
        attention.attend(layer, shape, values(q), values(k), values(v), spans, values(out));
    }

    @Override
    public void gather(Tensor in, int[] rowIndexes, int count, Tensor out) {
        Operands.requireIndexes("row", rowIndexes, count, in.rows());
        Operands.require(out, "out", count, in.columns());
        for (int i = 0; i < count; i++) {
            out.write(i, values(in), rowIndexes[i] * in.columns());
        }
    }

    @Override
    public void scatterAdd(Tensor in, int[] rowIndexes, float[] weights, int count, Tensor target) {
        Operands.requireScatter(in, rowIndexes, weights, count, target);
        int columns = in.columns();
        for (int i = 0; i < count; i++) {
            ElementwiseKernels.addScaled(
                    values(in), i * columns, columns, weights[i], values(target), rowIndexes[i] * columns);
        }
    }

    @Override
    public void copyHeads(Tensor in, int rows, int headCount, int inOffset, int count, Tensor out, int outOffset) {
        Operands.requireHeadCopy(in, rows, headCount, inOffset, count, out, outOffset);
        int inSize = in.columns() / headCount;
        int outSize = out.columns() / headCount;
        for (int head = 0; head < rows * headCount; head++) {
            System.arraycopy(values(in), head * inSize + inOffset, values(out), head * outSize + outOffset, count);
        }
    }

    @Override
    public void warmUpPrompts(
            Set<TensorType> layerTypes, Set<TensorType> tokenTypes, AttentionShape shape, KvType kvType) {
        KernelWarmUp.prompts(layerTypes, tokenTypes, shape, kvType);
    }

    @Override
    public void warmUpAnswers(Set<TensorType> layerTypes, AttentionShape shape, KvType kvType) {
        KernelWarmUp.answers(layerTypes, shape, kvType);
    }

    private static float[] values(Tensor tensor) {
        return ((HeapTensor) tensor).values();
    }

    @Override
    public void close() {
        pool.close();
    }
}
