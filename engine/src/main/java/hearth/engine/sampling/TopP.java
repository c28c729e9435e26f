package hearth.engine.sampling;

/** Keeps the shortest list of the likeliest whose probabilities sum to at least p (nucleus sampling, Holtzman et al. 2019). */
record TopP(float p, int minKeep) implements SamplingStep {
    @Override
    public void apply(Candidates candidates) {
        candidates.sort();
        candidates.softmax();
        float sum = 0;
        int kept = 0;
        while (kept < candidates.size() && (kept == 0 || kept < minKeep || sum < p)) {
            sum += candidates.probability(kept++);
        }
        candidates.truncate(kept);
    }
}
