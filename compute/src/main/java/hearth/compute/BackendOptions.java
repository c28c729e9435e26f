package hearth.compute;

/**
 * What the user chose of a backend.
 *
 * @param threads threads that compute, the caller's included; 0 = as many as the machine has physical cores
 */
public record BackendOptions(int threads) {
    public BackendOptions {
        if (threads < 0) {
            throw new IllegalArgumentException("thread count must not be negative: " + threads);
        }
    }

    public static BackendOptions defaults() {
        return new BackendOptions(0);
    }
}
