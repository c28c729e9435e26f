package hearth.engine.nn;

import hearth.compute.Backend;
import java.util.Optional;

/**
 * Layer whose parts read the same x (Wang and Komatsuzaki 2021): x += attention(norm(x)) + feedForward(norm(x)).
 *
 * @param attentionNorm of its own for attention; empty where both parts share {@code norm}
 */
public record ParallelLayer(Norm norm, Optional<Norm> attentionNorm, Attention attention, FeedForward feedForward)
        implements Layer {
    /** A layer whose parts share a norm. */
    public ParallelLayer(Norm norm, Attention attention, FeedForward feedForward) {
        this(norm, Optional.empty(), attention, feedForward);
    }

    @Override
    public int headsSize() {
        return attention.headsSize();
    }

    @Override
    public void attend(Step step, LayerRows rows) {
        if (attentionNorm.isPresent()) {
            attentionNorm.get().forward(step.backend(), rows.x(), step.rows(), rows.branch());
            attention.attend(step, rows.branch(), rows.heads(headsSize()));
            norm.forward(step.backend(), rows.x(), step.rows(), rows.normed());
        } else {
            norm.forward(step.backend(), rows.x(), step.rows(), rows.normed());
            attention.attend(step, rows.normed(), rows.heads(headsSize()));
        }
    }

    @Override
    public void finish(Backend backend, LayerRows rows, int count) {
        attention.addOutput(backend, rows.heads(headsSize()), count, rows.x());
        feedForward.addTo(backend, rows.normed(), count, rows.x());
    }
}
