package hearth.engine.nn;

import hearth.compute.Backend;
import hearth.compute.Matrix;
import hearth.compute.Tensor;

/** What the mixtures of experts of a model share while they work, one layer after another. */
public final class ExpertWorkspace {
    final ExpertChoice choice;
    /** Rows of one expert: its input and output (rows, hiddenSize), gate and up (rows, expertSize). */
    final Tensor in;
    final Tensor out;
    final Tensor gate;
    final Tensor up;
    final int[] rows;
    final float[] weights;
    /** For a single row: gates, then ups, of the experts it goes to, (1, expertSize) each. */
    final Matrix[] oneMatrices;
    final Tensor[] oneOuts;
    final int[] oneRow = new int[1];
    final float[] oneWeight = new float[1];
    final float[] zeros;

    public ExpertWorkspace(Workspace workspace, RoutingRule rule, int hiddenSize, int expertSize) {
        Backend backend = workspace.backend();
        choice = new ExpertChoice(workspace.rows(), rule.expertCount(), rule.usedCount());
        in = workspace.tensor("expert in", hiddenSize);
        out = workspace.tensor("expert out", hiddenSize);
        gate = workspace.tensor("expert gate", expertSize);
        up = workspace.tensor("expert up", expertSize);
        rows = new int[workspace.rows()];
        weights = new float[workspace.rows()];
        oneMatrices = new Matrix[2 * rule.usedCount()];
        oneOuts = new Tensor[2 * rule.usedCount()];
        for (int i = 0; i < oneOuts.length; i++) {
            oneOuts[i] = backend.tensor(1, expertSize);
        }
        zeros = new float[hiddenSize];
    }
}
