package hearth.engine.sampling;

/** Keeps tokens at least p times as likely as the likeliest, logit ≥ max + ln p, and {@code minKeep} at least. */
record MinP(float p, int minKeep) implements SamplingStep {
    @Override
    public void apply(Candidates candidates) {
        // p = 1 must not lose the likeliest to rounding: ln 1 is exactly 0.
        float least = candidates.maxLogit() + (float) Math.log(p);
        if (minKeep > 1 && likelyEnough(candidates, least) < minKeep) {
            candidates.keepLargest(minKeep);
            return;
        }
        int kept = 0;
        for (int i = 0; i < candidates.size(); i++) {
            if (candidates.logit(i) >= least) {
                candidates.move(i, kept++);
            }
        }
        candidates.truncate(kept);
    }

    private static int likelyEnough(Candidates candidates, float least) {
        int count = 0;
        for (int i = 0; i < candidates.size(); i++) {
            count += candidates.logit(i) >= least ? 1 : 0;
        }
        return count;
    }
}
