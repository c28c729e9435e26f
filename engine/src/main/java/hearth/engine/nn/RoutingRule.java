package hearth.engine.nn;

/**
 * How experts are chosen and weighted from the router's logits.
 *
 * @param usedCount experts that each row goes to
 * @param normalized the weights of a row are divided by their sum
 * @param scale factor on the weights
 * @param groupCount 1, or the number of equal groups of neighbouring experts among which the best are taken first
 * @param usedGroupCount groups whose experts may be chosen
 */
public record RoutingRule(
        int expertCount,
        int usedCount,
        Gating gating,
        boolean normalized,
        float scale,
        int groupCount,
        int usedGroupCount) {
    /** The function that makes weights of logits. */
    public enum Gating {
        /** Softmax over all experts; a group is as good as its best expert (DeepSeek-V2). */
        SOFTMAX,
        /** Sigmoid of each; a group is as good as the sum of its best two (DeepSeek-V3). */
        SIGMOID,
        /** Softmax over the logits of the chosen ones only. */
        SOFTMAX_OF_CHOSEN
    }

    /** @throws IllegalArgumentException if the counts do not fit each other */
    public RoutingRule {
        boolean divisible = groupCount >= 1 && expertCount % groupCount == 0;
        if (!divisible || usedGroupCount < 1 || usedGroupCount > groupCount) {
            throw new IllegalArgumentException(
                    expertCount + " experts can't be chosen from " + usedGroupCount + " of " + groupCount + " groups");
        }
        if (usedCount < 1 || usedCount > usedGroupCount * (expertCount / groupCount)) {
            throw new IllegalArgumentException(usedCount + " of " + expertCount + " experts can't be used");
        }
    }

    /** All experts in one group, no factor. */
    public static RoutingRule of(int expertCount, int usedCount, Gating gating, boolean normalized) {
        return new RoutingRule(expertCount, usedCount, gating, normalized, 1, 1, 1);
    }

    public int groupSize() {
        return expertCount / groupCount;
    }
}
