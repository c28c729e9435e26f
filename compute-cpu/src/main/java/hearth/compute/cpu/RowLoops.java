package hearth.compute.cpu;

import hearth.compute.RopePairing;
import hearth.compute.cpu.matrix.PackedMatrix;

/** Operations on rows that know nothing of each other: one thread for few values, all for many. */
final class RowLoops {
    private final WorkerPool pool;
    private final int serialValues;
    private final float[][] lanes;
    private final WorkerPool.RangeTask normTask = this::normRows;
    private final WorkerPool.RangeTask layerNormTask = this::layerNormRows;
    private final WorkerPool.RangeTask rotateTask = this::rotateRows;
    private final WorkerPool.RangeTask embedTask = this::embedRows;

    // Operands of the loop that runs.
    private float[] in;
    private int columns;
    private float[] weight;
    private float[] bias;
    private int groupSize;
    private float epsilon;
    private float[] out;
    private int headCount;
    private int headSize;
    private int rotated;
    private RopePairing pairing;
    private PackedMatrix table;
    private int[] ids;

    /** @param serialValues values up to which a loop stays on the calling thread */
    RowLoops(WorkerPool pool, int serialValues) {
        this.pool = pool;
        this.serialValues = serialValues;
        lanes = new float[pool.threadCount()][VectorShapes.LANES];
    }

    private void run(int rows, int columns, WorkerPool.RangeTask task) {
        if ((long) rows * columns <= serialValues) {
            task.run(0, rows, 0);
        } else {
            pool.run(rows, Math.max(1, serialValues / columns / 4), task);
        }
        in = null;
        out = null;
        weight = null;
        bias = null;
        table = null;
        ids = null;
    }

    void rmsNorm(float[] in, int rows, int columns, float[] weight, int groupSize, float epsilon, float[] out) {
        this.in = in;
        this.columns = columns;
        this.weight = weight;
        this.groupSize = groupSize;
        this.epsilon = epsilon;
        this.out = out;
        run(rows, columns, normTask);
    }

    private void normRows(int from, int to, int worker) {
        for (int at = from * columns; at < to * columns; at += groupSize) {
            NormKernels.rmsNorm(in, at, groupSize, weight, epsilon, out, at, lanes[worker]);
        }
    }

    void layerNorm(
            float[] in, int rows, int columns, int groupSize, float[] weight, float[] bias, float epsilon, float[] out) {
        this.in = in;
        this.columns = columns;
        this.groupSize = groupSize;
        this.weight = weight;
        this.bias = bias;
        this.epsilon = epsilon;
        this.out = out;
        run(rows, columns, layerNormTask);
    }

    private void layerNormRows(int from, int to, int worker) {
        for (int at = from * columns; at < to * columns; at += groupSize) {
            NormKernels.layerNorm(in, at, groupSize, weight, bias, at % columns, epsilon, out, lanes[worker]);
        }
    }

    void rotate(float[] x, int rows, int headCount, int headSize, float[] rotation, int rotated, RopePairing pairing) {
        this.out = x;
        this.headCount = headCount;
        this.headSize = headSize;
        this.in = rotation;
        this.rotated = rotated;
        this.pairing = pairing;
        run(rows, headCount * headSize, rotateTask);
    }

    private void rotateRows(int from, int to, int worker) {
        for (int r = from; r < to; r++) {
            ElementwiseKernels.rotate(
                    out, r * headCount * headSize, headCount, headSize, in, r * rotated, rotated, pairing);
        }
    }

    void embed(PackedMatrix table, int[] ids, int rows, float[] out) {
        this.table = table;
        this.ids = ids;
        this.out = out;
        this.columns = table.columns();
        run(rows, table.columns(), embedTask);
    }

    private void embedRows(int from, int to, int worker) {
        for (int r = from; r < to; r++) {
            table.decodeRow(ids[r], out, r * columns);
        }
    }
}
