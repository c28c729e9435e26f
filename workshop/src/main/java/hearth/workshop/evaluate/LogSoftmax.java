package hearth.workshop.evaluate;

import hearth.engine.sampling.UnusableLogitsException;

/** Logarithms of probabilities, added up in 64 bits. */
final class LogSoftmax {
    private LogSoftmax() {}

    /**
     * max + ln Σ exp(l - max): subtracted from a logit it gives the logarithm of the token's probability.
     *
     * @throws UnusableLogitsException if there is none, as with a logit that is not a number
     */
    static double normalizer(float[] logits, int offset, int count) {
        float max = Float.NEGATIVE_INFINITY;
        for (int i = offset; i < offset + count; i++) {
            max = Math.max(max, logits[i]);
        }
        double sum = 0;
        for (int i = offset; i < offset + count; i++) {
            sum += Math.exp((double) logits[i] - max);
        }
        double result = max + Math.log(sum);
        if (!Double.isFinite(result)) {
            throw new UnusableLogitsException("the model computed logits that are infinite or not numbers");
        }
        return result;
    }
}
