package hearth.engine;

import java.util.Objects;
import java.util.Optional;

/**
 * How an engine computes.
 *
 * @param threads threads that compute; 0 = as many as the machine has physical cores
 * @param backend name of the backend to use; empty = the best that is available
 * @param memoryBytes what its models and their caches may take together; 0 = what the machine has left
 */
public record EngineOptions(int threads, Optional<String> backend, long memoryBytes) {
    private static final int MAX_THREADS = 1024;

    public EngineOptions {
        Objects.requireNonNull(backend, "backend");
        if (threads < 0 || threads > MAX_THREADS) {
            throw new IllegalArgumentException("threads is " + threads + " but must be from 0 (automatic) to " + MAX_THREADS);
        }
        if (memoryBytes < 0) {
            throw new IllegalArgumentException("memoryBytes is " + memoryBytes + " but must be 0 (what the machine has) or more");
        }
    }

    /** The best backend on all physical cores. */
    public static EngineOptions defaults() {
        return new EngineOptions(0, Optional.empty(), 0);
    }

    public EngineOptions withThreads(int value) {
        return new EngineOptions(value, backend, memoryBytes);
    }

    public EngineOptions withBackend(String name) {
        return new EngineOptions(threads, Optional.of(name), memoryBytes);
    }

    public EngineOptions withMemoryBytes(long value) {
        return new EngineOptions(threads, backend, value);
    }
}
