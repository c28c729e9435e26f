package hearth.engine.adapter;

import hearth.compute.Activation;
import hearth.compute.Backend;
import hearth.compute.ForwardingBackend;
import hearth.compute.Matrix;
import hearth.compute.Tensor;
import java.util.Arrays;

/**
 * A backend that computes with adapted matrices as well: after each product with W it adds up · (down · x). Everything else is the
 * other backend's own work. Belongs to one model; its intermediate results are kept from step to step.
 */
final class AdaptedBackend extends ForwardingBackend {
    private final Backend backend;
    private final TensorPool narrow; // (rows, rank)
    private final TensorPool wide; // (rows, rows of a matrix)
    /** Arrays for the matrices of an operation without what is added, by their number: made once. */
    private Matrix[][] plainMatrices = new Matrix[0][];
    private final Matrix[] gateAndUp = new Matrix[2];
    private final Tensor[] gateAndUpOuts = new Tensor[2];

    AdaptedBackend(Backend backend) {
        super(backend);
        this.backend = backend;
        this.narrow = new TensorPool(backend);
        this.wide = new TensorPool(backend);
    }

    @Override
    public void embed(Matrix table, int[] ids, int rows, Tensor out) {
        if (!(table instanceof AdaptedMatrix adapted)) {
            backend.embed(table, ids, rows, out);
            return;
        }
        LowRank added = adapted.added();
        backend.embed(adapted.base(), ids, rows, out);
        Tensor found = narrow.tensor(rows, added.rank());
        backend.embed(added.up(), ids, rows, found);
        backend.projectAdd(found, rows, added.turnedDown().orElseThrow(), out);
    }

    @Override
    public void project(Tensor in, int rows, Matrix weight, Tensor out) {
        backend.project(in, rows, plain(weight), out);
        add(in, rows, weight, out);
    }

    @Override
    public void projectAdd(Tensor in, int rows, Matrix weight, Tensor target) {
        backend.projectAdd(in, rows, plain(weight), target);
        add(in, rows, weight, target);
    }

    @Override
    public void projectAll(Tensor in, int rows, Matrix[] weights, Tensor[] outs) {
        if (!anyAdapted(weights)) {
            backend.projectAll(in, rows, weights, outs);
            return;
        }
        backend.projectAll(in, rows, plain(weights), outs);
        Matrix lastDown = null;
        Tensor lowered = null;
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] instanceof AdaptedMatrix adapted) {
                LowRank added = adapted.added();
                // The parts of a fused matrix have one down, so its product is there already.
                if (added.down() != lastDown) {
                    lastDown = added.down();
                    lowered = narrow.tensor(rows, added.rank());
                    backend.project(in, rows, lastDown, lowered);
                }
                backend.projectAdd(lowered, rows, added.up(), outs[i]);
            }
        }
    }

    @Override
    public void gatedProject(Tensor in, int rows, Matrix gate, Matrix up, Activation activation, Tensor out) {
        if (!(gate instanceof AdaptedMatrix) && !(up instanceof AdaptedMatrix)) {
            backend.gatedProject(in, rows, gate, up, activation, out);
            return;
        }
        gateAndUp[0] = gate;
        gateAndUp[1] = up;
        gateAndUpOuts[0] = wide.tensor(rows, gate.rows());
        gateAndUpOuts[1] = out;
        projectAll(in, rows, gateAndUp, gateAndUpOuts);
        backend.gate(gateAndUpOuts[0], out, rows, activation, out);
    }

    @Override
    public void projectHeads(Tensor in, int rows, Matrix[] weights, Tensor out) {
        if (!anyAdapted(weights)) {
            backend.projectHeads(in, rows, weights, out);
            return;
        }
        backend.projectHeads(in, rows, plain(weights), out);
        // Heads are parts of one tensor: all are adapted, and with one rank.
        Matrix[] part = plain(weights);
        int rank = ((AdaptedMatrix) weights[0]).added().rank();
        for (int h = 0; h < weights.length; h++) {
            part[h] = ((AdaptedMatrix) weights[h]).added().down();
        }
        Tensor lowered = narrow.tensor(rows, weights.length * rank);
        backend.projectHeads(in, rows, part, lowered);
        for (int h = 0; h < weights.length; h++) {
            part[h] = ((AdaptedMatrix) weights[h]).added().up();
        }
        Tensor raised = wide.tensor(rows, out.columns());
        backend.projectHeads(lowered, rows, part, raised);
        backend.addScaled(raised, rows, 1, out);
    }

    private void add(Tensor in, int rows, Matrix weight, Tensor target) {
        if (weight instanceof AdaptedMatrix adapted) {
            LowRank added = adapted.added();
            Tensor lowered = narrow.tensor(rows, added.rank());
            backend.project(in, rows, added.down(), lowered);
            backend.projectAdd(lowered, rows, added.up(), target);
        }
    }

    private static boolean anyAdapted(Matrix[] weights) {
        for (Matrix weight : weights) {
            if (weight instanceof AdaptedMatrix) {
                return true;
            }
        }
        return false;
    }

    private static Matrix plain(Matrix weight) {
        return weight instanceof AdaptedMatrix adapted ? adapted.base() : weight;
    }

    /** Valid until the next call. */
    private Matrix[] plain(Matrix[] weights) {
        int count = weights.length;
        if (count >= plainMatrices.length) {
            plainMatrices = Arrays.copyOf(plainMatrices, count + 1);
        }
        if (plainMatrices[count] == null) {
            plainMatrices[count] = new Matrix[count];
        }
        Matrix[] plain = plainMatrices[count];
        for (int i = 0; i < count; i++) {
            plain[i] = plain(weights[i]);
        }
        return plain;
    }
}
