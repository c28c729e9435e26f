package hearth.format.encode;

/** The mean square of what surrounds each group, times a factor: what importance is weighed with. */
final class Variance {
    private Variance() {}

    /** One number for {@code span} values, which hold {@code groups} groups each; fills {@code lanes} lanes. */
    static void ofSpans(float[] values, int offset, int span, int groups, int lanes, float factor, float[] target) {
        for (int start = 0; start < lanes; start += groups) {
            float variance = factor * Rounding.sumOfSquares(values, offset + start / groups * span, span) / span;
            java.util.Arrays.fill(target, start, Math.min(lanes, start + groups), variance);
        }
    }
}
