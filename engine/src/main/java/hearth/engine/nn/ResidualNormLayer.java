package hearth.engine.nn;

import hearth.compute.Backend;
import java.util.Optional;

/**
 * Layer that norms sums (post-LN, Vaswani et al. 2017): x = norm(x + attention(x)); x = norm(x + feedForward(x)).
 *
 * @param secondNorm of some Jina models: what entered the layer is added and normed once more between the two
 */
public record ResidualNormLayer(
        Attention attention, Norm attentionNorm, Optional<Norm> secondNorm, FeedForward feedForward, Norm outputNorm)
        implements Layer {
    @Override
    public int headsSize() {
        return attention.headsSize();
    }

    @Override
    public void attend(Step step, LayerRows rows) {
        attention.attend(step, rows.x(), rows.heads(headsSize()));
    }

    @Override
    public void finish(Backend backend, LayerRows rows, int count) {
        if (secondNorm.isEmpty()) {
            attention.addOutput(backend, rows.heads(headsSize()), count, rows.x());
            attentionNorm.forward(backend, rows.x(), count, rows.x());
        } else {
            attention.output(backend, rows.heads(headsSize()), count, rows.branch());
            backend.addScaled(rows.x(), count, 1, rows.branch());
            attentionNorm.forward(backend, rows.branch(), count, rows.branch());
            backend.addScaled(rows.branch(), count, 1, rows.x());
            secondNorm.get().forward(backend, rows.x(), count, rows.x());
        }
        feedForward.forward(backend, rows.x(), count, rows.branch());
        backend.addScaled(rows.branch(), count, 1, rows.x());
        outputNorm.forward(backend, rows.x(), count, rows.x());
    }
}
