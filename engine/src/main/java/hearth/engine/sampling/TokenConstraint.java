package hearth.engine.sampling;

/** Says which tokens may be drawn next: a grammar's state in one generation. For one thread. */
public interface TokenConstraint {
    /**
     * The tokens that may come next, those that end the answer included where it may end.
     *
     * @return bit {@code id % 64} of word {@code id / 64} is set where {@code id} is allowed; words that are missing allow nothing.
     *     Valid until the next {@link #accept}; the caller doesn't write to it, so it may be a cached one
     */
    long[] allowed();

    /** Takes the token that was drawn: one that {@link #allowed} had set. */
    void accept(int id);
}
