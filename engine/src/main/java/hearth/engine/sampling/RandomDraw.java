package hearth.engine.sampling;

/** By probability: the first candidate, in list order, whose running sum of exp(l - max) reaches u times the whole sum. */
record RandomDraw(MersenneTwister random) implements Draw {
    @Override
    public int pick(Candidates candidates) {
        float max = candidates.maxLogit();
        double sum = 0;
        for (int i = 0; i < candidates.size(); i++) {
            sum += weight(candidates, i, max);
        }
        if (!(sum > 0 && sum < Double.POSITIVE_INFINITY)) {
            throw new UnusableLogitsException("the weights of the candidates sum to " + sum);
        }
        // One draw even for a single candidate, so that the number of draws depends on the number of tokens only.
        double target = random.nextDouble() * sum;
        double running = 0;
        int last = candidates.size() - 1;
        for (int i = 0; i < last; i++) {
            float weight = weight(candidates, i, max);
            running += weight;
            // A masked token must not be drawn when u is 0.
            if (running >= target && weight > 0) {
                return candidates.id(i);
            }
        }
        return candidates.id(last);
    }

    private static float weight(Candidates candidates, int index, float max) {
        return (float) Math.exp(candidates.logit(index) - max);
    }
}
