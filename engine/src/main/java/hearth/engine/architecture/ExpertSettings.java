package hearth.engine.architecture;

import hearth.engine.model.Weights;
import hearth.engine.nn.RoutingRule;
import hearth.engine.nn.RoutingRule.Gating;
import hearth.format.InvalidModelException;
import hearth.format.InvalidModelException.Kind;
import hearth.format.gguf.GgufMetadata;
import hearth.format.gguf.MetadataKeys.Experts;

/** A file's settings of its mixtures of experts, checked. */
final class ExpertSettings {
    private static final int MAX_EXPERTS = 1 << 14;
    private static final int MAX_SIZE = 1 << 20;

    private final Weights weights;
    private final GgufMetadata values;
    private final int expertCount;

    ExpertSettings(Weights weights) {
        this.weights = weights;
        this.values = weights.settings();
        this.expertCount = between(Experts.COUNT, values.requiredInt(Experts.COUNT), 1, MAX_EXPERTS);
    }

    int expertCount() {
        return expertCount;
    }

    /** Experts that each token goes to. */
    int usedCount() {
        return between(Experts.USED_COUNT, values.requiredInt(Experts.USED_COUNT), 1, expertCount);
    }

    /** Inner size of one expert. */
    int expertSize(int fallback) {
        return between(
                Experts.FEED_FORWARD_SIZE, values.optionalInt(Experts.FEED_FORWARD_SIZE, fallback), 1, MAX_SIZE);
    }

    /** Inner size of the network that all tokens go through; 0 = none. */
    int sharedSize(int fallback) {
        String key = Experts.SHARED_FEED_FORWARD_SIZE;
        return between(key, values.optionalInt(key, fallback), 0, MAX_SIZE);
    }

    /** Networks that all tokens go through, stored as one. */
    int sharedCount() {
        return between(Experts.SHARED_COUNT, values.optionalInt(Experts.SHARED_COUNT, 0), 0, MAX_EXPERTS);
    }

    /** First layers that have no experts. */
    int leadingDenseLayers(int layerCount) {
        String key = Experts.LEADING_DENSE_LAYER_COUNT;
        return between(key, values.optionalInt(key, 0), 0, layerCount);
    }

    /** A rule of the architecture, without groups or a factor. */
    RoutingRule rule(Gating gating, boolean normalized) {
        return RoutingRule.of(expertCount, usedCount(), gating, normalized);
    }

    /** The rule as the file tells it: function, groups, factor. */
    RoutingRule storedRule() {
        float scale = values.optionalFloat(Experts.WEIGHTS_SCALE, 0);
        if (!(scale >= 0 && scale < Float.POSITIVE_INFINITY)) {
            throw error(Kind.MALFORMED, Experts.WEIGHTS_SCALE, "is " + scale + " but must be 0 (none) or more");
        }
        int groups = Math.max(1, values.optionalInt(Experts.GROUP_COUNT, 1));
        int usedGroups = groups == 1 ? 1 : values.requiredInt(Experts.GROUP_USED_COUNT);
        try {
            return new RoutingRule(
                    expertCount,
                    usedCount(),
                    gating(),
                    values.optionalBoolean(Experts.WEIGHTS_NORMALIZED).orElse(false),
                    scale == 0 ? 1 : scale,
                    groups,
                    usedGroups);
        } catch (IllegalArgumentException e) {
            throw weights.error(Kind.MALFORMED, e.getMessage());
        }
    }

    private Gating gating() {
        int stored = values.optionalInt(Experts.GATING_FUNCTION, 0);
        return switch (stored) {
            // Files older than the key are of models with a softmax.
            case 0, 1 -> Gating.SOFTMAX;
            case 2 -> Gating.SIGMOID;
            case 3 -> Gating.SOFTMAX_OF_CHOSEN;
            default -> throw error(
                    Kind.UNSUPPORTED,
                    Experts.GATING_FUNCTION,
                    "is " + stored + "; known are 1 (softmax), 2 (sigmoid) and 3 (softmax of the chosen)");
        };
    }

    private int between(String key, int value, int least, int most) {
        if (value < least || value > most) {
            throw error(Kind.MALFORMED, key, "is " + value + " but must be from " + least + " to " + most);
        }
        return value;
    }

    private InvalidModelException error(Kind kind, String key, String reason) {
        return InvalidModelException.atKey(kind, values.fileName(), values.architecture() + "." + key, reason);
    }
}
