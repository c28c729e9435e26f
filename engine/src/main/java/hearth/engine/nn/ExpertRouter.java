package hearth.engine.nn;

import hearth.compute.Backend;
import hearth.compute.Matrix;
import hearth.compute.Tensor;
import java.util.Arrays;
import java.util.Optional;

/** Chooses the experts of each row: a projection to one logit an expert on the device, the choice itself here. */
public final class ExpertRouter {
    /** The least sum of weights that is divided by. */
    private static final double LEAST_SUM = 6.1035e-5;

    private final Matrix weight;
    private final Optional<Tensor> bias;
    private final Optional<float[]> offsets;
    private final RoutingRule rule;
    private final Tensor logits; // (rows, expertCount)
    private final float[] row;
    private final double[] probabilities;
    private final double[] scores;

    /**
     * @param weight (expertCount, hiddenSize)
     * @param bias (1, expertCount), added to the logits
     * @param offsets added to the probabilities when experts are chosen, but not in their weights
     */
    public ExpertRouter(
            Matrix weight, Optional<Tensor> bias, Optional<float[]> offsets, RoutingRule rule, Workspace workspace) {
        this.weight = weight;
        this.bias = bias;
        this.offsets = offsets;
        this.rule = rule;
        logits = workspace.tensor("router", rule.expertCount());
        row = new float[rule.expertCount()];
        probabilities = new double[rule.expertCount()];
        scores = new double[rule.expertCount()];
    }

    public RoutingRule rule() {
        return rule;
    }

    /** Fills {@code choice} for the rows of in (rows, hiddenSize). */
    public void route(Backend backend, Tensor in, int rows, ExpertChoice choice) {
        backend.project(in, rows, weight, logits);
        if (bias.isPresent()) {
            backend.addBias(logits, rows, bias.get());
        }
        for (int r = 0; r < rows; r++) {
            logits.read(r, row, 0);
            choose(r, choice);
        }
    }

    private void choose(int r, ExpertChoice choice) {
        switch (rule.gating()) {
            case SOFTMAX -> softmax();
            case SIGMOID -> {
                for (int i = 0; i < row.length; i++) {
                    probabilities[i] = 1 / (1 + Math.exp(-row[i]));
                }
            }
            case SOFTMAX_OF_CHOSEN -> {
                for (int i = 0; i < row.length; i++) {
                    probabilities[i] = row[i];
                }
            }
        }
        for (int i = 0; i < row.length; i++) {
            scores[i] = probabilities[i] + (offsets.isPresent() ? offsets.get()[i] : 0);
        }
        if (rule.groupCount() > 1) {
            dropWeakGroups();
        }
        for (int i = 0; i < rule.usedCount(); i++) {
            int best = best(0, scores.length);
            scores[best] = Double.NEGATIVE_INFINITY;
            choice.insert(r, i, best, (float) probabilities[best]);
        }
        weigh(r, choice);
    }

    private void softmax() {
        double largest = Double.NEGATIVE_INFINITY;
        for (float logit : row) {
            largest = Math.max(largest, logit);
        }
        double sum = 0;
        for (int i = 0; i < row.length; i++) {
            probabilities[i] = Math.exp(row[i] - largest);
            sum += probabilities[i];
        }
        for (int i = 0; i < row.length; i++) {
            probabilities[i] /= sum;
        }
    }

    private int best(int from, int to) {
        int best = from;
        for (int i = from + 1; i < to; i++) {
            if (scores[i] > scores[best]) {
                best = i;
            }
        }
        return best;
    }

    /** Drops the weakest group until as many are left as may be used. */
    private void dropWeakGroups() {
        int size = rule.groupSize();
        for (int dropped = rule.usedGroupCount(); dropped < rule.groupCount(); dropped++) {
            int weakest = -1;
            double least = Double.POSITIVE_INFINITY;
            for (int group = 0; group < rule.groupCount(); group++) {
                double strength = strength(group * size, (group + 1) * size);
                // Of equals the later one goes, so that the earlier one is kept.
                if (strength != Double.NEGATIVE_INFINITY && strength <= least) {
                    weakest = group;
                    least = strength;
                }
            }
            if (weakest >= 0) {
                Arrays.fill(scores, weakest * size, (weakest + 1) * size, Double.NEGATIVE_INFINITY);
            }
        }
    }

    private double strength(int from, int to) {
        int best = best(from, to);
        if (rule.gating() == RoutingRule.Gating.SOFTMAX || to - from == 1) {
            return scores[best];
        }
        double second = Double.NEGATIVE_INFINITY;
        for (int i = from; i < to; i++) {
            second = i == best ? second : Math.max(second, scores[i]);
        }
        return scores[best] + second;
    }

    private void weigh(int r, ExpertChoice choice) {
        int used = rule.usedCount();
        if (rule.gating() == RoutingRule.Gating.SOFTMAX_OF_CHOSEN) {
            double largest = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < used; i++) {
                largest = Math.max(largest, choice.weight(r, i));
            }
            for (int i = 0; i < used; i++) {
                choice.setWeight(r, i, (float) Math.exp(choice.weight(r, i) - largest));
            }
        }
        double factor = rule.scale();
        if (rule.normalized() || rule.gating() == RoutingRule.Gating.SOFTMAX_OF_CHOSEN) {
            double sum = 0;
            for (int i = 0; i < used; i++) {
                sum += choice.weight(r, i);
            }
            factor /= Math.max(sum, LEAST_SUM);
        }
        for (int i = 0; i < used; i++) {
            choice.setWeight(r, i, (float) (choice.weight(r, i) * factor));
        }
    }
}
