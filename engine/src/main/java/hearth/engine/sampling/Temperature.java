package hearth.engine.sampling;

/** Divides the logits: below 1 sharper, above 1 flatter. */
record Temperature(float temperature) implements SamplingStep {
    @Override
    public void apply(Candidates candidates) {
        // Only differences matter, so a temperature too small for the division is applied to the distance from the largest.
        float max = candidates.maxLogit();
        float shift = Float.isFinite(max / temperature) ? 0 : max;
        for (int i = 0; i < candidates.size(); i++) {
            candidates.logit(i, (candidates.logit(i) - shift) / temperature);
        }
    }
}
