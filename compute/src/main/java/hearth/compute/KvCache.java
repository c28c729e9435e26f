package hearth.compute;

/**
 * Keys and values of one sequence on a device. {@link Backend#attention} stores at given positions; what counts as filled is
 * the caller's knowledge, so to forget positions is simply not to attend to them.
 */
public interface KvCache extends AutoCloseable {
    KvCacheShape shape();

    /**
     * Stores what another cache of the same device and shape holds at the first positions, so that two sequences with the same
     * beginning compute it once. Called like a backend's operation: by one thread at a time.
     *
     * @throws IllegalArgumentException if the other cache is of another kind or shape
     */
    void copyPrefix(KvCache source, int positions);

    @Override
    void close();
}
