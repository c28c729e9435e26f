package hearth.engine.sampling;

import java.util.ArrayList;
import java.util.List;

/**
 * How likely the model itself found a drawn token: logarithms of softmax over the logits as they came, before biases, constraint,
 * penalties and filters.
 *
 * @param logprob of the drawn token; at most 0, maybe negative infinity
 * @param top the likeliest tokens, most likely first, of equal ones the lower id first; whether or not the drawn one is among them
 */
public record TokenLogprobs(float logprob, List<TokenLogprob> top) {
    /** A token and the logarithm of its probability. */
    public record TokenLogprob(int id, float logprob) {}

    public TokenLogprobs {
        top = List.copyOf(top);
    }

    /**
     * @param logits (vocabularySize) from {@code offset} on, none of them NaN or positive infinity
     * @param topCount how many of the likeliest to list
     */
    public static TokenLogprobs of(float[] logits, int offset, int vocabularySize, int id, int topCount) {
        double logSum = logSum(logits, offset, vocabularySize);
        int[] best = likeliest(logits, offset, vocabularySize, Math.min(topCount, vocabularySize));
        List<TokenLogprob> top = new ArrayList<>(best.length);
        for (int other : best) {
            top.add(new TokenLogprob(other, (float) (logits[offset + other] - logSum)));
        }
        return new TokenLogprobs((float) (logits[offset + id] - logSum), top);
    }

    private static double logSum(float[] logits, int offset, int count) {
        float max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            max = Math.max(max, logits[offset + i]);
        }
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += Math.exp(logits[offset + i] - max);
        }
        return max + Math.log(sum);
    }

    /** By insertion: few are asked for, and most tokens fail the one comparison with the last of them. */
    private static int[] likeliest(float[] logits, int offset, int vocabularySize, int count) {
        int[] best = new int[count];
        int filled = 0;
        for (int id = 0; id < vocabularySize && count > 0; id++) {
            float logit = logits[offset + id];
            if (filled == count && !(logit > logits[offset + best[count - 1]])) {
                continue;
            }
            int at = filled < count ? filled++ : count - 1;
            while (at > 0 && logit > logits[offset + best[at - 1]]) {
                best[at] = best[at - 1];
                at--;
            }
            best[at] = id;
        }
        return best;
    }
}
