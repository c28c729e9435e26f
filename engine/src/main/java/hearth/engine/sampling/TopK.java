package hearth.engine.sampling;

/** Keeps the k likeliest, sorted. */
record TopK(int k) implements SamplingStep {
    @Override
    public void apply(Candidates candidates) {
        candidates.keepLargest(k);
    }
}
