package hearth.engine.nn;

/** Attention with linear biases (ALiBi, Press et al. 2022). */
public final class LinearBiases {
    private LinearBiases() {}

    /**
     * The slope of each head: powers of 2^(-bias / n) for the first n heads, n being the largest power of two that is not above
     * their number, and every other power of its root for the rest.
     *
     * @param bias the largest one, 8 in most models
     */
    public static float[] slopes(int headCount, float bias) {
        int even = Integer.highestOneBit(headCount);
        double base = Math.pow(2, -bias / even);
        double root = Math.pow(2, -bias / (2.0 * even));
        float[] slopes = new float[headCount];
        for (int head = 0; head < headCount; head++) {
            slopes[head] = (float) (head < even ? Math.pow(base, head + 1) : Math.pow(root, 2 * (head - even) + 1));
        }
        return slopes;
    }
}
