package hearth.engine;

import java.util.Objects;
import java.util.Optional;

/**
 * How an engine computes.
 *
 * @param threads threads that compute; 0 = as many as the machine has physical cores
 * @param backend name of the backend to use; empty = the best that is available
 */
public record EngineOptions(int threads, Optional<String> backend) {
    private static final int MAX_THREADS = 1024;

    public EngineOptions {
        Objects.requireNonNull(backend, "backend");
        if (threads < 0 || threads > MAX_THREADS) {
            throw new IllegalArgumentException("threads is " + threads + " but must be from 0 (automatic) to " + MAX_THREADS);
        }
    }

    /** The best backend on all physical cores. */
    public static EngineOptions defaults() {
        return new EngineOptions(0, Optional.empty());
    }

    public EngineOptions withThreads(int value) {
        return new EngineOptions(value, backend);
    }

    public EngineOptions withBackend(String name) {
        return new EngineOptions(threads, Optional.of(name));
    }
}
