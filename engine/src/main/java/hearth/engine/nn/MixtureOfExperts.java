package hearth.engine.nn;

import hearth.compute.Backend;
import hearth.compute.Tensor;
import java.util.Optional;

/**
 * Sparse mixture of experts (Shazeer et al. 2017): each row goes to a few of many gated networks, whose results are added up with the
 * weights the {@link ExpertRouter} gave them, in the order of the experts. A network that all rows share may be added.
 *
 * <p>Of many rows those of one expert are gathered, so that its weights are read once. A single row has all its gates and ups
 * computed in one go.
 */
public final class MixtureOfExperts implements FeedForward {
    private final ExpertRouter router;
    private final Experts experts;
    private final ExpertActivation activation;
    private final Optional<FeedForward> shared;
    private final ExpertWorkspace work;

    public MixtureOfExperts(
            ExpertRouter router,
            Experts experts,
            ExpertActivation activation,
            Optional<FeedForward> shared,
            ExpertWorkspace work) {
        this.router = router;
        this.experts = experts;
        this.activation = activation;
        this.shared = shared;
        this.work = work;
    }

    @Override
    public void forward(Backend backend, Tensor in, int rows, Tensor out) {
        for (int r = 0; r < rows; r++) {
            out.write(r, work.zeros, 0);
        }
        addTo(backend, in, rows, out);
    }

    @Override
    public void addTo(Backend backend, Tensor in, int rows, Tensor target) {
        router.route(backend, in, rows, work.choice);
        if (rows == 1) {
            addOne(backend, in, target);
        } else {
            addByExpert(backend, in, rows, target);
        }
        if (shared.isPresent()) {
            shared.get().addTo(backend, in, rows, target);
        }
    }

    private void addOne(Backend backend, Tensor in, Tensor target) {
        ExpertChoice choice = work.choice;
        int used = choice.usedCount();
        for (int i = 0; i < used; i++) {
            work.oneMatrices[i] = experts.gates().get(choice.expert(0, i));
            work.oneMatrices[used + i] = experts.ups().get(choice.expert(0, i));
        }
        backend.projectAll(in, 1, work.oneMatrices, work.oneOuts);
        work.oneRow[0] = 0;
        for (int i = 0; i < used; i++) {
            int expert = choice.expert(0, i);
            activate(backend, expert, work.oneOuts[i], work.oneOuts[used + i], 1);
            work.oneWeight[0] = choice.weight(0, i);
            addDown(backend, expert, work.oneOuts[i], 1, work.oneRow, work.oneWeight, target);
        }
    }

    private void addByExpert(Backend backend, Tensor in, int rows, Tensor target) {
        work.choice.group(rows);
        for (int expert = 0; expert < experts.gates().size(); expert++) {
            int count = work.choice.rowCount(expert);
            if (count == 0) {
                continue;
            }
            work.choice.copyRows(expert, work.rows, work.weights);
            backend.gather(in, work.rows, count, work.in);
            if (experts.biases().isEmpty() && activation instanceof ExpertActivation.Plain plain) {
                backend.gatedProject(
                        work.in,
                        count,
                        experts.gates().get(expert),
                        experts.ups().get(expert),
                        plain.activation(),
                        work.gate);
            } else {
                backend.project(work.in, count, experts.gates().get(expert), work.gate);
                backend.project(work.in, count, experts.ups().get(expert), work.up);
                activate(backend, expert, work.gate, work.up, count);
            }
            addDown(backend, expert, work.gate, count, work.rows, work.weights, target);
        }
    }

    private void activate(Backend backend, int expert, Tensor gate, Tensor up, int rows) {
        if (experts.biases().isPresent()) {
            Experts.Biases biases = experts.biases().get();
            backend.addBias(gate, rows, biases.gates().get(expert));
            backend.addBias(up, rows, biases.ups().get(expert));
        }
        activation.apply(backend, gate, up, rows);
    }

    private void addDown(
            Backend backend, int expert, Tensor gated, int count, int[] rows, float[] weights, Tensor target) {
        backend.project(gated, count, experts.downs().get(expert), work.out);
        if (experts.biases().isPresent()) {
            backend.addBias(work.out, count, experts.biases().get().downs().get(expert));
        }
        backend.scatterAdd(work.out, rows, weights, count, target);
    }
}
