package hearth.engine.sampling;

/** The largest logit; of equal ones the first. */
record GreedyDraw() implements Draw {
    @Override
    public int pick(Candidates candidates) {
        return candidates.id(candidates.argMax());
    }
}
