package hearth.engine.sampling;

import java.util.Arrays;

/**
 * Locally typical sampling (Meister et al. 2022): keeps tokens whose surprise is nearest to the entropy, until their
 * probabilities exceed p, the one that crosses included. The result is in order of that distance.
 */
final class TypicalP implements SamplingStep {
    private final float p;
    private final int minKeep;
    private final long[] keys;
    private final int[] order;

    TypicalP(float p, int minKeep, int vocabularySize) {
        this.p = p;
        this.minKeep = minKeep;
        this.keys = new long[vocabularySize];
        this.order = new int[vocabularySize];
    }

    @Override
    public void apply(Candidates candidates) {
        candidates.softmax();
        int size = candidates.size();
        float entropy = 0;
        for (int i = 0; i < size; i++) {
            float probability = candidates.probability(i);
            if (probability > 0) {
                entropy -= probability * (float) Math.log(probability);
            }
        }
        for (int i = 0; i < size; i++) {
            float distance = Math.abs((float) -Math.log(candidates.probability(i)) - entropy);
            // Distances are never negative, so their bits order them.
            keys[i] = (long) Float.floatToRawIntBits(distance) << 32 | i;
        }
        Arrays.sort(keys, 0, size);
        float sum = 0;
        int kept = 0;
        while (kept < size && (kept < minKeep || sum <= p)) {
            order[kept] = (int) keys[kept];
            sum += candidates.probability(order[kept++]);
        }
        candidates.reorder(order, kept);
    }
}
