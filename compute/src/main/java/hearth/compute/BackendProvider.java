package hearth.compute;

import java.util.Optional;

/** A kind of backend, found by {@link java.util.ServiceLoader}. */
public interface BackendProvider {
    /** Short name: {@code cpu}, {@code scalar}. */
    String name();

    /** Higher is chosen first. */
    int priority();

    /** Why this backend can't run here; empty when it can. */
    Optional<String> unavailableReason();

    Backend open(BackendOptions options);
}
