package hearth.engine.nn;

import hearth.compute.Backend;
import hearth.compute.Tensor;
import java.util.Optional;

/**
 * Layer that norms what its parts give before it is added: x += after(attention(before(x))); x += after(feedForward(before(x))).
 *
 * @param before norms of what the parts read; empty where they read x itself
 */
public record PostNormLayer(
        Optional<Before> before, Attention attention, Norm afterAttention, FeedForward feedForward, Norm afterFeedForward)
        implements Layer {
    /** Norms of what the parts read. */
    public record Before(Norm attention, Norm feedForward) {}

    @Override
    public int headsSize() {
        return attention.headsSize();
    }

    @Override
    public void attend(Step step, LayerRows rows) {
        Tensor in = rows.x();
        if (before.isPresent()) {
            in = rows.normed();
            before.get().attention().forward(step.backend(), rows.x(), step.rows(), in);
        }
        attention.attend(step, in, rows.heads(headsSize()));
    }

    @Override
    public void finish(Backend backend, LayerRows rows, int count) {
        attention.output(backend, rows.heads(headsSize()), count, rows.branch());
        afterAttention.forward(backend, rows.branch(), count, rows.branch());
        backend.addScaled(rows.branch(), count, 1, rows.x());
        Tensor in = rows.x();
        if (before.isPresent()) {
            in = rows.normed();
            before.get().feedForward().forward(backend, rows.x(), count, in);
        }
        feedForward.forward(backend, in, count, rows.branch());
        afterFeedForward.forward(backend, rows.branch(), count, rows.branch());
        backend.addScaled(rows.branch(), count, 1, rows.x());
    }
}
