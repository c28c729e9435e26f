package hearth.compute.cpu.matrix;

import hearth.compute.Activation;
import hearth.compute.HeapTensor;
import hearth.compute.Matrix;
import hearth.compute.Tensor;
import hearth.compute.cpu.ElementwiseKernels;
import hearth.compute.cpu.WorkerPool;
import java.util.Arrays;

/** Products of packed matrices with activations, over all threads: plain, added to what is there, or a gated pair. */
public final class Projector {
    /** Panels that one token's product hands out at a time; small enough to share a product between threads evenly. */
    private static final int CHUNKS_PER_THREAD = 8;

    /** Up to this many tokens, one after another is faster: unpacking a panel costs more than four of them. */
    private static final int MOST_ONE_BY_ONE = 4;

    private final WorkerPool pool;
    private final Scratch[] scratch;
    private final Activations[] activations;
    private final TokenProduct tokenProduct;
    private final WorkerPool.RangeTask quantizeTask = this::quantize;
    private final WorkerPool.RangeTask multiplyTask = this::multiply;

    // The product under way; written by the caller before the pool runs.
    private float[] in;
    private int inColumns;
    private int rows;
    private PanelMatrix[] weights = new PanelMatrix[4];
    private float[][] outs = new float[4][];
    private int weightCount;
    private boolean add;
    private Activation gate;
    private boolean oneByOne;

    public Projector(WorkerPool pool) {
        this.pool = pool;
        this.scratch = new Scratch[pool.threadCount()];
        Arrays.setAll(scratch, i -> new Scratch());
        ActivationKind[] kinds = ActivationKind.values();
        this.activations = new Activations[kinds.length];
        Arrays.setAll(activations, i -> new Activations(kinds[i]));
        this.tokenProduct = new TokenProduct(scratch, activations);
    }

    /** outs[i] (rows, weights[i].rows()) = weights[i] · in (rows, columns). All matrices have {@code columns} columns. */
    public void project(float[] in, int columns, int rows, Matrix[] weights, Tensor[] outs) {
        if (this.weights.length < weights.length) {
            this.weights = new PanelMatrix[weights.length];
            this.outs = new float[weights.length][];
        }
        for (int i = 0; i < weights.length; i++) {
            this.weights[i] = (PanelMatrix) weights[i];
            this.outs[i] = ((HeapTensor) outs[i]).values();
        }
        this.weightCount = weights.length;
        this.add = false;
        this.gate = null;
        run(in, columns, rows);
    }

    /** out (rows, weight.rows()) = or += weight · in. */
    public void project(float[] in, int columns, int rows, PackedMatrix weight, float[] out, boolean add) {
        this.weights[0] = (PanelMatrix) weight;
        this.outs[0] = out;
        this.weightCount = 1;
        this.add = add;
        this.gate = null;
        run(in, columns, rows);
    }

    /** out = activation(gate · in) * (up · in). */
    public void gated(
            float[] in, int columns, int rows, PackedMatrix gate, PackedMatrix up, Activation activation, float[] out) {
        this.weights[0] = (PanelMatrix) gate;
        this.weights[1] = (PanelMatrix) up;
        this.outs[0] = out;
        this.weightCount = 1;
        this.add = false;
        this.gate = activation;
        run(in, columns, rows);
    }

    private void run(float[] in, int columns, int rows) {
        this.in = in;
        this.inColumns = columns;
        this.rows = rows;
        oneByOne = rows <= MOST_ONE_BY_ONE;
        int panels = 0;
        int used = gate == null ? weightCount : 2;
        for (int i = 0; i < used; i++) {
            if (weights[i].columns() != columns) {
                throw new IllegalArgumentException(
                        "a matrix of " + weights[i].columns() + " columns, activations of " + columns);
            }
        }
        for (int kind = 0; kind < activations.length; kind++) {
            if (isUsed(activations[kind].kind, used)) {
                activations[kind].prepare(rows, columns);
                if (!oneByOne) {
                    activations[kind].prepareTiles();
                }
            }
        }
        for (int i = 0; i < weightCount; i++) {
            panels += weights[i].panelCount();
        }
        if (rows == 1) {
            quantize(0, 1, 0);
        } else {
            // A task sees to whole tiles.
            pool.run(rows, Scratch.TILE_TOKENS, quantizeTask);
        }
        if (oneByOne) {
            int chunk = rows == 1 ? Math.max(1, panels / (pool.threadCount() * CHUNKS_PER_THREAD)) : 1;
            tokenProduct.prepare(weights, outs, weightCount, gate, rows, add);
            pool.run(panels, chunk, tokenProduct);
        } else {
            pool.run(panels, 1, multiplyTask);
        }
    }

    private boolean isUsed(ActivationKind kind, int used) {
        for (int i = 0; i < used; i++) {
            if (weights[i].activationKind() == kind) {
                return true;
            }
        }
        return false;
    }

    private void quantize(int from, int to, int worker) {
        int used = gate == null ? weightCount : 2;
        for (Activations target : activations) {
            if (isUsed(target.kind, used)) {
                for (int row = from; row < to; row++) {
                    ActivationQuantizer.quantize(in, row * inColumns, target, row);
                }
                if (!oneByOne) {
                    fillTiles(target, from / Scratch.TILE_TOKENS, Math.ceilDiv(to, Scratch.TILE_TOKENS), used);
                }
            }
        }
    }

    private void fillTiles(Activations target, int from, int to, int used) {
        boolean withPairs = false;
        boolean withValues = false;
        for (int i = 0; i < used; i++) {
            if (weights[i].activationKind() == target.kind) {
                withPairs |= weights[i].multipliesPairs();
                withValues |= !weights[i].multipliesPairs();
            }
        }
        for (int tile = from; tile < to; tile++) {
            target.fillTile(tile, withPairs, withValues);
        }
    }

    private void multiply(int from, int to, int worker) {
        int matrix = 0;
        int first = 0;
        for (int panel = from; panel < to; panel++) {
            while (panel - first >= weights[matrix].panelCount()) {
                first += weights[matrix].panelCount();
                matrix++;
            }
            multiplyMany(matrix, panel - first, scratch[worker]);
        }
    }

    private void multiplyMany(int matrix, int panel, Scratch s) {
        PanelMatrix w = weights[matrix];
        for (int token = 0; token < rows; token += Scratch.TOKEN_CHUNK) {
            int count = Math.min(Scratch.TOKEN_CHUNK, rows - token);
            w.multiplyMany(activationsOf(w), token, count, panel, s, s.tile);
            if (gate != null) {
                PanelMatrix up = weights[1];
                up.multiplyMany(activationsOf(up), token, count, panel, s, s.secondTile);
            }
            finish(matrix, token, count, panel, s);
        }
    }

    /** The activation of a gated pair, and results to their place. */
    private void finish(int matrix, int token, int count, int panel, Scratch s) {
        PanelMatrix w = weights[matrix];
        if (gate != null) {
            ElementwiseKernels.gate(gate, s.tile, 0, s.secondTile, 0, s.tile, 0, count * PanelMatrix.PANEL_ROWS);
        }
        for (int i = 0; i < count; i++) {
            w.storeRows(panel, s.tile, i * PanelMatrix.PANEL_ROWS, outs[matrix], (token + i) * w.rows(), add);
        }
    }

    private Activations activationsOf(PanelMatrix matrix) {
        return activations[matrix.activationKind().ordinal()];
    }
}
