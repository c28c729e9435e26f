package hearth.engine.sampling;

/** Keeps tokens at least p times as likely as the likeliest: logit ≥ max + ln p. */
record MinP(float p) implements SamplingStep {
    @Override
    public void apply(Candidates candidates) {
        // p = 1 must not lose the likeliest to rounding: ln 1 is exactly 0.
        float least = candidates.maxLogit() + (float) Math.log(p);
        int kept = 0;
        for (int i = 0; i < candidates.size(); i++) {
            if (candidates.logit(i) >= least) {
                candidates.move(i, kept++);
            }
        }
        candidates.truncate(kept);
    }
}
