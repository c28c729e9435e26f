package hearth.engine;

import hearth.engine.packed.PackedCopies;
import java.util.Objects;
import java.util.Optional;

/**
 * How an engine computes.
 *
 * @param threads threads that compute; 0 = as many as the machine has physical cores
 * @param backend name of the backend to use; empty = the best that is available
 * @param memoryBytes what its models and their caches may take together; 0 = what the machine has left
 * @param packedCopies where weights may lie that need not be packed any more
 */
public record EngineOptions(int threads, Optional<String> backend, long memoryBytes, PackedCopies packedCopies) {
    private static final int MAX_THREADS = 1024;

    public EngineOptions {
        Objects.requireNonNull(backend, "backend");
        Objects.requireNonNull(packedCopies, "packedCopies");
        if (threads < 0 || threads > MAX_THREADS) {
            throw new IllegalArgumentException("threads is " + threads + " but must be from 0 (automatic) to " + MAX_THREADS);
        }
        if (memoryBytes < 0) {
            throw new IllegalArgumentException("memoryBytes is " + memoryBytes + " but must be 0 (what the machine has) or more");
        }
    }

    /** The best backend on all physical cores. */
    public static EngineOptions defaults() {
        return new EngineOptions(0, Optional.empty(), 0, PackedCopies.none());
    }

    public EngineOptions withThreads(int value) {
        return new EngineOptions(value, backend, memoryBytes, packedCopies);
    }

    public EngineOptions withBackend(String name) {
        return new EngineOptions(threads, Optional.of(name), memoryBytes, packedCopies);
    }

    public EngineOptions withMemoryBytes(long value) {
        return new EngineOptions(threads, backend, value, packedCopies);
    }

    public EngineOptions withPackedCopies(PackedCopies value) {
        return new EngineOptions(threads, backend, memoryBytes, value);
    }
}
