package hearth.compute;

/**
 * Keys and values of one sequence on a device. {@link Backend#attention} stores at given positions; what counts as filled is
 * the caller's knowledge, so to forget positions is simply not to attend to them.
 */
public interface KvCache extends AutoCloseable {
    KvCacheShape shape();

    @Override
    void close();
}
