package hearth.engine.nn;

import hearth.compute.Backend;
import hearth.compute.Matrix;
import hearth.compute.Tensor;

/** A network that all rows go through, each with a weight of its own: sigmoid(router · row). */
public final class SharedExpert implements FeedForward {
    private final Matrix router;
    private final FeedForward network;
    private final Tensor logits; // (rows, 1)
    private final Tensor result; // (rows, hiddenSize)
    private final int[] rowIndexes;
    private final float[] weights;
    private final float[] logit = new float[1];
    private final float[] zeros;

    /** @param router (1, hiddenSize) */
    public SharedExpert(Matrix router, FeedForward network, Workspace workspace) {
        this.router = router;
        this.network = network;
        logits = workspace.tensor("shared router", 1);
        result = workspace.tensor("shared expert", router.columns());
        rowIndexes = new int[workspace.rows()];
        for (int r = 0; r < rowIndexes.length; r++) {
            rowIndexes[r] = r;
        }
        weights = new float[workspace.rows()];
        zeros = new float[router.columns()];
    }

    @Override
    public void forward(Backend backend, Tensor in, int rows, Tensor out) {
        for (int r = 0; r < rows; r++) {
            out.write(r, zeros, 0);
        }
        addTo(backend, in, rows, out);
    }

    @Override
    public void addTo(Backend backend, Tensor in, int rows, Tensor target) {
        backend.project(in, rows, router, logits);
        for (int r = 0; r < rows; r++) {
            logits.read(r, logit, 0);
            weights[r] = (float) (1 / (1 + Math.exp(-logit[0])));
        }
        network.forward(backend, in, rows, result);
        backend.scatterAdd(result, rowIndexes, weights, rows, target);
    }
}
