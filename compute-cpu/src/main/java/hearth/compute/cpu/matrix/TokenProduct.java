package hearth.compute.cpu.matrix;

import hearth.compute.Activation;
import hearth.compute.cpu.ElementwiseKernels;
import hearth.compute.cpu.WorkerPool;

/**
 * The products of one or a few tokens, one after another, panel by panel. Several threads may compute the same panels, each into memory of
 * its own, and a thread may do so when the product is long over: so each keeps what it needs apart from the operands of the next.
 *
 * <p>Kernels may run without bounds checks, so what a thread has captured must fit together even then. It does: matrices know their own
 * shape, and activations never shrink.
 */
final class TokenProduct implements WorkerPool.RepeatableTask {
    /** What one worker needs of a product, and its results: (token, panel row) for each panel. */
    private static final class Share {
        final Scratch scratch;
        PanelMatrix[] weights = new PanelMatrix[4];
        float[][] outs = new float[4][];
        PanelMatrix up;
        Activation gate;
        int tokens;
        boolean add;
        float[] results = {};

        Share(Scratch scratch) {
            this.scratch = scratch;
        }
    }

    private final Activations[] activations;
    private final Share[] shares;

    // The product under way; written by the caller before the pool runs.
    private PanelMatrix[] weights;
    private float[][] outs;
    private int weightCount;
    private PanelMatrix up;
    private Activation gate;
    private int tokens;
    private boolean add;

    TokenProduct(Scratch[] scratch, Activations[] activations) {
        this.activations = activations;
        shares = new Share[scratch.length];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = new Share(scratch[i]);
        }
    }

    /** @param gate if any, the function of the gated pair of weights[0] and weights[1], which are one product */
    void prepare(PanelMatrix[] weights, float[][] outs, int weightCount, Activation gate, int tokens, boolean add) {
        this.weights = weights;
        this.outs = outs;
        this.weightCount = weightCount;
        this.gate = gate;
        this.up = gate == null ? null : weights[1];
        this.tokens = tokens;
        this.add = add;
    }

    @Override
    public void capture(int worker) {
        Share share = shares[worker];
        int count = weightCount;
        PanelMatrix[] from = weights;
        float[][] to = outs;
        if (share.weights.length < count) {
            share.weights = new PanelMatrix[count];
            share.outs = new float[count][];
        }
        for (int i = 0; i < count; i++) {
            share.weights[i] = from[i];
            share.outs[i] = to[i];
        }
        share.gate = gate;
        share.up = up;
        share.tokens = tokens;
        share.add = add;
    }

    @Override
    public void compute(int from, int to, int worker) {
        Share share = shares[worker];
        int size = share.tokens * PanelMatrix.PANEL_ROWS;
        if (share.results.length < (to - from) * size) {
            share.results = new float[(to - from) * size];
        }
        int matrix = 0;
        int first = 0;
        for (int panel = from; panel < to; panel++) {
            while (panel - first >= share.weights[matrix].panelCount()) {
                first += share.weights[matrix].panelCount();
                matrix++;
            }
            PanelMatrix weight = share.weights[matrix];
            boolean two = share.gate == null
                    && weight.multipliesTwo()
                    && panel + 1 < to
                    && panel + 1 - first < weight.panelCount();
            for (int token = 0; token < share.tokens; token++) {
                int at = (panel - from) * size + token * PanelMatrix.PANEL_ROWS;
                if (two) {
                    multiplyTwo(share, weight, panel - first, token, at, size);
                } else {
                    multiply(share, weight, panel - first, token, at);
                }
            }
            panel += two ? 1 : 0;
        }
    }

    private void multiplyTwo(Share share, PanelMatrix weight, int panel, int token, int at, int size) {
        float[] results = share.results;
        weight.multiplyOneOfTwo(
                activationsOf(weight), token, panel, weight, panel + 1, share.scratch, results, at, results, at + size);
    }

    private void multiply(Share share, PanelMatrix weight, int panel, int token, int at) {
        Scratch scratch = share.scratch;
        PanelMatrix up = share.up;
        if (share.gate != null && weight.multipliesTwo() && up.type == weight.type) {
            weight.multiplyOneOfTwo(
                    activationsOf(weight), token, panel, up, panel, scratch, share.results, at, scratch.secondRow, 0);
        } else {
            weight.multiplyOne(activationsOf(weight), token, panel, scratch, share.results, at);
            if (share.gate != null) {
                up.multiplyOne(activationsOf(up), token, panel, scratch, scratch.secondRow, 0);
            }
        }
        if (share.gate != null) {
            ElementwiseKernels.gate(
                    share.gate, share.results, at, scratch.secondRow, 0, share.results, at, PanelMatrix.PANEL_ROWS);
        }
    }

    private Activations activationsOf(PanelMatrix matrix) {
        return activations[matrix.activationKind().ordinal()];
    }

    @Override
    public void commit(int from, int to, int worker) {
        Share share = shares[worker];
        int matrix = 0;
        int first = 0;
        int at = 0;
        for (int panel = from; panel < to; panel++) {
            while (panel - first >= share.weights[matrix].panelCount()) {
                first += share.weights[matrix].panelCount();
                matrix++;
            }
            PanelMatrix weight = share.weights[matrix];
            for (int token = 0; token < share.tokens; token++, at += PanelMatrix.PANEL_ROWS) {
                weight.storeRows(panel - first, share.results, at, share.outs[matrix], token * weight.rows(), share.add);
            }
        }
    }
}
