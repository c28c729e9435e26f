package hearth.engine.sampling;

/**
 * Makes recent tokens less likely. With c occurrences among the last n: a logit above zero is divided by the repeat penalty, else
 * multiplied; then c · frequency + presence is subtracted. Must come first: it relies on id order.
 */
final class Penalties implements SamplingStep {
    private final float repeat;
    private final float frequency;
    private final float presence;
    private final int[] recent;
    private final int[] counts;
    private int accepted;

    Penalties(float repeat, float frequency, float presence, int lastCount, int vocabularySize) {
        this.repeat = repeat;
        this.frequency = frequency;
        this.presence = presence;
        this.recent = new int[lastCount];
        this.counts = new int[vocabularySize];
    }

    /** Adds a token of the prompt or a drawn one to the history. */
    void accept(int id) {
        int slot = accepted % recent.length;
        if (accepted >= recent.length) {
            counts[recent[slot]]--;
        }
        recent[slot] = id;
        counts[id]++;
        accepted++;
    }

    @Override
    public void apply(Candidates candidates) {
        int filled = Math.min(accepted, recent.length);
        // A count is negated once its token is done, so that a token seen twice is penalized once.
        for (int i = 0; i < filled; i++) {
            int id = recent[i];
            int count = counts[id];
            if (count > 0) {
                candidates.logit(id, penalized(candidates.logit(id), count));
                counts[id] = -count;
            }
        }
        for (int i = 0; i < filled; i++) {
            counts[recent[i]] = Math.abs(counts[recent[i]]);
        }
    }

    private float penalized(float logit, int count) {
        float scaled = logit <= 0 ? logit * repeat : logit / repeat;
        return scaled - (count * frequency + presence);
    }
}
