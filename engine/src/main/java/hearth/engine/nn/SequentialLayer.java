package hearth.engine.nn;

import hearth.compute.Backend;

/**
 * Pre-norm layer: x += s · attention(norm(x)); x += s · feedForward(norm(x)).
 *
 * @param residualScale s; 1 in most models
 */
public record SequentialLayer(
        Norm attentionNorm, Attention attention, Norm feedForwardNorm, FeedForward feedForward, float residualScale)
        implements Layer {
    /** A layer that adds its parts as they are. */
    public SequentialLayer(Norm attentionNorm, Attention attention, Norm feedForwardNorm, FeedForward feedForward) {
        this(attentionNorm, attention, feedForwardNorm, feedForward, 1);
    }

    @Override
    public int headsSize() {
        return attention.headsSize();
    }

    @Override
    public void attend(Step step, LayerRows rows) {
        attentionNorm.forward(step.backend(), rows.x(), step.rows(), rows.normed());
        attention.attend(step, rows.normed(), rows.heads(headsSize()));
    }

    @Override
    public void finish(Backend backend, LayerRows rows, int count) {
        if (residualScale == 1) {
            attention.addOutput(backend, rows.heads(headsSize()), count, rows.x());
            feedForwardNorm.forward(backend, rows.x(), count, rows.normed());
            feedForward.addTo(backend, rows.normed(), count, rows.x());
            return;
        }
        attention.output(backend, rows.heads(headsSize()), count, rows.branch());
        backend.addScaled(rows.branch(), count, residualScale, rows.x());
        feedForwardNorm.forward(backend, rows.x(), count, rows.normed());
        feedForward.forward(backend, rows.normed(), count, rows.branch());
        backend.addScaled(rows.branch(), count, residualScale, rows.x());
    }
}
